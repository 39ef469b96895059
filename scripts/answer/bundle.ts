// Bundles for the guest: an answer, and the trusted code that looks at it.
import { statSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { basename, join, relative } from 'node:path'
import { type BuildFailure, type BuildOptions, build, formatMessages } from 'esbuild'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { printable } from '../cli/text.ts'
import { wrongImport } from './imports.ts'
import { inRepository } from './in-repository.ts'
import { BUNDLE } from './protocol.ts'

/** CommonJS, which costs the guest less to load; #native is lent by the process that loads the bundle. */
const GUEST = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true, // half as much to carry over
  write: false,
  logLevel: 'silent',
  external: ['#native'],
} as const satisfies BuildOptions

export interface AnswerBundle {
  readonly code: string
  /** Says where a text that tells of places in the bundle means the files that it was made from. */
  readonly placed: (text: string) => string
}

/**
 * The answer's bundle: the file in place of the chapter's solution, every other chapter from solutions/. The file is
 * only read, never run here. Throws a Problem (1) with a code frame where it is not TypeScript, and where it takes in what it
 * may not (imports.ts).
 */
export async function bundleAnswer(chapter: string, file: string, handedIn = false): Promise<AnswerBundle> {
  demandFile(file)
  try {
    const { outputFiles, metafile } = await build({
      ...GUEST,
      metafile: true,
      outfile: join(root, BUNDLE), // which nobody writes
      entryPoints: [join(root, 'scripts/answer/main.ts')],
      alias: { [`#mechanisms/${chapter}`]: inRepository(file) },
      sourcemap: 'external', // Node would take longer to read it than to compile the code
      sourcesContent: false,
    })
    const wrong = wrongImport(metafile, handedIn)
    if (wrong !== undefined) throw new Problem(printable(`${basename(file)}: ${wrong}`), 1)
    const [map = '', code = ''] = outputFiles.map(({ text }) => text)
    return { code, placed: text => placesIn(map, text) }
  } catch (error) {
    const { errors } = error as BuildFailure
    if (!errors) throw error
    const frames = await formatMessages(errors, { kind: 'error', color: false })
    throw new Problem(`${basename(file)} cannot be read as TypeScript\n\n${printable(frames.join('\n').trimEnd())}`, 1)
  }
}

/** Throws a Problem (2) where there is no file. */
export function demandFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Problem(`${relative(root, file)}: there is no such file. npm run labs makes the labs`, 2)
  if (!found.isFile()) throw new Problem(`${relative(root, file)} is not a file of TypeScript`, 2)
}

/** A bundle for the agent: this source, as if it stood at the top of the repository. */
export async function bundleJob(source: string): Promise<string> {
  const { outputFiles } = await build({ ...GUEST, stdin: { contents: source, resolveDir: root, loader: 'ts' } })
  return outputFiles[0]?.text ?? ''
}

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
