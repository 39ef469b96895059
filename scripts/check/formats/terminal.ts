import type { Results } from '../result.ts'
import { showCheck, showHeading, showSum, showTotal, showTypes } from '../show.ts'

/** What a terminal is shown as the checks go on, in one piece. */
export const terminal = ({ chapters }: Results): string =>
  [
    ...chapters.flatMap(chapter => [
      ...[showHeading(chapter), ...chapter.checks.map(showCheck), ...showTypes(chapter), showSum(chapter)],
    ]),
    ...(chapters.length > 1 ? [showTotal(chapters)] : []),
    '',
  ].join('\n')
