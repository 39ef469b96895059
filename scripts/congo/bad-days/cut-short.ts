// Runs in a machine: `congo run` is ended at one moment after the other, by Ctrl-C or by kill -9.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { beCongo, caught } from '../caught.ts'

await beCongo()

const ROOT = '/var/lib/congo'
const IMAGE = '/mnt/images/busybox'
/** It ends at once where it is asked to, and says when it can be. */
const POLITE = 'trap "exit 130" INT; echo up; while :; do sleep 0.05; done'

const [signal = '', moments = '5'] = process.argv.slice(2)

/** Has congo run a container in a process of its own. Gives what it said so far. */
function begun() {
  const words = ['--jitless', process.argv[1] ?? '', '--root', ROOT]
  const flags = ['--name', 'a', '-p', '8080:80', '-v', 'data:/data']
  const child = spawn(process.execPath, [...words, 'run', ...flags, IMAGE, 'sh', '-c', POLITE], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', piece => (said.out += piece))
  child.stderr.on('data', piece => (said.err += piece))
  const ended = once(child, 'close').then(([code, by]) => code ?? by)
  return { child, said, ended }
}

/** Names in a folder. */
const names = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : [])

/** What the host has of containers. */
const left = () => ({
  containers: names(`${ROOT}/containers`),
  locks: names(`${ROOT}/locks`),
  groups: names('/sys/fs/cgroup/congo').filter(name => !name.includes('.')),
  links: names('/sys/class/net').filter(name => name.startsWith('veth')),
  mounts: readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter(line => line.includes(`${ROOT}/containers`)),
  rules: spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout,
  processes: spawnSync('pgrep', ['-f', 'trap'], { encoding: 'utf8' }).stdout,
})

/** Until the container has a name. */
function named(): Promise<void> {
  const folder = `${ROOT}/containers`
  return new Promise(resolve => {
    const watching = watch(folder, () => {
      if (!existsSync(`${folder}/a`)) return
      watching.close()
      resolve()
    })
  })
}

/** Milliseconds from its name until it is up. */
async function usual(): Promise<number> {
  const { child, said, ended } = begun()
  await named()
  const began = performance.now()
  while (!said.out) await once(child.stdout, 'data')
  const whole = performance.now() - began
  child.kill('SIGINT')
  await ended
  await caught(['rm', '-f', 'a'])
  return whole
}

mkdirSync(`${ROOT}/containers`, { recursive: true })
await usual() // what is slow the first time only
const whole = await usual()
const told: object[] = []
for (let moment = 0; moment < Number(moments); moment++) {
  const { child, said, ended } = begun()
  await named()
  await after((1.5 * whole * moment) / Number(moments))
  child.kill(signal as NodeJS.Signals)
  const code = await ended
  const found = names(`${ROOT}/containers`)
  const heard = signal === 'SIGINT' && found.length > 0 ? (await caught(['wait', 'a'])).out : ''
  const removed = (await caught(['rm', '-f', 'a'])).code
  const next = await caught(['create', '--name', 'b', IMAGE, 'true']) // the next command that makes one
  await caught(['rm', 'b'])
  await caught(['prune', '-f'])
  told.push({ code, err: said.err, found, heard, removed, next: next.code, left: left() })
}
process.stdout.write(`${JSON.stringify(told)}\n`)
process.exit(0)
