import { spawnSync } from 'node:child_process'
import { command } from './cli/command.ts'
import { root } from './cli/paths.ts'
import { lintCommand } from './test/jobs.ts'

export default command({
  usage: `
npm run lint
  Format and lint of everything but labs/, which is the learner's.
npm run lint -- --fix
  Mends what can be mended.`,
  options: { fix: { type: 'boolean' } },
  run({ values: { fix = false } }) {
    const [biome, ...args] = lintCommand(fix)
    return spawnSync(biome, args, { cwd: root, stdio: 'inherit' }).status === 0 ? 0 : 1
  },
})
