// wrong: capital letters are refused
// first: names
export * from '../../../solutions/15-lifecycle.ts'

export function checkId(id: string): void {
  if (!/^[a-z\d][a-z\d_.-]{0,63}$/.test(id)) throw new Error(`${JSON.stringify(id)} is no name`)
}
