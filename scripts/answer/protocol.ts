// What the checker says to the process that runs the answer, and what that tells: a JSON value a line, on its standard
// input and output. The answer can print such lines as well: nothing here is believed that the kernel can be asked.

import type { Rotation } from '#mechanisms/14-logs'
import type { Size } from '#native'
import type { Config, ProcessConfig } from '../../chapters/config.ts'

/** A container, with the mechanisms of all chapters up to this one. */
export interface Which {
  id: number
  /** The container's own id; congo-ID if not said. */
  name?: string
  chapter: string
  config: Config
}

/**
 * Call a function that the answer exports with the container and these arguments; `call` numbers the calls. A process that
 * has not started this container makes do with its id and config: so one can go on where another has crashed.
 */
export type Call = Which & { op: 'call'; call: number; name: string; args: readonly unknown[] }

export type Command =
  /** Start the container; under a monitor (14), where `watched` is there. */
  | (Which & { op: 'run'; input?: string; trace?: boolean; watched?: Rotation; paced?: boolean })
  /** Let the child of a container that is paced take its next step. */
  | { op: 'go'; id: number }
  /** The answer's stop(), with seconds of patience. */
  | { op: 'stop'; id: number; seconds: number }
  /** Run a process beside that of the container `beside`. Where it wants a terminal, a user's is there to be joined with it. */
  | { op: 'exec'; id: number; beside: number; process: ProcessConfig; input?: string; trace?: boolean }
  /** What the user does at that terminal: type, or change its size. */
  | { op: 'type'; id: number; text: string }
  | { op: 'resize'; id: number; size: Size }
  | Call

export type Event =
  | { id: number; event: 'output'; fd: 1 | 2; data: string }
  /** Of a container, or of a process beside its first one. */
  | { id: number; event: 'program'; steps: RanStep[]; beside?: boolean }
  /** A child that is paced waits before its next step; or has become its command. */
  | { id: number; event: 'moment'; moment: Moment }
  /** It has become its command, under a monitor. */
  | { id: number; event: 'started' }
  | { id: number; event: 'exit'; code: number }
  /** stop() has come back, with this. */
  | { id: number; event: 'stopped'; status: unknown }
  /** A called function has come back, with this. */
  | { id: number; event: 'returned'; call: number; value?: unknown }
  | { id: number; event: 'threw'; call: number; error: Problem }
  | { id: number; event: 'error'; error: Problem }

/** A child between two of its steps. */
export interface Moment {
  /** How many it has taken, and how many there are. */
  readonly number: number
  readonly of: number
  readonly last?: { readonly text: string; readonly from: string; readonly result: string }
  readonly next?: { readonly text: string; readonly from: string }
}

/** A step as it ran, already in words. */
export interface RanStep {
  readonly text: string
  readonly result: string
  readonly from: string | undefined
  readonly nanoseconds: number | undefined
}

/** An error of the answer: an open hole, a failed step, or any other with its place in the learner's file. */
export interface Problem {
  readonly message: string
  /** What the errno of a failed step means there. */
  readonly meaning?: string
  readonly hole?: number
  readonly stack?: string
}

/** What the answer's code is called in stack traces. */
export const BUNDLE = 'answer.cjs'

/** Marks our lines between those that the answer prints itself. */
export const MARK = '\x1e'

/** An event from a line that anybody may have written; undefined where it is none. */
export function readEvent(line: string): Event | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isEvent(value) ? value : undefined
  } catch {
    return undefined // not JSON: the answer's own output
  }
}

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null) return false
  const { id, event, data, code, steps, call, error, moment } = value as Record<string, unknown>
  if (typeof id !== 'number') return false
  if (event === 'output') return typeof data === 'string'
  if (event === 'exit') return typeof code === 'number'
  if (event === 'moment') return isMoment(moment)
  if (event === 'stopped' || event === 'started') return true
  if (event === 'returned') return typeof call === 'number'
  if (event === 'threw') return typeof call === 'number' && isProblem(error)
  if (event === 'program') return Array.isArray(steps) && steps.every(isStep)
  return event === 'error' && isProblem(error)
}

function isMoment(value: unknown): value is Moment {
  if (typeof value !== 'object' || value === null) return false
  const { number, of, last, next } = value as Record<string, unknown>
  const isTold = (step: unknown) => typeof step === 'object' && step !== null && 'text' in step && 'from' in step
  return (
    typeof number === 'number' &&
    typeof of === 'number' &&
    [last, next].every(step => step === undefined || isTold(step))
  )
}

const isStep = (value: unknown): value is RanStep =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'result' in value

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'message' in value &&
  typeof value.message === 'string' &&
  (!('meaning' in value) || typeof value.meaning === 'string')
