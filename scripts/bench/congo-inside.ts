// Loaded into the agent of a machine: how long whole commands take there, each in turns with what it is held against.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mountDisk } from '../compare/disk.ts'
import { CONGO, inTurns, type Times, time } from './in-turns.ts'

const IMAGE = '/mnt/images/busybox'
const OTHERS = '/mnt/others'
/** A bundle for runc, with the namespaces and nothing else. */
function bundleOf(args: readonly string[]): string {
  const folder = '/mnt/bench'
  mkdirSync(folder, { recursive: true })
  time(['sh', '-c', `cd ${folder} && rm -f config.json && runc spec`])
  const config = JSON.parse(readFileSync(`${folder}/config.json`, 'utf8'))
  config.process = { ...config.process, args, terminal: false }
  config.root = { path: IMAGE, readonly: false }
  writeFileSync(`${folder}/config.json`, JSON.stringify(config))
  return folder
}

/** What goes through the log. */
const SIZE = '16m'

export default async (): Promise<Times> => {
  mountDisk(OTHERS)
  process.env.CONGO_CACHE = '/mnt/cache' // the machine's own root cannot be written
  process.env.PATH = `${process.env.PATH}:${OTHERS}/usr/bin:${OTHERS}/usr/sbin`
  const node = ['node', '-e', '0']
  const runs = inTurns({
    node,
    run: [...CONGO, 'run', '--rm', IMAGE, 'true'],
    'run without a network': [...CONGO, 'run', '--rm', '--network', 'none', IMAGE, 'true'],
    runc: ['runc', 'run', '--bundle', bundleOf(['true']), 'bench'],
  })
  time([...CONGO, 'run', '-d', '--name', 'bench', IMAGE, 'sleep', '1000'])
  // The container of runc has the files of whoever starts it: as long as it lives nobody sees the end of a pipe.
  time(['sh', '-c', `runc run -d --bundle ${bundleOf(['sleep', '1000'])} bench </dev/null >/dev/null 2>&1`])
  const execs = inTurns({
    'node beside exec': node,
    exec: [...CONGO, 'exec', 'bench', 'true'],
    'runc exec': ['runc', 'exec', 'bench', 'true'],
    help: [...CONGO, '--help'],
  })
  time(['runc', 'delete', '--force', 'bench'])
  time([...CONGO, 'rm', '-f', 'bench'])
  const printing = (size: string) => `yes ${'x'.repeat(99)} | head -c ${size}`
  const logged = (size: string) => {
    const congo = CONGO.join(' ')
    const run = `${congo} run -d --name l --network none ${IMAGE} sh -c '${printing(size)}'`
    return ['sh', '-c', `${run} && ${congo} wait l && ${congo} rm l`]
  }
  const logs = inTurns({
    'log of nothing': logged('0'),
    log: logged(SIZE),
    'cat into a file': ['sh', '-c', `${printing(SIZE)} | cat >/mnt/printed`],
  })
  const all = (count: number) => {
    rmSync('/var/lib/congo/containers', { recursive: true, force: true })
    time([...CONGO, 'create', '--name', 'c0', IMAGE, 'true'])
    time([...CONGO, 'start', 'c0'])
    time([...CONGO, 'wait', 'c0'])
    for (let i = 1; i < count; i++) {
      cpSync('/var/lib/congo/containers/c0', `/var/lib/congo/containers/c${i}`, { recursive: true })
      for (const file of ['state.json', 'config.json']) {
        const path = `/var/lib/congo/containers/c${i}/${file}`
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"c0"', `"c${i}"`))
      }
    }
    return inTurns({ [`ps ${count}`]: [...CONGO, 'ps'] })
  }
  return { ...runs, ...execs, ...logs, ...all(10), ...all(1000) }
}
