import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem } from '../cli/problem.ts'

/** The first file of this name on the PATH that can be executed. */
export function onPath(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** The prefix of the compiler for an architecture (Node's name) that is not the host's: Debian's cross-compilers. */
const crossPrefix: Record<string, string> = { x64: 'x86_64-linux-gnu-', arm64: 'aarch64-linux-gnu-' }

const prefixFor = (arch: string) => (arch === process.arch ? '' : (crossPrefix[arch] ?? ''))

/** The programs that compiling for `arch` needs and that are not on the PATH. */
export function missingForCompiler(arch: string): string[] {
  return [`${prefixFor(arch)}g++`, 'make', 'python3'].filter(program => !onPath(program))
}

/** The environment that makes node-gyp compile for `arch`. Installs the compiler where it is missing and that is possible. */
export function compilerFor(arch: string, why: string): Record<string, string> {
  const prefix = prefixFor(arch)
  const missing = missingForCompiler(arch)
  if (missing.length > 0)
    install(missing, [`g++${prefix && `-${prefix.slice(0, -1).replace('_', '-')}`}`, 'make', 'python3'], why)
  return prefix ? { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar` } : {}
}

/** The one step of set-up that changes the system: after saying what and why, as root or by sudo. A Problem (3) otherwise. */
function install(missing: string[], packages: string[], why: string): void {
  const installing = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages]
  const absent = `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing, which ${why} needs, once`
  const rights = rightsToInstall()
  const typed = `${process.getuid?.() === 0 ? '' : 'sudo '}${installing.join(' ')}`
  if (!onPath('apt-get')) throw new Problem(`${absent}: install ${packages.join(', ')} and try again`, 3)
  if (!rights) throw new Problem(`${absent}: type  ${typed}  and try again`, 3)
  process.stderr.write(`congo: ${absent}: ${typed}\n`)
  const apt = (...command: string[]) => {
    const [program = '', ...args] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command]
    return spawnSync(program, args, { stdio: [0, 2, 2] }).status === 0
  }
  // The lists of packages may be missing or old: then once more with new ones.
  if (apt(...installing) || (apt('apt-get', 'update') && apt(...installing))) return
  throw new Problem(`that did not work, see above. Once it has: ${typed}  try again`, 3)
}

/** What stands before a command that installs: nothing for root, sudo where it asks no password or someone can type it. */
function rightsToInstall(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  if (!onPath('sudo')) return undefined
  const asksNothing = spawnSync('sudo', ['-n', 'true']).status === 0
  return asksNothing || (process.stdin.isTTY && process.stderr.isTTY) ? ['sudo'] : undefined
}
