// The result of checking: one model, which every format reads (formats/). `npm run check -- --schema` prints it as a JSON
// Schema, with what is said here of each field.
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'

const said = <Schema extends v.GenericSchema>(schema: Schema, what: string) => v.pipe(schema, v.description(what))
const text = v.string()
const points = v.pipe(v.number(), v.minValue(0))
const seconds = v.pipe(v.number(), v.minValue(0))
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

export const CheckStatus = said(
  v.picklist(['pass', 'fail', 'timeout', 'skipped', 'error']),
  "pass and fail are the answer's. timeout: it was not over in time. skipped: another check must pass first. error: the grader could not do its work, which says nothing of the answer.",
)
export type CheckStatus = v.InferOutput<typeof CheckStatus>

export const CheckResult = v.strictObject({
  id: text,
  title: said(text, 'A sentence that is true of a right answer.'),
  status: CheckStatus,
  points,
  maxPoints: points,
  seconds,
  message: said(text, 'What was expected and found, in one sentence. Empty on a pass.'),
  evidence: said(text, "What the kernel showed, as lines; some of it is of the answer's choice."),
  hint: said(text, 'What to do next. Empty on a pass.'),
  repeat: said(text, 'The command that repeats just this check.'),
  needs: said(v.exactOptional(text), 'For a skipped check: the id of the check that it waits for.'),
  slow: said(v.exactOptional(text), 'Why it takes long; only where it may.'),
})
export type CheckResult = v.InferOutput<typeof CheckResult>

export const MadeWith = v.strictObject({
  answer: said(v.exactOptional(sha256), "sha256 of the answer's file. Missing where none could be read."),
  checks: said(v.exactOptional(sha256), 'sha256 of the bundle of checks.'),
  seed: said(
    v.exactOptional(text),
    "What the random pool of the machine's kernel was given, in hex: it follows from chapter and answer.",
  ),
  congo: said(text, 'Version of ConGo.'),
  course: said(v.exactOptional(text), 'Commit of the course, where it is a git checkout; "+" behind it: with changes.'),
  qemu: v.exactOptional(text),
  kernel: said(v.exactOptional(text), "The machine's."),
  node: said(v.exactOptional(text), "The machine's."),
})
export type MadeWith = v.InferOutput<typeof MadeWith>

export const TypeFault = v.strictObject({ line: v.number(), message: text })

export const ChapterResult = v.strictObject({
  student: said(v.exactOptional(text), 'Whose answer it is, where it is one of many.'),
  id: text,
  title: text,
  file: said(text, 'The answer, by its path from the top of the course.'),
  normal: said(
    v.exactOptional(sha256),
    'sha256 of the answer without names, comments, types and layout: equal where two are alike. For what was handed in.',
  ),
  late: said(v.exactOptional(v.literal(true)), 'Handed in when it was due already, by the time of its file.'),
  points,
  maxPoints: points,
  seconds,
  made: said(
    MadeWith,
    'What the result was made with: the same gives the same points. Optional fields are missing where the grader failed before it knew them.',
  ),
  checks: v.array(CheckResult),
  types: said(
    v.exactOptional(v.array(TypeFault)),
    'What the type checker found, which changes no point; missing where it was not asked.',
  ),
})
export type ChapterResult = v.InferOutput<typeof ChapterResult>

export const Results = v.strictObject({
  version: v.literal(1),
  chapters: v.array(ChapterResult),
})
export type Results = v.InferOutput<typeof Results>

/** Whether all checks passed. */
export const passed = ({ checks }: ChapterResult): boolean => checks.every(({ status }) => status === 'pass')

/** Whether the grader failed at some check. */
export const failedToGrade = ({ checks }: ChapterResult): boolean => checks.some(({ status }) => status === 'error')

/** Whether two results are the same in all but what another run may change: seconds, and the numbers in what the kernel showed. */
export const sameVerdicts = (a: ChapterResult, b: ChapterResult): boolean => isDeepStrictEqual(lasting(a), lasting(b))

const lasting = ({ id, points, maxPoints, made, checks }: ChapterResult) => ({
  ...{ id, points, maxPoints, made },
  checks: checks.map(({ id, status, points, maxPoints, needs }) => ({ id, status, points, maxPoints, needs })),
})
