// What a container is made from, and the shape that every chapter's part of it has.
import type { Process, Step } from '#native'

/** A namespace the container gets: a new one, or with `path` one that exists (/proc/PID/ns/TYPE). */
export interface Namespace {
  readonly type: 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup'
  readonly path?: string
}

/** config.json of the OCI runtime specification: as much of it as the chapters bring to life. */
export interface Config {
  readonly ociVersion: string
  readonly process: {
    /** The command; looked up in the container's PATH unless it has a slash. */
    readonly args: readonly string[]
    /** NAME=value; the whole environment of the command. */
    readonly env: readonly string[]
    /** An absolute path. */
    readonly cwd: string
  }
  readonly hostname?: string
  readonly domainname?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly linux?: { readonly namespaces?: readonly Namespace[] }
}

/** A container in the making. The mechanisms share it; each adds what the next ones need. */
export interface Container {
  readonly id: string
  readonly config: Config
  /** What the child becomes in the end, where a chapter puts something in front of the command (04: init). */
  exec?: Step
}

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
  connect?(c: Container, child: Process): void | Promise<void>
  /** Takes back what prepare and connect made. Called at the end, whatever happened; safe to repeat. */
  release?(c: Container): void | Promise<void>
}
