// A process as /proc shows it. Everything is read when it is asked for; a process that has gone answers with nothing.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { ProcessView } from '../../chapters/check.ts'

const or = <T>(read: () => T, gone: T): T => {
  try {
    return read()
  } catch {
    return gone // it ended meanwhile
  }
}

export function processView(pid: number): ProcessView {
  const proc = `/proc/${pid}`
  const list = (file: string) =>
    or(() => readFileSync(`${proc}/${file}`, 'utf8'), '')
      .split('\0')
      .slice(0, -1)
  const status = (field: string) =>
    or(() => readFileSync(`${proc}/status`, 'utf8'), '').match(new RegExp(`^${field}:\\s*(.*)$`, 'm'))?.[1] ?? ''
  return {
    pid,
    get numbers() {
      return status('NSpid').split('\t').map(Number)
    },
    get alive() {
      return /^[^ZX]/.test(status('State'))
    },
    namespace: type => or(() => readlinkSync(`${proc}/ns/${type}`), ''),
    status,
    descriptors: () =>
      new Map(
        or(() => readdirSync(`${proc}/fd`), []).map(fd => [Number(fd), or(() => readlinkSync(`${proc}/fd/${fd}`), '')]),
      ),
    environment: () => list('environ'),
    get cwd() {
      return or(() => readlinkSync(`${proc}/cwd`), '')
    },
    get args() {
      return list('cmdline')
    },
    get program() {
      return or(() => readlinkSync(`${proc}/exe`), '')
    },
    children: () =>
      or(() => readFileSync(`${proc}/task/${pid}/children`, 'utf8'), '')
        .split(' ')
        .filter(Boolean)
        .map(child => processView(Number(child))),
    kill: signal => void or(() => process.kill(pid, signal), false),
  }
}
