import { join } from 'node:path'
import { command } from './cli/command.ts'
import { ready } from './setup/part.ts'
import { node } from './setup/parts/node.ts'
import { selected, setUp, testFiles } from './test/jobs.ts'
import { runJobs } from './test/runner.ts'

export default command({
  usage: `
npm run soak [-- WORD ...]
  What takes longer than npm test may: the files *.soak.ts, and all test files under the Node of the virtual machine.
  With words only those whose names have one of them in it.`,
  options: {},
  async run({ positionals: words }) {
    const [folder] = await ready(node)
    const soaks = testFiles('.soak.ts', process.execPath, 1800)
    const again = testFiles('.test.ts', join(folder, 'bin/node'), 120)
    const jobs = selected([...soaks, ...again.map(job => ({ ...job, name: `${job.name}, other Node` }))], words)
    await setUp(jobs)
    return runJobs(jobs)
  },
})
