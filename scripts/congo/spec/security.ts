// --cap-add, --cap-drop, --security-opt, --privileged: what root in the container may do.
import { readFileSync } from 'node:fs'
import { CAP } from '#native'
import { CAPABILITIES, DEVICES, MASKED, READONLY } from '../../../chapters/12-security/defaults.ts'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import { profile } from '../../../chapters/12-security/profile.ts'
import type { DeviceRule, Seccomp } from '../../../chapters/config.ts'
import type { CreateOptions } from '../library/types.ts'
import { refused, told } from './flag.ts'

export type SecurityFlags = Pick<CreateOptions, 'capAdd' | 'capDrop' | 'securityOpt' | 'privileged'>

export interface Security {
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: boolean
  readonly seccomp: Seccomp | undefined
  readonly maskedPaths: readonly string[]
  readonly readonlyPaths: readonly string[]
  /** Without rules every device may be used. */
  readonly devices: readonly DeviceRule[] | undefined
}

export function security(flags: SecurityFlags): Security {
  const { privileged = false } = flags
  const capabilities = capabilitiesOf(flags)
  const { noNewPrivileges, seccomp = privileged ? 'unconfined' : 'builtin' } = optionsOf(flags.securityOpt ?? [])
  return {
    capabilities,
    noNewPrivileges,
    seccomp:
      seccomp === 'unconfined' ? undefined : seccomp === 'builtin' ? profile(capabilities) : readProfile(seccomp),
    maskedPaths: privileged ? [] : MASKED,
    readonlyPaths: privileged ? [] : READONLY,
    devices: privileged ? undefined : DEVICES,
  }
}

/** As Docker has it: all where that is said, or the usual ones; without those dropped; and with those added by name. */
function capabilitiesOf({ capAdd = [], capDrop = [], privileged = false }: SecurityFlags): readonly string[] {
  const isAll = (typed: string) => typed.toUpperCase() === 'ALL'
  const base = privileged || capAdd.some(isAll) ? Object.keys(CAP) : CAPABILITIES
  const dropped = capDrop.flatMap(each => (isAll(each) ? Object.keys(CAP) : capability('--cap-drop', each)))
  const added = capAdd.filter(each => !isAll(each)).map(each => capability('--cap-add', each))
  return [...new Set([...base.filter(name => !dropped.includes(name)), ...added])]
}

/** CAP_NET_RAW of "net_raw" as well. */
function capability(flag: string, typed: string): string {
  const name = typed.toUpperCase().replace(/^(?!CAP_)/, 'CAP_')
  if (!Object.hasOwn(CAP, name)) throw refused(flag, typed, 'there is no such capability; see capabilities(7)')
  return name
}

function optionsOf(typed: readonly string[]): { noNewPrivileges: boolean; seccomp?: string } {
  let options: { noNewPrivileges: boolean; seccomp?: string } = { noNewPrivileges: false }
  for (const each of typed) {
    const [, name = '', value] = /^([^=:]*)(?:[=:](.*))?$/s.exec(each) ?? []
    if (name === 'no-new-privileges' && ['true', 'false', undefined].includes(value))
      options = { ...options, noNewPrivileges: value !== 'false' }
    else if (name === 'seccomp' && value) options = { ...options, seccomp: value }
    else throw refused('--security-opt', each, 'there are no-new-privileges, seccomp=unconfined and seccomp=FILE')
  }
  return options
}

/** A profile in OCI's words. Docker's own are made into such ones when a container starts, which ConGo does not do. */
function readProfile(file: string): Seccomp {
  const wrong = (what: string) => refused('--security-opt', `seccomp=${file}`, what)
  let seccomp: Seccomp
  try {
    seccomp = JSON.parse(readFileSync(file, 'utf8')) as Seccomp
  } catch (error) {
    throw wrong((error as NodeJS.ErrnoException).code ?? 'this is no JSON')
  }
  const rules: readonly object[] = Array.isArray(seccomp?.syscalls) ? seccomp.syscalls : []
  if (typeof seccomp?.defaultAction !== 'string')
    throw wrong('a profile has a defaultAction; config-linux.md, "Seccomp"')
  if (rules.some(rule => ['includes', 'excludes'].some(word => filled(rule, word))))
    throw wrong('it has conditions, includes or excludes, which are not of OCI: write out what they lead to')
  told(`--security-opt seccomp=${file}:`, () => seccompFilter(seccomp))
  return seccomp
}

const filled = (rule: object, word: string) =>
  Object.keys((rule as Record<string, object | undefined>)[word] ?? {}).length > 0
