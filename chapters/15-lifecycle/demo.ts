import type { Demo } from '../demo.ts'

/** A container of the store is created, started, and stopped, and listed after each; the one beside it is the demo's. */
export default {
  command: ['/bin/probe', 'pid', 'forever'],
  wish: { linux: { namespaces: [{ type: 'pid' }] } },
  async compare(t) {
    const config = {
      ociVersion: '1.2.0',
      process: { args: ['/bin/probe', 'forever'], env: [], cwd: '/' },
      linux: { namespaces: [{ type: 'pid' }] },
    }
    const status = async () => ((await t.call('list')) as { status: string }[]).map(({ status }) => status).join(' ')
    await t.call('create', 'web', config)
    const rows: [string, string, string][] = [['after create', await status(), '']]
    await t.call('start', 'web')
    const [first] = t.processes().filter(({ args }) => args[0] === 'monitor')
    rows.push(['after start', await status(), `${first?.children()[0]?.numbers.at(-1) ?? 'none'}`])
    await t.call('stop', 'web', { seconds: 0.05 })
    rows.push(['after stop', await status(), ''])
    await t.call('remove', 'web')
    rows.push(['after remove', (await status()) || 'none', ''])
    return rows
  },
} satisfies Demo
