import { command } from './cli/command.ts'
import { Problem } from './cli/problem.ts'
import { testFiles } from './test/jobs.ts'
import { runJobs } from './test/runner.ts'

export default command({
  usage: `
npm run soak [-- WORD ...]
  What takes longer than npm test may: the files *.soak.ts; with words only those whose names have one of them in it.`,
  options: {},
  run({ positionals: words }) {
    const jobs = testFiles('.soak.ts', process.execPath, 1800).filter(
      ({ name }) => words.length === 0 || words.some(word => name.includes(word)),
    )
    if (jobs.length === 0) throw new Problem(`no soak has "${words.join('" or "')}" in its name`, 2)
    return runJobs(jobs)
  },
})
