// Runs in a machine: a pause overtakes a start, at one moment after the other; and an exec does.
import { setTimeout as after, setImmediate } from 'node:timers/promises'
import { look, start } from '../../../chapters/lifecycle.ts'
import { beCongo, caught } from '../caught.ts'

await beCongo()

/** Milliseconds. */
const MOMENTS = 20
const ROOT = '/var/lib/congo'
const good = async (...argv: string[]) => {
  const { err, code } = await caught(argv)
  if (code !== 0) throw new Error(err)
}

/** Starts it, and so many milliseconds after it is written down has congo do something about it. Gives what that said. */
async function overtaken(moment: number, ...argv: string[]): Promise<string> {
  const starting = start(ROOT, 'a')
  while (!look(ROOT, 'a').state.process) await setImmediate()
  await after(moment)
  const { out, err } = await caught(argv)
  await starting
  await caught(['unpause', 'a'])
  await good('rm', '-f', 'a')
  return out + err
}

const told: Record<string, string[]> = { pause: [], exec: [] }
for (let moment = 0; moment < MOMENTS; moment++) {
  for (const argv of [
    ['pause', 'a'],
    ['exec', 'a', 'sh', '-c', 'test -e /run/congo && echo the host; echo in'],
  ]) {
    await good('create', '--name', 'a', '/mnt/images/busybox', 'sleep', '1000')
    told[argv[0] ?? '']?.push(await overtaken(moment, ...argv))
  }
}
process.stdout.write(`${JSON.stringify(told)}\n`)
process.exit(0)
