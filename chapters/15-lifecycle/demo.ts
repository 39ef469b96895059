import type { ProcessView, Trial } from '../check.ts'
import type { Config } from '../config.ts'
import type { Demo, Row } from '../demo.ts'
import { end, startAs } from './reuse.ts'

const FOLDER = '/var/lib/congo/store/containers'
const STATE = `${FOLDER}/web/state.json`
const LINUX = { namespaces: [{ type: 'pid' }] } as const
const WEB = ['/bin/probe', 'say', 'web', 'forever']
const CONFIG: Config = { ociVersion: '1.2.0', process: { args: WEB, env: [], cwd: '/' }, linux: LINUX }

const webs = (t: Trial): ProcessView[] => t.processes().filter(({ args }) => args[2] === 'web')
const status = async (t: Trial) => {
  const all = (await t.call('list')) as { id: string; status?: string; error?: string }[]
  const web = all.find(({ id }) => id === 'web')
  return web?.status ?? web?.error ?? 'none'
}

/** The life of a container of the store, with all that comes between. The one that is started first is a bystander. */
export default {
  command: ['/bin/probe', 'say', 'a bystander', 'forever'],
  wish: { linux: LINUX },
  async compare(t) {
    const rows: Row[] = []
    const tell = (what: string, host: string, inside = '') => rows.push([what, host, inside])
    const climbs = await t.call('create', '../web', CONFIG).then(
      () => 'made',
      () => 'refused',
    )
    tell('create ../web', climbs)
    await t.call('create', 'web', CONFIG)
    tell('create web', await status(t))
    const seen = await t.changes(`${FOLDER}/web`, () =>
      Promise.allSettled([t.call('start', 'web'), t.call('start', 'web')]),
    )
    tell('start web, twice at once', webs(t).length === 1 ? '1 process' : `${webs(t).length} processes`)
    tell('state.json meanwhile', seen.includes('change state.json') ? 'written in place' : 'replaced')
    const { pid } = JSON.parse(t.host.file(STATE) ?? '{}').process
    await end(t, webs(t))
    tell('web, before it was killed', `process ${pid}`)
    const other = await startAs(t, pid, ['/bin/probe', 'say', 'the neighbour', 'forever'])
    tell('the neighbour, after that', `process ${other.numbers[1]}`)
    tell('web, says list', await status(t))
    await t.call('stop', 'web', { seconds: 0.05 })
    tell('the neighbour, after stop web', other.alive ? 'lives' : 'killed')
    await t.call('start', 'web')
    const [web] = webs(t)
    tell('start web', await status(t), `process ${web?.numbers.at(-1) ?? 'none'}`)
    return rows
  },
} satisfies Demo
