// wrong: ^ and $ are asked of each line of the name, and not of all of it
// first: names
export * from '../../../solutions/15-lifecycle.ts'

export function checkId(id: string): void {
  if (!/^[a-z\d][\w.-]{0,63}$/im.test(id)) throw new Error(`${JSON.stringify(id)} is no name`)
}
