// What readers of flags have in common: a bad value is a Misuse of one line, which names the flag.
import { Misuse } from '../place.ts'

/** A container cannot be made so: Docker's 125. */
export const refused = (flag: string, value: string, what: string): Misuse =>
  new Misuse(`${flag} ${value}: ${what}`, 125)

/** A whole number. Throws a Misuse with this exit code. */
export function whole(flag: string, text: string, exitCode = 125): number {
  if (!/^-?\d+$/.test(text)) throw new Misuse(`${flag} ${text}: a whole number is wanted`, exitCode)
  return Number(text)
}

/** What a reader of a chapter throws, with the flag that it was about. */
export function told<T>(flag: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Misuse(`${flag} ${(error as Error).message}`, 125)
  }
}
