import { join } from 'node:path'
import kleur from 'kleur'
import { command } from './cli/command.ts'
import { root, userPath } from './cli/paths.ts'
import { Problem } from './cli/problem.ts'
import { findings } from './doctor/findings.ts'
import { exportCache } from './setup/export.ts'
import { importCache } from './setup/import.mjs'
import { addon, guestAddon } from './setup/parts/addon.ts'
import { guest } from './setup/parts/guest.ts'
import { node } from './setup/parts/node.ts'
import { portableQemu } from './setup/parts/qemu.ts'
import { updateLock } from './setup/update-lock.ts'

/** What cannot be made without network, or without a compiler. All else is made from these. */
const carried = [...new Set([portableQemu, guest, node, addon, guestAddon])]

export default command({
  usage: `
npm run doctor
  What is here, what is missing, what it costs, and what to do next. Changes
  nothing.
npm run doctor -- --export FILE
  Packs what set-up has fetched and compiled, and node_modules, for a computer
  without network.
npm run doctor -- --import FILE
  Takes over such a file, after a look at its hashes.
npm run doctor -- --update-lock
  For maintainers: pins the newest packages in scripts/setup/packages.lock.json.

Exit code: 0 all is there, 1 something is missing, 2 wrong use, 3 it could not
be done.`,
  options: { export: { type: 'string' }, import: { type: 'string' }, 'update-lock': { type: 'boolean' } },
  async run({ values, positionals }) {
    if (positionals.length > 0 || Object.keys(values).length > 1) {
      throw new Problem('one flag at a time, and nothing else: npm run doctor -- --help', 2)
    }
    if (values.export) {
      const file = userPath(values.export)
      await exportCache(file, carried, join(root, 'node_modules'))
      process.stdout.write(`${file} is ready. On the other computer, in its clone: npm run doctor -- --import FILE\n`)
    } else if (values.import) {
      await importCache(userPath(values.import), root).catch((error: Error) => {
        throw new Problem(error.message, 3)
      })
    } else if (values['update-lock']) await updateLock()
    else return tell()
    return 0
  },
})

async function tell(): Promise<number> {
  const all = await findings()
  for (const { about, text, missing } of all) {
    process.stdout.write(`${about.padEnd(12)}${missing ? kleur.yellow(text) : text}\n`)
  }
  return all.some(({ missing }) => missing) ? 1 : 0
}
