#!/usr/bin/env node
// The bin `congo`. In a package all is built, and nothing changes; in the repository it is as npm run congo.
const { existsSync } = require('node:fs')
const Module = require('node:module')
const { homedir } = require('node:os')
const { join } = require('node:path')

const start = join(__dirname, '../start.mjs')
if (existsSync(start)) {
  process.argv.splice(1, 1, start, 'congo')
  void import(start)
} else {
  const cache = process.env.CONGO_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'congo')
  // @ts-expect-error: since Node 22.1. Not in Node's own place for it, /tmp: who may write there would have his code run.
  Module.enableCompileCache?.(join(cache, 'compiled'))
  require(join(__dirname, '../../dist/congo.cjs'))
}
