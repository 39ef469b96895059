// Wrong answers that nobody wrote: the solution with one thing changed.

export interface Mutant {
  /** What is changed, in a line. The same from run to run, as long as the solution is. */
  readonly what: string
  /** The answer, as it would stand in labs/. */
  readonly text: string
}
