import { EventEmitter } from 'node:events'
import { statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { contentOf } from '../check/remembered.ts'

/** Milliseconds without another event, after which a file is taken for saved: editors write in several steps. */
const QUIET = 30

/** Milliseconds between two looks, for where the kernel sends no events: some network and shared folders, too many watches. */
const POLL = 250

/**
 * Emits 'save' with a file when its text is another than it was, however that came about: written in place, renamed into
 * its place, in a folder made anew. Watches until the process ends.
 */
export function watchSaves(files: readonly string[]): EventEmitter<{ save: [file: string] }> {
  const saves = new EventEmitter<{ save: [file: string] }>()
  const texts = new Map(files.map(file => [file, contentOf(file)]))
  const tell = () => {
    for (const file of files) {
      const text = contentOf(file)
      if (text === '' || text === texts.get(file)) continue // between two steps of an editor there may be none
      texts.set(file, text)
      saves.emit('save', file)
    }
  }
  let quiet: NodeJS.Timeout | undefined
  const hear = () => {
    clearTimeout(quiet)
    quiet = setTimeout(tell, QUIET)
  }

  for (const folder of new Set(files.map(dirname))) {
    const names = files.filter(file => dirname(file) === folder).map(file => basename(file))
    try {
      const events = watch(folder, (_, name) => (name === null || names.includes(name)) && hear())
      events.on('error', () => events.close()) // then there is the poll
    } catch {
      // no watch to be had: then there is the poll
    }
  }
  let last = files.map(stamp).join()
  setInterval(() => {
    const now = files.map(stamp).join()
    if (now !== last) hear()
    last = now
  }, POLL)
  return saves
}

function stamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : ''
}
