// Bundles for the guest: an answer, and the trusted code that looks at it.
import { statSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { basename, join, relative } from 'node:path'
import { type BuildFailure, type BuildOptions, build, formatMessages, type Metafile } from 'esbuild'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { printable } from '../cli/text.ts'
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
  metafile: true,
  external: ['#native'],
} as const satisfies BuildOptions

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
 * The answer's bundle: the file in place of the chapter's solution, every other chapter from solutions/. The file is
 * only read, never run here. Throws a Problem (1) with a code frame where it is not TypeScript.
 */
export async function bundleAnswer(chapter: string, file: string): Promise<AnswerBundle> {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Problem(`${relative(root, file)}: there is no such file. npm run labs makes the labs`, 2)
  if (!found.isFile()) throw new Problem(`${relative(root, file)} is not a file of TypeScript`, 2)
  try {
    const { outputFiles, metafile } = await build({
      ...GUEST,
      outfile: join(root, BUNDLE), // which nobody writes
      entryPoints: [join(root, 'scripts/answer/main.ts')],
      alias: { [`#mechanisms/${chapter}`]: inRepository(file) },
      sourcemap: 'external', // Node would take longer to read it than to compile the code
      sourcesContent: false,
    })
    const [map = '', code = ''] = outputFiles.map(({ text }) => text)
    return { code, from: filesOf(metafile), placed: text => placesIn(map, text) }
  } catch (error) {
    const { errors } = error as BuildFailure
    if (!errors) throw error
    const frames = await formatMessages(errors, { kind: 'error', color: false })
    throw new Problem(`${basename(file)} cannot be read as TypeScript\n\n${printable(frames.join('\n').trimEnd())}`, 1)
  }
}

/** A bundle for the agent: this source, as if it stood at the top of the repository. */
export const bundleJob = async (source: string): Promise<string> => (await bundleSource(source)).code

/** The same, and what it was made from. */
export async function bundleSource(source: string): Promise<Bundle> {
  const stdin = { contents: source, resolveDir: root, loader: 'ts' } as const
  const { outputFiles, metafile } = await build({ ...GUEST, stdin })
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
