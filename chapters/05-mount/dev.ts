// What a container finds in /dev: config-linux.md of the OCI runtime specification, "Default Devices".
import { AT_FDCWD, type Step, symlinkat } from '#native'

/** Bound from the host: a container may not make device nodes, and these harm nobody. */
export const NODES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map(name => `/dev/${name}`)

const LINKS: Readonly<Record<string, string>> = {
  '/dev/fd': '/proc/self/fd',
  '/dev/stdin': '/proc/self/fd/0',
  '/dev/stdout': '/proc/self/fd/1',
  '/dev/stderr': '/proc/self/fd/2',
  '/dev/ptmx': 'pts/ptmx',
}

/** Steps that make the symbolic links of a fresh /dev. */
export const linkDevices = (): Step[] =>
  Object.entries(LINKS).map(([path, target]) => symlinkat(target, AT_FDCWD, path))
