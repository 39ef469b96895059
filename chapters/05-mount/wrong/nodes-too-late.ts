// wrong: the nodes of the host are looked up when the fresh /dev lies over them: each empty file is bound onto itself
// first: dev
import { formatStep } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'

const isCopy = (step: Parameters<typeof formatStep>[0]) => /^open_tree\(AT_FDCWD, "\/dev\//.test(formatStep(step))

export const propagation: Mechanism = { ...first, steps: c => first.steps(c).filter(step => !isCopy(step)) }

export const mechanism: Mechanism = {
  ...right,
  steps(c: Container) {
    const taken = first.steps({ ...c }).filter(isCopy)
    return right.steps(c).flatMap(step => {
      const [, path] = /^move_mount\(.*"(\/dev\/.*)", /.exec(formatStep(step)) ?? []
      const late = taken.find(each => each.args[1]?.text === `"${path}"`)
      const from = step.args[0]?.value
      return late && typeof from === 'object' && 'slot' in from ? [{ ...late, save: from }, step] : [step]
    })
  },
}
