import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem } from '../cli/problem.ts'
import type { Architecture } from './packages.ts'

const loaders: Record<Architecture, string> = { amd64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }
const triplets: Record<Architecture, string> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/** Debian's name of the architecture that this process runs on. */
export const hostArchitecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** The folders with the libraries of an unpacked tree, before and after the merge of / and /usr. */
export function libraryFolders(tree: string, architecture: Architecture): string[] {
  return ['lib', 'usr/lib'].map(lib => join(tree, lib, triplets[architecture])).filter(folder => existsSync(folder))
}

/** The command that runs a program of an unpacked tree with the tree's own loader and libraries: ld.so(8). */
export function throughLoader(tree: string, architecture: Architecture, program: string): string[] {
  const folders = libraryFolders(tree, architecture)
  const loader = folders.map(folder => join(folder, loaders[architecture])).find(file => existsSync(file))
  if (!loader) throw new Problem(`no ${loaders[architecture]} in ${tree}: remove ${dirname(tree)}, it is made anew`, 3)
  return [loader, '--library-path', folders.join(':'), join(tree, program)]
}
