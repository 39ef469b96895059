import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { indented, printable } from '../cli/text.ts'
import type { Start } from './hardware.ts'

/** QEMU's process, and its two sockets. */
export interface Running {
  process: ChildProcess
  qmp: Duplex
  agent: Duplex
  /** Resolves when it has ended, to how, and to what it and the guest's console said last. */
  ended: Promise<string>
}

/**
 * Starts QEMU in a session of its own, so that Ctrl-C reaches only the driver, and has the kernel end it with the driver.
 * No socket has a name in the file system.
 */
export function startQemu({ qemu, options, state }: Start): Running {
  const qemuProcess = spawn('setpriv', ['--pdeathsig', 'KILL', ...qemu.command, ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(state === undefined ? [] : [state])],
    env: { ...process.env, ...qemu.env },
    detached: true,
  })
  const errors = tail(qemuProcess, 'stderr')
  const console = tail(qemuProcess, 'stdout')
  const ended = once(qemuProcess, 'close').then(
    ([code, signal]) => {
      const how = signal ? `was killed by ${signal}` : `ended with exit code ${code}`
      return `QEMU ${how}${quote('QEMU', errors())}${quote("the guest's console", console())}`
    },
    error => `QEMU could not be started: ${error.message}`,
  )
  const [, , , qmp, agent] = qemuProcess.stdio as unknown as Duplex[]
  if (!qmp || !agent) throw new Error('spawn gave no sockets')
  for (const socket of [qmp, agent]) socket.on('error', () => {}) // `ended` tells
  return { process: qemuProcess, qmp, agent, ended }
}

const KEEP = 4096

function tail(process: ChildProcess, name: 'stdout' | 'stderr'): () => string {
  let text = ''
  process[name]?.setEncoding('utf8').on('data', chunk => {
    text = (text + chunk).slice(-KEEP)
  })
  return () => text.trim()
}

const quote = (who: string, text: string) =>
  text ? `\n${who} said last:\n${indented(printable(text.replaceAll('\r\n', '\n')), '  ')}` : ''
