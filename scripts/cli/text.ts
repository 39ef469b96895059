// Text for a terminal.

/** Text of unknown origin without what a terminal would obey: control bytes as \x1b, lines and tabs kept. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Each line moved to the right. */
export const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

/** Words in lines of at most so many columns; those after the first begin with `by`. */
export const wrapped = (text: string, columns: number, by = ''): string =>
  text.split(' ').reduce((lines, word) => {
    const last = lines.slice(lines.lastIndexOf('\n') + 1)
    return last.length + 1 + word.length > columns ? `${lines}\n${by}${word}` : `${lines} ${word}`
  })

/** In pieces of at most so many columns, and at least 20: each ends behind a blank, a comma or a bar, where it has one. */
export function folded(text: string, columns: number): string[] {
  const most = Math.max(20, columns)
  return text.match(new RegExp(`.{1,${most}}$|.{0,${most - 1}}[ ,|]|.{1,${most}}`, 'gsu')) ?? ['']
}

/** Seconds as people say them: 0.31 s, 12 s. */
export const inSeconds = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`

/** A value as JSON, of which a terminal obeys nothing either: these are what JSON leaves as they are. */
export const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)}\n`.replace(/[\x7f-\x9f]/g, c => `\\u00${c.charCodeAt(0).toString(16)}`)
