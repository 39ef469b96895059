import type { ProcessConfig } from '../../chapters/config.ts'

/** The size of this terminal, for one that a container gets: so it has it from its first moment. */
export function ownSize(): Pick<ProcessConfig, 'consoleSize'> {
  const { isTTY, rows, columns } = process.stdout
  return isTTY ? { consoleSize: { height: rows, width: columns } } : {}
}
