// Constructors of the calls that say who a process is, and of two that only root may make; as in syscalls.ts.
import * as k from './constants.ts'
import { block, id, memory, NULL, number, oneOf, type Step, step, words } from './step.ts'

/** The supplementary groups. setgroups(2) */
export function setgroups(groups: readonly number[]): Step {
  for (const [i, group] of groups.entries()) number(group, `setgroups: list[${i}]`, 0, 2 ** 32 - 2)
  const list = block(new Uint8Array(Uint32Array.from(groups).buffer))
  return step(
    'setgroups',
    number(groups.length, 'size'),
    memory(list, 'list', 0, () => `[${groups.join(', ')}]`),
  )
}

/** Real, effective and saved user id. setresuid(2) */
export const setresuid = (real: number, effective: number, saved: number): Step =>
  step('setresuid', id(real, 'setresuid: ruid'), id(effective, 'setresuid: euid'), id(saved, 'setresuid: suid'))

/** Real, effective and saved group id. setresgid(2) */
export const setresgid = (real: number, effective: number, saved: number): Step =>
  step('setresgid', id(real, 'setresgid: rgid'), id(effective, 'setresgid: egid'), id(saved, 'setresgid: sgid'))

/** A new session keyring, so that the one before is out of reach. keyctl(2) */
export const join_session_keyring = (): Step =>
  step('keyctl', oneOf(k.KEYCTL_JOIN_SESSION_KEYRING, k.KEYCTL, 'keyctl: operation'), NULL)

/** Sets the clock. Seconds and nanoseconds since 1970. clock_settime(2) */
export function clock_settime(clock: number, seconds: number | bigint, nanoseconds: number): Step {
  const whole = number(seconds, 'clock_settime: seconds')
  const rest = number(nanoseconds, 'clock_settime: nanoseconds', 0, 999_999_999)
  const time = memory(words(seconds, nanoseconds), 'tp', 16, () => `{${whole.text}, ${rest.text}}`)
  return step('clock_settime', number(clock, 'clock_settime: clockid'), time)
}
