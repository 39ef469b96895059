// What a container is made from, and the shape that every chapter's part of it has.
import type { Process, Slot, Step } from '#native'
import type { Config, Mount } from './config.ts'

export type { Config, IdMapping, Mount, Namespace } from './config.ts'

/** A container in the making. The mechanisms share it; each adds what the next ones need. */
export interface Container {
  readonly id: string
  /** What it should be. Before all others look, 11 puts numbers there for names, and for an image its copy. */
  config: Config
  /** The folder that is this container's own on the host: what a mechanism must keep in files goes there. */
  readonly bundle: string
  /** The host's ids of the container's root, where they are not our own: whose it is what is made for that root (11). */
  owner?: readonly [uid: number, gid: number]
  /** In the child, a descriptor of the host's root, once the container's root file system is the root (06). */
  host?: Slot
  /** Of a PID namespace that is another container's, and into which the child is born: its path (joined.ts). */
  pidNamespace?: string
  /** A descriptor of the cgroup that the child is born into (08). */
  cgroup?: number
  /** Those of config.mounts that chapter 10 has taken over from 05. */
  volumes?: readonly Mount[]
  /** A descriptor of its first process while it runs, for what is done to a running container (10). */
  pidfd?: number
  /** Where its child sends the master of its terminal to (13), until it has a copy. */
  console?: number
  /** Where that comes out. */
  master?: number
  /** What the child becomes in the end, where a chapter puts a program of ours in front of the command (04: init, 13). */
  exec?: Step | readonly Step[]
  /** A pipe, whose end the child has open until it has become its command, whatever else is closed (13). */
  became?: number
  /** Where is told whether it has. */
  becoming?: number
}

/** The child, when it waits: its number, and a descriptor that names it. */
export type Started = Pick<Process, 'pid' | 'pidfd'>

/** One mechanism of the kernel. A running container is an ordered list of these: see composition.ts. */
export interface Mechanism {
  /** The chapter, for messages: '04-pid'. */
  readonly name: string
  /** CLONE_* flags for clone3. */
  flags?(c: Container): number
  /** What the parent does before there is a child. */
  prepare?(c: Container): void | Promise<void>
  /** What the child does, in this mechanism's turn. */
  steps(c: Container): Step[]
  /** What the parent does while the child waits before its first step. */
  connect?(c: Container, child: Started): void | Promise<void>
  /** Takes back what prepare and connect made. Called at the end, whatever happened; safe to repeat. */
  release?(c: Container): void | Promise<void>
}
