import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'

/**
 * The learner's file for a chapter: labs/ID.ts; where that is not there, the one in labs/ whose first line says that it is
 * for the chapter of this number, whatever it is called. The place of labs/ID.ts where there is none.
 */
export function labOf({ id }: { readonly id: string }): string {
  const folder = join(root, 'labs')
  const usual = join(folder, `${id}.ts`)
  if (existsSync(usual)) return usual
  const says = `// Your lab for chapters/${id.slice(0, 3)}`
  const moved = readdirSync(folder)
    .filter(name => /^[^.]+\.ts$/.test(name)) // 04-pid.1.ts and 04-pid.new.ts are beside one
    .find(name => readFileSync(join(folder, name), 'utf8').startsWith(says))
  return moved === undefined ? usual : join(folder, moved)
}

/** The finished chapter. */
export const solutionOf = ({ id }: { readonly id: string }): string => join(root, 'solutions', `${id}.ts`)
