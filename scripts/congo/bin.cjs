#!/usr/bin/env node
// The bin `congo`. In a package all is built, and nothing changes; in the repository it is as npm run congo.
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { homedir } = require('node:os')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const start = join(__dirname, '../start.mjs')
if (existsSync(start)) {
  process.argv.splice(1, 1, start, 'congo')
  void import(start)
} else {
  runCompiled(join(__dirname, '../../dist/congo.cjs'))
}

/**
 * Runs the program with what V8 has kept of an earlier run: for each verb the functions that it called. (The compile cache of
 * Node keeps a file as it was before it ran, with hardly a function.) Kept in our own folder: who may write there would have
 * his code run.
 * @param {string} program
 */
function runCompiled(program) {
  const source = readFileSync(program, 'latin1') // it is ASCII
  const folder = join(
    process.env.CONGO_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'congo'),
    'compiled',
  )
  const build = source.slice(2, 18) // its hash, a comment: V8 looks at the length alone
  const verb = process.argv.slice(2).find(word => /^[a-z][a-z-]*$/.test(word)) ?? 'help'
  const file = join(folder, `${build}-${process.version}-${process.arch}-${verb}`)
  const cachedData = existsSync(file) ? readFileSync(file) : undefined
  const text = `(function (require, __filename, __dirname) {${source}\n})`
  const script = new Script(text, { filename: program, cachedData })
  if (!cachedData || script.cachedDataRejected) {
    process.on('exit', code => {
      if (code !== 0) return // perhaps it was no verb of ours
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        for (const name of readdirSync(folder))
          if (!name.startsWith(build)) rmSync(join(folder, name), { recursive: true })
        const aside = join(folder, `.${process.pid}`)
        writeFileSync(aside, script.createCachedData(), { mode: 0o600 })
        renameSync(aside, file)
      } catch {
        // Full, or not to be written: the next run compiles as this one did.
      }
    })
  }
  script.runInThisContext()(createRequire(program), program, dirname(program))
}
