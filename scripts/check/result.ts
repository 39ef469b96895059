// The result of checking: one model, which every way of showing it reads.

/** timeout and skipped are no failure of the answer by themselves: the one may be the machine's, the other another check's. */
export type CheckStatus = 'pass' | 'fail' | 'timeout' | 'skipped'

export interface CheckResult {
  id: string
  title: string
  status: CheckStatus
  points: number
  maxPoints: number
  seconds: number
  /** What was expected and found, in one sentence; for a skipped check, the check it waits for. Empty on a pass. */
  message: string
  /** What the kernel showed, as lines. */
  evidence: string
  /** What to do next. Empty on a pass. */
  hint: string
  /** The command that repeats just this check. */
  repeat: string
  /** Why it takes long; only where it may. */
  slow?: string
}

export interface ChapterResult {
  id: string
  title: string
  points: number
  maxPoints: number
  seconds: number
  checks: CheckResult[]
}

export interface Results {
  version: 1
  chapters: ChapterResult[]
}
