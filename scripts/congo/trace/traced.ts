// congo run --trace.
import kleur from 'kleur'
import type { Wanted } from '../../../chapters/monitored.ts'
import { NOT_REACHED, ranSteps } from '../../answer/ran.ts'
import { showProgram } from '../../lab/show.ts'

/**
 * For start(): the program of the container goes to standard error, each step with its result and time, as soon as it has
 * been walked; or up to the step that failed. The monitor clones the container, so its own steps are around those.
 */
export const traced: Pick<Wanted, 'trace' | 'walked'> = {
  trace: true,
  walked(monitor) {
    const { stderr } = process
    kleur.enabled &&= stderr.isTTY // it has looked at standard output
    const steps = ranSteps({}, monitor).filter(({ result }) => result !== NOT_REACHED)
    stderr.write(`${showProgram(steps, { plain: false, trace: true, columns: stderr.columns })}\n`)
  },
}
