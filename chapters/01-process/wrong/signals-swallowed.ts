// wrong: hears the signal and does nothing with it
// first: passed-on
export * from '../../../solutions/01-process.ts'

export function forward(): () => void {
  const swallow = () => undefined
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, swallow)
  return () => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, swallow)
  }
}
