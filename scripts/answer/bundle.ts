// Bundles for the guest: an answer, and the trusted code that looks at it.
import { existsSync, realpathSync, statSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { basename, join, relative } from 'node:path'
import { type BuildFailure, build, formatMessages, type Metafile, type Plugin } from 'esbuild'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { printable } from '../cli/text.ts'
import { courseFiles } from './course.ts'
import { GUEST } from './guest.ts'
import { unread, wrongImport } from './imports.ts'
import { inRepository } from './in-repository.ts'
import { BUNDLE } from './protocol.ts'

/** Has a bundle take these files from the process that loads it. */
const lent = (files: Iterable<string>): Plugin => ({
  name: 'lent',
  setup({ onResolve }) {
    const known = new Set([...files].map(path => join(root, path)))
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path)
      const real = existsSync(file) ? realpathSync(file) : file // of a copy (in-repository.ts) the folders are links
      return known.has(real) ? { path: relative(root, real), external: true } : undefined
    })
  },
})

export interface Bundle {
  readonly code: string
  /** The files that it was made from, relative to the root. */
  readonly from: readonly string[]
}

export interface AnswerBundle extends Bundle {
  /** Says where a text that tells of places in the bundle means the files that it was made from. */
  readonly placed: (text: string) => string
}

/**
 * The answer's bundle: the file, and what it imports that is not there for every answer. The file is only read, never run
 * here. Throws a Problem (1) with a code frame where it is not TypeScript, and where it takes in what it may not (imports.ts).
 */
export async function bundleAnswer(file: string, handedIn = false): Promise<AnswerBundle> {
  demandFile(file)
  const answer = inRepository(file)
  try {
    const { outputFiles, metafile } = await build({
      ...GUEST,
      outfile: join(root, BUNDLE), // which nobody writes
      external: [...GUEST.external, '#mechanisms/*'],
      entryPoints: [answer],
      plugins: [
        unread(realpathSync(answer)),
        lent([...courseFiles().keys()].filter(file => file.startsWith('chapters/'))),
      ],
      sourcemap: 'external', // Node would take longer to read it than to compile the code
      sourcesContent: false,
    })
    const wrong = wrongImport(metafile, handedIn)
    if (wrong !== undefined) throw new Problem(printable(`${basename(file)}: ${wrong}`), 1)
    const [map = '', code = ''] = outputFiles.map(({ text }) => text)
    return { code, from: filesOf(metafile), placed: text => placesIn(map, text) }
  } catch (error) {
    const { errors } = error as BuildFailure
    if (!errors) throw error
    const frames = await formatMessages(errors, { kind: 'error', color: false })
    throw new Problem(`${basename(file)} cannot be read as TypeScript\n\n${printable(frames.join('\n').trimEnd())}`, 1)
  }
}

/** What scripts/vm/agent/load.ts has. */
const LENT = ['scripts/check/judge.ts', 'scripts/lab/perform.ts']

/** Throws a Problem (2) where there is no file. */
export function demandFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Problem(`${relative(root, file)}: there is no such file. npm run labs makes the labs`, 2)
  if (!found.isFile()) throw new Problem(`${relative(root, file)} is not a file of TypeScript`, 2)
}

/** A bundle for the agent: this source, as if it stood at the top of the repository. */
export const bundleJob = async (source: string): Promise<string> => (await bundleSource(source)).code

/** The same, and what it was made from. */
export async function bundleSource(source: string): Promise<Bundle> {
  const stdin = { contents: source, resolveDir: root, loader: 'ts' } as const
  const { outputFiles, metafile } = await build({ ...GUEST, stdin, plugins: [lent(LENT)] })
  return { code: outputFiles[0]?.text ?? '', from: filesOf(metafile) }
}

const filesOf = ({ inputs }: Metafile): string[] => Object.keys(inputs).filter(path => path !== '<stdin>')

/** The text with each "answer.cjs:LINE:COLUMN" in the words of the source map, where that knows it. */
function placesIn(map: string, text: string): string {
  const places = new RegExp(`${BUNDLE}:(\\d+):(\\d+)`, 'g')
  if (!places.test(text)) return text
  const sources = new SourceMap(JSON.parse(map) as SourceMapPayload)
  return text.replace(places, (place, line, column) => {
    const origin = sources.findOrigin(Number(line), Number(column))
    return 'fileName' in origin ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}` : place
  })
}
