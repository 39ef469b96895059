// Runs in a machine: what nobody sane gives to congo.
import { beCongo } from '../caught.ts'
import { fuzzStates } from './states.ts'
import { fuzzTars } from './tars.ts'
import { fuzzWords } from './words.ts'

await beCongo()
const [what = '', runs = '100'] = process.argv.slice(2)
const all: Readonly<Record<string, (runs: number) => Promise<string>>> = {
  words: fuzzWords,
  states: fuzzStates,
  tars: fuzzTars,
}
process.stdout.write(`${await all[what]?.(Number(runs))}\n`)
process.exit(0)
