import { once } from 'node:events'
import { relative } from 'node:path'
import kleur from 'kleur'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import type { Machine } from '../vm/machine.ts'
import { restore } from '../vm/machines.ts'
import { watchSaves } from './saves.ts'

/**
 * Does the work on each of the files that is saved, after that on `first`, each time in a machine that was restored while
 * nobody waited for it. A save of the file that is being worked on ends that work, whose `work` rejects then, and begins it
 * anew. Goes on until the process is ended, and the kernel ends the machines with it.
 */
export async function onSave(
  files: readonly string[],
  first: readonly string[],
  work: (file: string, machine: Machine) => Promise<unknown>,
): Promise<never> {
  const print = (text: string) => process.stdout.write(`${text}\n`)
  const todo = new Set(first)
  let busy: { readonly file: string; readonly machine: Machine } | undefined
  const saves = watchSaves(files)
  saves.on('save', file => {
    todo.add(file)
    if (busy?.file === file) void busy.machine.close()
  })
  const named = files.length === 1 ? relative(root, files[0] ?? '') : `${files.length} labs`
  let ahead = restoreAhead()
  for (;;) {
    const [file] = todo
    if (file === undefined) {
      await ahead.ready
      if (todo.size > 0) continue
      print(kleur.gray(`watching ${named}: save, and it begins again; Ctrl-C ends this\n`))
      await once(saves, 'save')
      continue
    }
    todo.delete(file)
    const begin = async () => {
      // Not in the loop's own block: esbuild's `await using` there throws the error of an earlier round again.
      await using machine = await ahead.take()
      busy = { file, machine }
      await work(file, machine)
    }
    try {
      await begin()
    } catch (error) {
      if (todo.has(file)) print(kleur.gray('\nsaved again'))
      else if (error instanceof Problem) print(error.message)
      else throw error
    }
    busy = undefined
    ahead = restoreAhead()
  }
}

interface Ahead {
  /** Fulfilled when it answers, or never will. */
  readonly ready: Promise<unknown>
  /** That machine; another one where it has ended while it waited. */
  take(): Promise<Machine>
}

function restoreAhead(): Ahead {
  const restored = restore()
  let over = false
  const ready = restored.then(machine => {
    void machine.ended.then(() => {
      over = true
    })
    return machine.ready()
  })
  return { ready: ready.catch(() => undefined), take: () => (over ? restore() : restored) }
}
