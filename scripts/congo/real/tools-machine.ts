import { bundleJob } from '../../answer/bundle.ts'
import { realMachine } from './machine.ts'

/**
 * A machine with congo, and podman, skopeo and umoci where they belong. `files` lists what is in a tree, or in an archive
 * of one, the whole of it.
 */
export async function toolsMachine() {
  const [mounting, listing, marking] = await Promise.all(
    [
      `import { mkdirSync } from 'node:fs'
       import { MS_BIND, mount, run } from '#native'
       import { makeWritable } from './scripts/compare/disk.ts'
       export default () => {
         run(mount('overlay', '/usr', 'overlay', 0, 'lowerdir=/mnt/tools/usr:/usr'))
         makeWritable('/etc')
         mkdirSync('/mnt/tmp')
         run(mount('/mnt/tmp', '/var/tmp', null, MS_BIND))
       }`,
      "export { default } from './scripts/congo/real/listing.ts'",
      `import { setAttributes } from './chapters/16-commit/attributes.ts'
       export default ({ input: { path, name, hex } }) =>
         setAttributes(path, new Map([[name, Buffer.from(hex, 'hex')]]))`,
    ].map(bundleJob),
  )
  const it = await realMachine()
  await it.machine.load(mounting ?? '').result
  await it.sh('cp -R /mnt/tools/etc/containers /etc/')
  const files = (path: string) => it.machine.load<string[]>(listing ?? '', path).result
  const mark = (path: string, name: string, hex: string) => it.machine.load(marking ?? '', { path, name, hex }).result
  return { ...it, files, mark }
}
