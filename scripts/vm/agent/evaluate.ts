import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import * as native from '#native'

const require = createRequire(import.meta.url)
const lend = (name: string): unknown => (name === '#native' ? native : require(name))

/**
 * Runs the code of a CommonJS module and gives its exports; `filename` stands in stack traces. An ES module would cost half
 * as much again: its loader is a large piece of code to run for the first time.
 */
export function evaluate(code: string, filename: string): { readonly default?: unknown } {
  const module = { exports: {} }
  compileFunction(code, ['module', 'exports', 'require'], { filename })(module, module.exports, lend)
  return module.exports
}
