import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'

/** How to run QEMU: the words that begin the command, and what its environment needs. */
export interface Emulator {
  command: string[]
  env: NodeJS.ProcessEnv
}

/** What QEMU is told about the machine. All of it goes into the snapshot's key: a restored machine must be the same. */
export interface Hardware {
  kernel: string
  initramfs: string
  accelerator: 'tcg' | 'kvm'
}

/** MiB of memory of the machine. */
export const MEMORY = 1024

// The kernel's own words: Documentation/admin-guide/kernel-parameters.txt. Mitigations and zeroed pages guard against what
// a machine of one user for one second has no need of, and cost a tenth of the time under emulation.
const APPEND = 'console=ttyS0 quiet panic=-1 tsc=reliable init_on_alloc=0 mitigations=off apparmor=0 audit=0'

/** The options of QEMU that make the machine, but for its memory and disks. */
export function hardware({ kernel, initramfs, accelerator }: Hardware): string[] {
  return [
    ['-machine', 'pc-i440fx-7.2,memory-backend=ram', '-m', `${MEMORY}`, '-smp', '1'],
    ['-accel', accelerator, '-cpu', accelerator === 'kvm' ? 'host' : 'qemu64'],
    ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    // Every process that lives across the snapshot has its random generator seeded in this future. When the clock is set
    // back to the present, OpenSSL takes that for a reason to seed it anew.
    ['-rtc', 'base=2100-01-01'],
    ['-kernel', kernel, '-initrd', initramfs, '-append', APPEND],
    ['-chardev', 'socket,id=qmp,fd=3', '-mon', 'chardev=qmp,mode=control'],
    ['-chardev', 'socket,id=agent,fd=4', '-device', 'virtio-serial-pci,max_ports=2'],
    ['-device', 'virtserialport,chardev=agent,name=congo.agent'],
    ['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ['-object', 'rng-builtin,id=rng', '-device', 'virtio-rng-pci,rng=rng'],
  ].flat()
}

/** One disk as QEMU's option. Writes go to a file that has no name and ends with QEMU, unless `kept`. */
export function disk(id: string, path: string, use: 'read' | 'scratch' | 'kept'): string[] {
  const mode = { read: 'readonly=on', scratch: 'snapshot=on', kept: 'readonly=off' }[use]
  return ['-drive', `file=${path},id=${id},if=none,format=raw,${mode}`, '-device', `virtio-blk-pci,drive=${id}`]
}

/** The machine's memory: a file, `shared` with it when the machine is to be saved there, else only begun from it. */
export function memory(path: string, use: 'shared' | 'private'): string[] {
  const share = use === 'shared' ? 'on' : 'off'
  return ['-object', `memory-backend-file,id=ram,size=${MEMORY}M,mem-path=${path},share=${share}`]
}

/** QEMU's process, and its two sockets. */
export interface Running {
  process: ChildProcess
  qmp: Duplex
  agent: Duplex
  /** Resolves when it has ended, to what it and the guest's console said last. */
  ended: Promise<string>
}

/**
 * Starts QEMU in a session of its own, so that Ctrl-C reaches only the driver, and has the kernel end it with the driver.
 * No socket has a name in the file system. `state` is the file of a saved machine, QEMU's descriptor 5.
 */
export function start(emulator: Emulator, args: string[], state?: number): Running {
  const words = ['setpriv', '--pdeathsig', 'KILL', ...emulator.command, ...args]
  const [command = '', ...rest] = words
  const process = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(state === undefined ? [] : [state])],
    env: emulator.env,
    detached: true,
  })
  const errors = tail(process, 'stderr')
  const console = tail(process, 'stdout')
  const ended = once(process, 'close').then(
    ([code, signal]) => {
      const how = signal ? `was killed by ${signal}` : `ended with exit code ${code}`
      return `QEMU ${how}${quote('QEMU', errors())}${quote("the guest's console", console())}`
    },
    error => `QEMU could not be started: ${error.message}`,
  )
  const [, , , qmp, agent] = process.stdio as unknown as Duplex[]
  if (!qmp || !agent) throw new Error('spawn gave no sockets')
  for (const socket of [qmp, agent]) socket.on('error', () => {}) // `ended` tells
  return { process, qmp, agent, ended }
}

const KEEP = 4096

function tail(process: ChildProcess, name: 'stdout' | 'stderr'): () => string {
  let text = ''
  process[name]?.setEncoding('utf8').on('data', chunk => {
    text = (text + chunk).slice(-KEEP)
  })
  return () => text.trim()
}

const quote = (who: string, text: string) => (text ? `\n${who} said last:\n${text.replace(/^/gm, '  ')}` : '')
