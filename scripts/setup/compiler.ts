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

/** The command that installs what is missing, as this user types it. */
export function installCommand(arch: string): string {
  return `${process.getuid?.() === 0 ? '' : 'sudo '}${installing(arch).join(' ')}`
}

function installing(arch: string): string[] {
  const suffix = prefixFor(arch).replace(/-$/, '').replace('_', '-')
  return ['apt-get', 'install', '-y', '--no-install-recommends', suffix ? `g++-${suffix}` : 'g++', 'make', 'python3']
}

/** The environment that makes node-gyp compile for `arch`. Installs the compiler where it is missing and that is possible. */
export function compilerFor(arch: string, why: string): Record<string, string> {
  const missing = missingForCompiler(arch)
  if (missing.length > 0)
    install(arch, `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing, which ${why} needs, once`)
  const prefix = prefixFor(arch)
  return prefix ? { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar` } : {}
}

/** The one step of set-up that changes the system: after saying what and why, as root or by sudo. A Problem (3) otherwise. */
function install(arch: string, why: string): void {
  const typed = installCommand(arch)
  if (!onPath('apt-get')) throw new Problem(`${why}: install a C++ compiler, make and python3, and try again`, 3)
  const rights = rightsToInstall()
  if (!rights) throw new Problem(`${why}: type  ${typed}  and try again`, 3)
  process.stderr.write(`congo: ${why}: ${typed}\n`)
  const apt = (...command: string[]) => {
    const [program = '', ...args] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command]
    return spawnSync(program, args, { stdio: [0, 2, 2] }).status === 0
  }
  // The lists of packages may be missing or old: then once more with new ones.
  if (apt(...installing(arch)) || (apt('apt-get', 'update') && apt(...installing(arch)))) return
  throw new Problem(`that did not work, see above. Once  ${typed}  has worked, try again`, 3)
}

/** What stands before a command that installs: nothing for root, sudo where it asks no password or someone can type it. */
function rightsToInstall(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  if (!onPath('sudo')) return undefined
  const asksNothing = spawnSync('sudo', ['-n', 'true']).status === 0
  return asksNothing || (process.stdin.isTTY && process.stderr.isTTY) ? ['sudo'] : undefined
}
