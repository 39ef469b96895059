// Signals as people write them, and how a container is to be asked to end.
import { signalNumber } from '#native'
import type { Container } from '../../chapters/container.ts'
import { Misuse } from './place.ts'

/** What an image says of it, and config.json after it: image-spec, conversion.md */
export const STOP_SIGNAL = 'org.opencontainers.image.stopSignal'
export const STOP_TIMEOUT = 'org.congo.stop-timeout'

const REAL_TIME = { 'MIN+': 34, 'MAX-': 64 } as const // as the C library has them: signal(7)

/** SIGTERM of "term", "SIGTERM" or "15"; a number of RTMIN+3, which has no name. */
export function readSignal(flag: string, typed: string, exitCode = 1): string {
  const name = typed.toUpperCase().replace(/^(?!SIG|\d)/, 'SIG')
  const [, from, count] = /^SIGRT(MIN\+|MAX-)(\d+)$/.exec(name) ?? []
  const number = from === 'MIN+' ? REAL_TIME[from] + Number(count) : REAL_TIME['MAX-'] - Number(count)
  const signal = from === undefined ? name : String(number)
  try {
    signalNumber(signal)
    return signal
  } catch {
    throw new Misuse(`${flag} ${typed}: there is no such signal; see kill -l`, exitCode)
  }
}

/** How stop() is to go about it: as its config wants it, where nobody says `seconds`. */
export function howToStop({ config: { annotations = {} } }: Container, seconds?: number) {
  const { [STOP_SIGNAL]: signal = 'SIGTERM', [STOP_TIMEOUT]: timeout = '10' } = annotations
  return { signal, seconds: seconds ?? Number(timeout) }
}
