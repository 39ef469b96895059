import { json } from '../../cli/text.ts'
import type { Volume } from '../library/types.ts'
import { any, type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { Misuse } from '../place.ts'
import { ago } from '../table.ts'
import { create, named, remove, volumes } from '../volumes.ts'
import type { Verb } from './verb.ts'

function isDangling({ containers }: Volume, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new Misuse(`--filter dangling=${value}: true or false`)
  return (containers.length === 0) === (value === 'true')
}

const listing: Listing<Volume> = {
  columns: {
    VOLUME: ({ name }) => name,
    CREATED: ({ created }) => ago(created),
    CONTAINERS: ({ containers }) => containers.join(', ') || '-',
  },
  name: ({ name }) => name,
  filters: { name: any(({ name }, value) => name.includes(value)), dangling: any(isDangling) },
}

export const volume: Verb = (program, { root, say, print }) => {
  const verbs = program.command('volume').description('folders that have a name, and outlive containers')
  withListFlags(verbs.command('ls').description('lists them'), listing).action(async (flags: ListFlags) => {
    print(listed(await volumes(root()), listing, flags))
  })
  verbs
    .command('create <volume>')
    .description('makes one')
    .action((name: string) => {
      create(root(), name)
      say(name)
    })
  verbs
    .command('rm <volumes...>')
    .description('removes those that no container mounts')
    .action(async (names: string[]) => {
      for (const volume of await named(root(), names)) {
        remove(volume)
        say(volume.name)
      }
    })
  verbs
    .command('inspect <volumes...>')
    .description('all that is known of them, as JSON')
    .action(async (names: string[]) => print(json(await named(root(), names))))
}
