// wrong: only names with a "/" are refused, and ".." is the folder above
// first: names
export * from '../../../solutions/15-lifecycle.ts'

export function checkId(id: string): void {
  if (id.includes('/')) throw new Error(`${JSON.stringify(id)} is no name`)
}
