// wrong: any name is accepted
// first: names
export * from '../../../solutions/15-lifecycle.ts'

export function checkId(): void {}
