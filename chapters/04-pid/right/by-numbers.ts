// right: signals go by pidfd and number; init's descriptor gets a place of its own in the child; the exec is a list of steps
import { closeSync } from 'node:fs'
import { created } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  dup3,
  execveat,
  O_CLOEXEC,
  type Process,
  pidfd_send_signal,
  run,
  type Status,
  sealed,
  slot,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const [SIGKILL, SIGTERM] = [9, 15]
const PLACE = 200

const opened: { container: Container; fd: number }[] = []

function checked(c: Container): boolean {
  const pid = (c.config.linux?.namespaces ?? []).filter(({ type }) => type === 'pid')
  for (const { path } of pid) if (path) throw new Error(`pid namespace ${path}: chapter 13 enters it`)
  if (c.config.annotations?.['org.congo.init'] !== 'true') return false
  if (pid.length === 0) throw new Error('org.congo.init: needs a pid namespace')
  return true
}

export const mechanism: Mechanism = {
  name: '04-pid',
  flags: c => created(c, 'pid'),
  prepare(c) {
    if (!checked(c)) return
    const fd = sealed('init')
    opened.push({ container: c, fd })
    const place = slot('init')
    const { args, env } = c.config.process
    c.exec = [
      { ...dup3(fd, PLACE, O_CLOEXEC), save: place },
      execveat(place, '', ['init', ...args], env, AT_EMPTY_PATH),
    ]
  },
  steps: () => [],
  release(c) {
    const index = opened.findIndex(({ container }) => container === c)
    for (const { fd } of index < 0 ? [] : opened.splice(index, 1)) closeSync(fd)
  },
}

const send = (child: Process, signal: number) => run({ ...pidfd_send_signal(child.pidfd, signal), allow: ['ESRCH'] })

export async function stop(child: Process, seconds: number): Promise<Status> {
  let ended = false
  const end = child.wait().finally(() => {
    ended = true
  })
  send(child, SIGTERM)
  const late = setTimeout(() => ended || send(child, SIGKILL), 1000 * seconds)
  try {
    return await end
  } finally {
    clearTimeout(late)
  }
}
