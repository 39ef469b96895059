import { spawnSync } from 'node:child_process'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { containerfile, runAutograder, setup, workflow } from './files.ts'

async function faultsOf(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'classroom.yml', content }, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

test("GitHub's own parser takes the workflow, with one chapter or all", async () => {
  for (const chapters of ['03-uts 04-pid', '']) assert.equal(await faultsOf(workflow(chapters, 'a'.repeat(40))), [])
  const faults = await faultsOf(workflow('', 'a').replace('runs-on:', 'runs-in:'))
  assert.ok(faults.length > 0, 'and would tell what is wrong')
})

test('the scripts are ones to sh', () => {
  for (const script of [setup('24.1.0'), runAutograder('03-uts')]) {
    assert.match(script, /^#!\/bin\/sh\n/)
    assert.is(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr, '')
  }
})

test('the entry point of the container is a list in JSON', () => {
  for (const chapters of ['03-uts 04-pid', '']) {
    const words = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(containerfile(chapters))?.[1] ?? '')
    assert.equal(words.slice(4, 4 + chapters.split(' ').filter(Boolean).length), chapters.split(' ').filter(Boolean))
  }
})

test.run()
