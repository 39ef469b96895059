// A container with what people's containers have, for benches.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiled, execve } from '#native'
import { MOUNTS } from '../../chapters/05-mount/defaults.ts'
import { CAPABILITIES, MASKED, READONLY } from '../../chapters/12-security/defaults.ts'
import { profile } from '../../chapters/12-security/profile.ts'
import { composition } from '../../chapters/composition.ts'
import type { Config } from '../../chapters/config.ts'
import type { Container } from '../../chapters/container.ts'
import { flags, release, start } from '../../chapters/start.ts'
import { encode } from '../../native/encode.ts'

const config = (args: readonly string[], rootfs: string): Config => ({
  ociVersion: '1.0.2',
  process: {
    args,
    env: ['PATH=/bin'],
    cwd: '/',
    user: { uid: 0, gid: 0 },
    capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
    noNewPrivileges: true,
  },
  root: { path: rootfs, readonly: true },
  hostname: 'bench',
  mounts: MOUNTS,
  linux: {
    namespaces: (['pid', 'ipc', 'uts', 'mount', 'network'] as const).map(type => ({ type })),
    maskedPaths: MASKED,
    readonlyPaths: READONLY,
    seccomp: profile(CAPABILITIES),
  },
})

/** How such containers are started. */
export const SILENT = { stdio: ['null', 'null', 'inherit'] } as const

/** A root file system in a folder, and containers of it. */
export class Bundle {
  readonly folder: string
  #count = 0

  /** In memory, as /run is: the disk is not what is measured. `probe` is the program to be run. */
  constructor(probe: string) {
    this.folder = mkdtempSync('/dev/shm/congo-bench-')
    for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp'])
      mkdirSync(join(this.#rootfs, name), { recursive: true })
    copyFileSync(probe, join(this.#rootfs, 'bin/probe'))
    copyFileSync(compiled('become'), join(this.#rootfs, 'bin/become'))
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(config(['/bin/probe'], 'rootfs')))
  }

  get #rootfs(): string {
    return join(this.folder, 'rootfs')
  }

  /** One with a folder of its own, that runs probe with these words. */
  container(...words: string[]): Container {
    const bundle = mkdtempSync(join(this.folder, 'container-'))
    return { id: `bench-${++this.#count}`, config: config(['/bin/probe', ...words], this.#rootfs), bundle }
  }

  /** What replay.c needs to make the system calls of this container's child, but for those that wait for us. */
  async record(c: Container): Promise<[flags: string, file: string]> {
    const child = await start(c, composition, SILENT)
    await child.wait()
    const all = String(flags(c, composition))
    await release(c, composition)
    const steps = child.outcomes().map(({ step }) => step)
    const file = join(this.folder, 'program')
    const own = steps.filter(({ call, from }) => call === 'fcntl' || (from !== undefined && from !== '08-cgroups'))
    const { args, env } = c.config.process
    // In place of the last two steps (13-exec/become.ts), whose descriptors only we have.
    const last = execve('/bin/become', ['become', '2', ...args], env)
    writeFileSync(file, encode([...own.slice(0, -2), last]).bytes)
    return [all, file]
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
