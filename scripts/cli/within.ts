/**
 * What the work gives, or `late` thrown after so many seconds; the work goes on then. Not by AbortSignal.timeout(): a
 * signal that nobody holds may be collected, and its time never comes.
 */
export async function within<T>(seconds: number, work: Promise<T>, late: Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, seconds * 1000, late)
  })
  return Promise.race([work, over]).finally(() => clearTimeout(timer))
}
