import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { solutionOf } from '../labs/lab-of.ts'
import { withAnswer } from '../test/start.ts'
import { Watched } from './watched.ts'

const solution = readFileSync(solutionOf({ id: '03-uts' }), 'utf8')
const wrong = solution.replace('sethostname(hostname)', "sethostname('other')")
const WATCHING = /^watching .*\n/m
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0

test('check --watch judges again what is saved: a burst once, and one saved meanwhile anew', async () => {
  await withAnswer(solution, async file => {
    await using watched = new Watched('check', '03-uts', '--lab', file)
    assert.match(await watched.expect(WATCHING), /03-uts: \d+ of \d+ points, all passed/)

    writeFileSync(file, wrong)
    assert.match(await watched.expect(WATCHING), /fail +The container has the host name of its config/)

    for (let i = 0; i < 20; i++) writeFileSync(file, `${solution}// ${i}\n`)
    const burst = await watched.expect(WATCHING)
    assert.is(count(burst, /^03-uts: \d+ of \d+ points/gm), 1, burst)
    assert.match(burst, 'all passed')

    writeFileSync(file, wrong)
    await watched.expect(/^pass /m)
    writeFileSync(file, solution)
    const again = await watched.expect(WATCHING)
    assert.match(again, /^saved again$/m)
    assert.match(again, 'all passed')
    assert.is(count(again, /^03-uts: \d+ of \d+ points/gm), 1, again)

    writeFileSync(file, 'export const mechanism = {')
    assert.match(await watched.expect(WATCHING), 'cannot be read as TypeScript')
  })
})

test('lab --watch shows it again; a machine that dies while it waits is replaced; Ctrl-C leaves none', async () => {
  await withAnswer(wrong, async file => {
    await using watched = new Watched('lab', '03-uts', '--lab', file)
    assert.match(await watched.expect(WATCHING), 'sethostname("other", 5)')

    const [waiting = ''] = watched.machines()
    process.kill(Number(waiting.slice('/proc/'.length)), 'SIGKILL')
    while (existsSync(waiting)) await setTimeout(10)
    writeFileSync(file, 'export const mechanism = {')
    assert.match(await watched.expect(WATCHING), 'cannot be read as TypeScript')
    writeFileSync(file, solution)
    assert.match(await watched.expect(WATCHING), 'sethostname("web", 3)')

    writeFileSync(file, wrong)
    await watched.expect(/^03-uts: A name of its own/m)
    writeFileSync(file, `${solution}// saved while the lab ran`)
    const again = await watched.expect(WATCHING)
    assert.match(again, /^saved again$/m)
    assert.not.match(again, /the machine was closed|next: mend/, again)

    const machines = watched.machines()
    assert.is(machines.length, 1, 'one waits for the next save')
    await watched.interrupt()
    while (machines.some(existsSync)) await setTimeout(10)
  })
})

test.run()
