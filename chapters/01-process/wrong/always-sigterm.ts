// wrong: passes every signal on as SIGTERM
// first: passed-on
import type { Process } from '#native'

export * from '../../../solutions/01-process.ts'

export function forward(child: Process): () => void {
  const pass = () => child.kill()
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, pass)
  return () => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, pass)
  }
}
