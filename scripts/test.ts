import { spawnSync } from 'node:child_process'
import { command } from './cli/command.ts'
import { root } from './cli/paths.ts'
import { Problem } from './cli/problem.ts'
import { labs } from './labs/workbench.ts'
import { lint, testFiles, types } from './test/jobs.ts'
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
  run({ values: { quick, node = process.execPath }, positionals: words }) {
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout
    if (!/^v\d/.test(version)) throw new Problem(`--node ${node}: this is no Node that can be run`, 2)
    for (const { name, path, state } of labs(root)) {
      if (state === 'edited') console.log(`${path} is yours: nothing here judges it (npm run check ${name} does)`)
      else if (state !== 'current') console.log(`${path} is ${state}: npm run labs writes it`)
    }
    const jobs = [types, lint, ...testFiles('.test.ts', node, 120)]
      .filter(({ name }) => !(quick && name.endsWith('.vm.test.ts')))
      .filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
    if (jobs.length === 0) throw new Problem(`no test has "${words.join('" or "')}" in its name`, 2)
    return runJobs(jobs)
  },
})
