import kleur from 'kleur'
import { benchCheck } from './bench/check.ts'
import { benchCongo } from './bench/congo.ts'
import { benchInside } from './bench/inside.ts'
import { benchRestore } from './bench/restore.ts'
import { command } from './cli/command.ts'
import { Problem } from './cli/problem.ts'
import { placeAddon } from './setup/parts/addon.ts'

/** What was measured, and where we want something of it: `found` at most `aim`, in `unit`. */
export interface Measure {
  readonly what: string
  readonly found: number
  readonly aim?: number
  readonly unit: 's' | 'ms' | 'ratio'
}

const PARTS: Record<string, () => Promise<Measure[]>> = {
  async spawn() {
    await placeAddon() // before the module that loads it
    const { benchSpawn } = await import('./bench/spawn.ts')
    return benchSpawn()
  },
  async composition() {
    await placeAddon()
    const { benchComposition } = await import('./bench/composition.ts')
    return benchComposition()
  },
  inside: benchInside,
  restore: benchRestore,
  congo: benchCongo,
  check: benchCheck,
}

export default command({
  usage: `
npm run bench [PART ...]
  Measures how fast ConGo is here, beside what it aims at on two cores without KVM. Parts: ${Object.keys(PARTS).join(', ')}.
  Nothing else should run meanwhile. Exit code 0 whatever the numbers are: a bench is no test.`,
  options: {},
  async run({ positionals }) {
    const names = positionals.length > 0 ? positionals : Object.keys(PARTS)
    for (const name of names) {
      const part = PARTS[name]
      if (!part) throw new Problem(`there is no part "${name}"; there are ${Object.keys(PARTS).join(', ')}`, 2)
      for (const measure of await part()) process.stdout.write(`${line(measure)}\n`)
    }
    return 0
  },
})

function line({ what, found, aim, unit }: Measure): string {
  const shown = { s: `${found.toFixed(2)} s`, ms: `${found.toFixed(1)} ms`, ratio: found.toFixed(2) }[unit]
  const told = `${what.padEnd(56)} ${shown.padStart(8)}`
  if (aim === undefined) return `      ${told}`
  const word = found <= aim ? kleur.green('good') : kleur.red('over')
  return `${word}  ${told}  at most ${unit === 's' ? `${aim.toFixed(1)} s` : aim.toFixed(2)}`
}
