// results.json of an autograder: https://gradescope-autograders.readthedocs.io/en/latest/specs/
import { json } from '../../cli/text.ts'
import { failedToGrade, type Results } from '../result.ts'
import { line, told } from './told.ts'

export function gradescope({ chapters }: Results): string {
  const sum = (of: (chapter: Results['chapters'][number]) => number) =>
    chapters.reduce((all, chapter) => all + of(chapter), 0)
  return json({
    score: sum(({ points }) => points),
    execution_time: Math.round(sum(({ seconds }) => seconds)),
    output: chapters.some(failedToGrade) ? 'The grader itself failed: have it run again.' : '',
    output_format: 'text',
    stdout_visibility: 'hidden',
    tests: chapters.flatMap(({ id, checks }, chapter) =>
      checks.map((check, i) => ({
        name: line(`${id}: ${check.title}`),
        number: `${chapter + 1}.${i + 1}`,
        score: check.points,
        max_score: check.maxPoints,
        status: check.status === 'pass' ? 'passed' : 'failed',
        output: [check.status === 'pass' ? '' : `${check.status}: `, told(check)].join(''),
        output_format: 'text',
        visibility: 'visible',
      })),
    ),
    extra_data: { made: chapters.map(({ id, made }) => ({ id, ...made })) },
  })
}
