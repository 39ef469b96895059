// Runs in a machine: a pause overtakes an exec, at one moment after the other.
import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { pause, unpause } from '#mechanisms/08-cgroups'
import { groupOf, placeOf } from '../../../chapters/08-cgroups/group.ts'
import { exec } from '../../../chapters/exec.ts'
import { beCongo, caught } from '../caught.ts'
import { running } from '../running.ts'

await beCongo()

const MOMENTS = 40
const { err, code } = await caught(['run', '-d', '--name', 'a', '/mnt/images/busybox', 'sleep', '1000'])
if (code !== 0) throw new Error(err)

const told: Record<string, number> = {}
const stayed = await running('/var/lib/congo', 'a', async c => {
  const command = { ...c.config.process, args: ['true'] }
  const once = async () => (await exec(c, command, { stdio: ['null', 'null', 'null'] })).child.wait()
  await once() // what is slow the first time only
  const began = performance.now()
  await once()
  const whole = performance.now() - began
  for (let moment = 0; moment < MOMENTS; moment++) {
    const going = exec(c, command, { stdio: ['null', 'null', 'null'] }).then(
      ({ child }) => ({ child, said: 'it ran' }),
      (error: Error) => ({ child: undefined, said: error.message }),
    )
    await after((whole * moment) / MOMENTS)
    await pause(c)
    const { child, said } = await going // comes though the container stands still
    await unpause(c)
    await child?.wait()
    told[said] = (told[said] ?? 0) + 1
  }
  return readFileSync(placeOf(groupOf(c) ?? '', 'cgroup.procs'), 'utf8')
    .trim()
    .split('\n').length
})
await caught(['rm', '-f', 'a'])
process.stdout.write(`${JSON.stringify({ told, stayed })}\n`)
process.exit(0)
