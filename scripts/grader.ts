import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { courseCommit } from './check/made.ts'
import { command } from './cli/command.ts'
import { root, userPath } from './cli/paths.ts'
import { errorCode, Problem } from './cli/problem.ts'
import { findChapter } from './course/chapters.ts'
import { containerfile, runAutograder, setup, workflow } from './grader/files.ts'
import { run } from './setup/run.ts'

export default command({
  usage: `
npm run grader -- DIR [CHAPTER ...]
  Makes what grades these chapters, or all, on a computer of its own, with the
  course as it was last committed:
    gradescope.zip   an autograder for Gradescope
    classroom.yml    a workflow for GitHub Classroom
    Containerfile    with course.tar: for podman and docker`,
  options: {},
  async run({ positionals: [typed, ...words] }) {
    if (typed === undefined) throw new Problem('name a folder: npm run grader -- DIR [CHAPTER ...]', 2)
    const chapters = words.map(word => findChapter(word).id).join(' ')
    const commit = (await courseCommit())?.replace('+', '')
    if (commit === undefined) throw new Problem('the course is no git checkout, which has a version to freeze', 3)
    const folder = userPath(typed)
    try {
      mkdirSync(folder, { recursive: true })
      await run('git', ['archive', '--format=tar', `--output=${join(folder, 'course.tar')}`, commit], { cwd: root })
      writeFileSync(join(folder, 'classroom.yml'), workflow(chapters, commit))
      writeFileSync(join(folder, 'Containerfile'), containerfile(chapters))
      await gradescope(folder, chapters)
    } catch (error) {
      if (errorCode(error) === undefined) throw error
      throw new Problem(`${folder} cannot be filled (${errorCode(error)}): name a folder of yours`, 2)
    }
    process.stdout.write(`${folder} has gradescope.zip, classroom.yml, Containerfile and course.tar, of ${commit}\n`)
    return 0
  },
})

async function gradescope(folder: string, chapters: string): Promise<void> {
  const zip = new ZipFile()
  const executable = { mode: 0o100755 }
  zip.addBuffer(Buffer.from(setup(process.versions.node)), 'setup.sh', executable)
  zip.addBuffer(Buffer.from(runAutograder(chapters)), 'run_autograder', executable)
  zip.addBuffer(readFileSync(join(folder, 'course.tar')), 'course.tar')
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(folder, 'gradescope.zip')))
}
