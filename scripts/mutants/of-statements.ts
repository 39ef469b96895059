// Mutants of the text: each statement of the solution's functions left out. What an answer declares it uses: of those nothing
// would be learned.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, parse } from 'acorn'
import { transform } from 'esbuild'
import { root } from '../cli/paths.ts'
import type { Chapter } from '../course/chapters.ts'
import type { Mutant } from './mutant.ts'

const DROPPED = [
  ...['ExpressionStatement', 'IfStatement', 'ThrowStatement', 'TryStatement'],
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'BreakStatement', 'ContinueStatement'],
]

export async function mutantsOfStatements({ id }: Chapter): Promise<Mutant[]> {
  const text = readFileSync(join(root, 'solutions', `${id}.ts`), 'utf8')
  const { code } = await transform(text, { loader: 'ts', target: 'node24' })
  const found = new Map<string, Mutant>()
  for (const { start, end } of statements(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }))) {
    const line = code.slice(start, end).replaceAll(/\s+/g, ' ')
    const short = line.length > 90 ? `${line.slice(0, 89)}…` : line
    const what = found.has(`without ${short}`) ? `without ${short} (${found.size})` : `without ${short}`
    found.set(what, { what, text: `${code.slice(0, start)};${code.slice(end)}` })
  }
  return [...found.values()]
}

/** In the bodies of functions, the outer ones first. */
function* statements(node: unknown, inside = false): Generator<Node> {
  if (Array.isArray(node)) {
    for (const each of node) yield* statements(each, inside)
  } else if (isNode(node)) {
    if (inside && DROPPED.includes(node.type) && !isDirective(node)) yield node
    const within = inside || /Function/.test(node.type)
    for (const [name, part] of Object.entries(node)) if (name !== 'type') yield* statements(part, within)
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

const isDirective = (node: Node): boolean => 'directive' in node
