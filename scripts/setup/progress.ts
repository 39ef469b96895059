/**
 * Says what is being done now, such as `downloading`, and how far it is: `3 of 41 MB`. Cheap: call it as often as you like.
 */
export type Progress = (doing: string, amount?: string) => void

/**
 * Shows the progress of one piece of work on stderr as soon as it takes longer than a second: on a terminal one line that
 * is kept up to date, on a pipe a plain line for each new thing that is done.
 */
export async function withProgress<Result>(
  title: string,
  work: (progress: Progress) => Promise<Result>,
): Promise<Result> {
  const { stderr } = process
  const begin = performance.now()
  const elapsed = () => Math.round((performance.now() - begin) / 1000)
  let [doing, amount, printed] = ['', '', '']
  const show = () => {
    const line = `${title}${doing && `: ${doing}`}`
    if (stderr.isTTY)
      stderr.write(`\r${`${line}${amount} (${elapsed()} s)`.slice(0, (stderr.columns || 80) - 1)}\x1b[K`)
    else if (line !== printed) stderr.write(`congo: ${line}${amount}\n`)
    printed = line
  }
  const timer = setInterval(show, 1000)
  try {
    const result = await work((now, far) => {
      doing = now
      amount = far ? `, ${far}` : ''
    })
    if (printed) stderr.write(`${stderr.isTTY ? '\r\x1b[K' : ''}congo: ${title}: done in ${elapsed()} s\n`)
    return result
  } catch (error) {
    if (printed && stderr.isTTY) stderr.write('\r\x1b[K') // what follows is the line that says what is wrong
    throw error
  } finally {
    clearInterval(timer)
  }
}
