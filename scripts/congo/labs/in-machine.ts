// The learner's congo in a machine that is thrown away, as its root.
import type { Command } from 'commander'
import { signalNumber } from '#native'
import { restore } from '../../vm/machines.ts'
import { bundled, installed } from '../installed.ts'
import type { CreateOptions } from '../library/types.ts'
import { Misuse } from '../place.ts'
import { environment } from '../spec/environment.ts'
import { readMounts } from '../spec/mounts.ts'
import { bringing } from './bring.ts'
import type { Run, Typed } from './hook.ts'
import { joined } from './joined.ts'
import { words } from './words.ts'

/** Throws a Misuse (125) for what the machine has no way to: it sees nothing of this system, and ends with the command. */
function checkReach(verb: Command): void {
  const { publish = [], detach, volume = [], mount = [] } = verb.opts<CreateOptions & { detach?: boolean }>()
  const beyond = (what: string, instead: string) => new Misuse(`--labs: ${what}. ${instead}, or say --here`, 125)
  const bound = readMounts({ volume, mount }).find(({ type }) => type === undefined)
  if (bound) throw beyond(`the machine sees no ${bound.source}`, 'Put it into the folder that you name as IMAGE')
  if (publish.length > 0) throw beyond(`nobody here reaches a port in the machine`, 'Leave out --publish')
  if (detach) throw beyond('the machine ends when congo comes back', 'Leave out --detach')
}

/** Gives what runs it, once it is known which chapters are the learner's. What cannot be is thrown at once: checking takes long. */
export async function inMachine({ root, verb, image, command }: Typed): Promise<Run> {
  checkReach(verb)
  const flags = verb.opts<CreateOptions>()
  const variables = environment([], flags) // as they are here
  const bring = await bringing(root, image)
  const said = [...words(verb, ['labs', 'env', 'envFile']), ...variables.flatMap(each => ['--env', each])]
  const shell = flags.interactive && command.length === 0 && flags.entrypoint === undefined
  return async conditions => {
    const program = await bundled({ entry: 'scripts/congo/bin.ts' }, { conditions })
    await using machine = await restore()
    const congo = await installed(machine, program)
    const argv = [...congo, 'run', ...said, await bring(machine), ...command]
    const input = flags.interactive === true
    const exit = await joined(machine, argv, { terminal: flags.tty ?? shell ?? false, input })
    return 'code' in exit ? exit.code : 128 + signalNumber(exit.signal)
  }
}
