// A process as /proc shows it. Everything is read when it is asked for; a process that has gone answers with nothing.
import { closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import { O_CLOEXEC, O_NONBLOCK, openat2, RESOLVE_IN_ROOT, run } from '#native'
import type { MountView, ProcessView } from '../../chapters/check.ts'
import { or } from '../vm/agent/gone.ts'

export function processView(pid: number): ProcessView {
  const proc = `/proc/${pid}`
  const text = (file: string) => or(() => readFileSync(`${proc}/${file}`, 'utf8'), '')
  const list = (file: string) => text(file).split('\0').slice(0, -1)
  const status = (field: string) => new RegExp(`^${field}:[ \\t]*(.*)$`, 'm').exec(text('status'))?.[1] ?? ''
  const bytes = (path: string) => or(() => readInRoot(`${proc}/root`, path), undefined)
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
    proc: text,
    mounts: () => readMounts(text('mountinfo')),
    file: path => bytes(path)?.toString(),
    bytes,
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
      text(`task/${pid}/children`)
        .split(' ')
        .filter(Boolean)
        .map(child => processView(Number(child))),
    kill: signal => void or(() => process.kill(pid, signal), false),
  }
}

/** Of a file: no check looks for more, and one that somebody else has furnished may be without an end. */
const LARGEST = 32 * 1024 * 1024

/** What is in a file below a root that somebody else has furnished. Throws where that is more than LARGEST. */
function readInRoot(root: string, path: string): Buffer {
  const top = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    const flags = O_CLOEXEC | O_NONBLOCK // nobody may be at the other end of a pipe
    const file = run(openat2(top, path, { flags, resolve: RESOLVE_IN_ROOT }))
    try {
      return readAll(file)
    } finally {
      closeSync(file)
    }
  } finally {
    closeSync(top)
  }
}

function readAll(file: number): Buffer {
  const pieces: Buffer[] = []
  for (let size = 0; size <= LARGEST; ) {
    const piece = Buffer.alloc(64 * 1024)
    const read = readSync(file, piece)
    if (read === 0) return Buffer.concat(pieces)
    pieces.push(piece.subarray(0, read))
    size += read
  }
  throw new Error(`more than ${LARGEST} bytes`)
}

const readMounts = (mountinfo: string): MountView[] =>
  mountinfo
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [mount = '', superblock = ''] = line.split(' - ')
      const [id, parent, device = '', root = '', point = '', options = '', ...propagation] = mount.split(' ')
      const [type = '', source = '', superOptions = ''] = superblock.split(' ')
      return {
        id: Number(id),
        parent: Number(parent),
        device,
        root: unescaped(root),
        point: unescaped(point),
        options: options.split(','),
        propagation: propagation.filter(Boolean),
        type,
        source: unescaped(source),
        superOptions: superOptions.split(',').map(unescaped), // a comma inside one is escaped as well
      }
    })

// Blanks, newlines and backslashes are written as three octal digits.
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
