import { join } from 'node:path'
import { command } from './cli/command.ts'
import { ready } from './setup/part.ts'
import { node } from './setup/parts/node.ts'
import { selected, setUp, testFiles, WHOLE } from './test/jobs.ts'
import { runJobs } from './test/runner.ts'

export default command({
  usage: `
npm run soak [-- WORD ...]
  What takes longer than npm test may: the files *.soak.ts, and all test files, whole, under the Node of the virtual
  machine: each wrong answer then meets all checks of its chapter.
  With words only those whose names have one of them in it.`,
  options: {},
  async run({ positionals: words }) {
    const [folder] = await ready(node)
    const soaks = testFiles('.soak.ts', process.execPath, 1800)
    const again = testFiles('.test.ts', join(folder, 'bin/node'), 300)
    const jobs = selected([...soaks, ...again.map(job => ({ ...job, name: `${job.name}, other Node` }))], words)
    await setUp(jobs)
    process.env[WHOLE] = '1'
    return runJobs(jobs)
  },
})
