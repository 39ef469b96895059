import { spawnSync } from 'node:child_process'
import { command } from './cli/command.ts'
import { root, userPath } from './cli/paths.ts'
import { Problem } from './cli/problem.ts'
import { labs } from './labs/workbench.ts'
import { lint, selected, setUp, testFiles, types } from './test/jobs.ts'
import { runJobs } from './test/runner.ts'

export default command({
  usage: `
npm test [-- WORD ...]
  Types, lint, and all test files; with words only those whose names have one of them in it.
npm test -- --quick
  Without the machine: no *.vm.test.ts.
npm test -- --node PATH
  Runs the test files with another Node.`,
  options: { quick: { type: 'boolean' }, node: { type: 'string' } },
  async run({ values: { quick, node: wanted = process.execPath }, positionals: words }) {
    const node = wanted.includes('/') ? userPath(wanted) : wanted
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout
    if (!/^v\d/.test(version)) throw new Problem(`--node ${node}: this is no Node that can be run`, 2)
    for (const { name, path, state } of labs(root)) {
      if (state === 'edited') console.log(`${path} is yours: nothing here judges it (npm run check ${name} does)`)
      else if (state !== 'current') console.log(`${path} is ${state}: npm run labs writes it`)
    }
    const all = [types, lint, ...testFiles('.test.ts', node, 120)]
    const jobs = selected(quick ? all.filter(({ name }) => !name.includes('.vm.')) : all, words)
    await setUp(jobs)
    return runJobs(jobs)
  },
})
