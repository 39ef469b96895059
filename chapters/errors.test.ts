import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SYSCALLS } from '../native/numbers.ts'
import { errnoNumber } from '../native/step.ts'
import { type Meaning, meaningOf } from './errors.ts'

const folders = readdirSync(import.meta.dirname).filter(name =>
  existsSync(join(import.meta.dirname, name, 'errors.ts')),
)

test('each meaning is of a call and an errno that there are, once, and is found', async () => {
  assert.ok(folders.length >= 4)
  for (const chapter of folders) {
    const { errors } = (await import(`./${chapter}/errors.ts`)) as { errors: readonly Meaning[] }
    const seen = new Set<string>()
    for (const { call, errno, says } of errors) {
      const where = `${chapter}: ${call} ${errno}`
      assert.ok((SYSCALLS as readonly string[]).includes(call), where)
      errnoNumber(errno)
      assert.not.ok(seen.has(where), where)
      seen.add(where)
      assert.match(says, /^[\p{Lu}\p{Ll}].*[.?]$/su, where)
      assert.is(meaningOf({ call, errno, chapter }), says, `${where}: is the chapter in chapters/errors.ts?`)
    }
  }
})

test('what nobody has explained has no meaning', () => {
  assert.is(meaningOf({ call: 'close', errno: 'EBADF', chapter: '04-pid' }), undefined)
  assert.is(meaningOf({ call: 'write', errno: undefined, chapter: undefined }), undefined)
})

test.run()
