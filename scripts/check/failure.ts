/** A check that did not hold: what was expected and found, in one sentence, and what the kernel showed. */
export class Failure extends Error {
  readonly evidence: string

  constructor(message: string, evidence = '') {
    super(message)
    this.name = 'Failure'
    this.evidence = evidence
  }
}

/** A value as people read it: strings quoted, with what is invisible in them spelled out. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped)
  if (value === undefined) return 'nothing'
  return JSON.stringify(value)
}

const escaped = (character: string) =>
  /\p{L}|\p{N}|\p{P}|\p{S}/u.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
