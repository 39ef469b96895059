// What is said in a channel. The driver's first message on `control` asks; the agent's only one there is the reply, and
// ends the channel. Messages of the driver in between steer the job.

/** The streams of a channel. All but `control` belong to the job. */
export const stream = { control: 0, stdin: 1, stdout: 2, stderr: 3, messages: 4 } as const

export type Size = { columns: number; rows: number }

export type Request =
  /** Answered when the agent has warmed up. */
  | { op: 'ready' }
  /** After a boot or restore, before all else: the time in milliseconds since 1970, and bytes for the random pool in base64. */
  | { op: 'resume'; time: number; seed: string }
  | { op: 'spawn'; argv: string[]; env?: Record<string, string>; cwd?: string; tty?: Size }
  | { op: 'load'; code: string; input: unknown }

export type Steer = { resize: Size } | { kill: NodeJS.Signals }

export type Reply = { result: unknown } | { error: { message: string; stack?: string } }

/** How a program ended. */
export type Exit = { code: number } | { signal: NodeJS.Signals }
