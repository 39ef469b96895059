import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import * as native from '#native'

const builtin = createRequire(import.meta.url)
/** What a bundle may ask for. */
export const lend = (name: string): unknown => (name === '#native' ? native : builtin(name))

/**
 * Runs the code of a CommonJS module and gives its exports; `filename` stands in stack traces. An ES module would cost half
 * as much again: its loader is a large piece of code to run for the first time.
 */
export function evaluate(
  code: string,
  filename: string,
  { module = { exports: {} }, require = lend }: Surroundings = {},
): { readonly default?: unknown } {
  compileFunction(code, ['module', 'exports', 'require'], { filename })(module, module.exports, require)
  return module.exports
}

interface Surroundings {
  /** Its `exports` are replaced before the code asks for anything: whoever is asked by it may ask for it in turn. */
  readonly module?: { exports: object }
  readonly require?: (name: string) => unknown
}
