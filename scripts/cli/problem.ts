/**
 * What went wrong in one clear line: what, where, and what to do. Thrown anywhere, printed by `main` without a stack.
 * Exit codes: 1 something failed or is missing, 2 wrong use, 3 ConGo could not do its work.
 */
export class Problem extends Error {
  readonly exitCode: 1 | 2 | 3

  constructor(message: string, exitCode: 1 | 2 | 3) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The code of a system error, such as 'ENOSPC', or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
