// The whole container: which mechanisms, and in which order the child takes their steps.

import * as process from '#mechanisms/01-process'
import * as ipc from '#mechanisms/02-ipc'
import * as uts from '#mechanisms/03-uts'
import * as pid from '#mechanisms/04-pid'
import type { Mechanism } from './container.ts'

/**
 * In the order of the child's steps, which is not that of the chapters: the process comes last, because its last step
 * is execve, and after that nothing of ours runs any more.
 */
export const composition: readonly Mechanism[] = [ipc.mechanism, uts.mechanism, pid.mechanism, process.mechanism]

/** The composition as it stands at the end of a chapter ('03-uts'): without the mechanisms of later ones. */
export const upTo = (chapter: string): readonly Mechanism[] => composition.filter(({ name }) => name <= chapter)
