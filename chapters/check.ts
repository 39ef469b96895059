// How a chapter's checks are written: a sentence, points, a hint, and a few lines that look at the kernel.
import type { Config, ProcessConfig } from './config.ts'

export interface Check {
  /** Stable: progress and course files name it. */
  readonly id: string
  /** A sentence that is true of a right answer. */
  readonly title: string
  readonly points: number
  readonly hint: string
  /** Ids of the checks without which this one says nothing; it is skipped when one of them did not pass. */
  readonly needs?: readonly string[]
  /** How long it may take; the limit is longer on a slower machine. 8 if not said. */
  readonly seconds?: number
  /** Why it cannot be quick: a bomb that must go off, a race that is run many times. Its time is told apart. 3 s at most. */
  readonly slow?: string
  /** Passes by returning; fails by what `t.expect` throws, or by any other error. */
  test(t: Trial): Promise<void>
}

/** What a check changes in the config of its container: parts of it, and parts of its `process`. */
export interface Wish extends Partial<Omit<Config, 'ociVersion' | 'process'> & Omit<ProcessConfig, 'args'>> {
  /** Together with the mechanisms of later chapters, up to this one: '04-pid'. */
  readonly upTo?: string
  /** The container's id, where it matters: 'congo-7', say, if not said. */
  readonly id?: string
  /** Written to the command's standard input, which then ends. */
  readonly input?: string
  /** Under a monitor (14), which turns the log at so many bytes, and keeps so many files. Its output is in the log only. */
  readonly watched?: { readonly size?: number; readonly files?: number }
}

/** One check's view: the answer under test in its sandbox (lessons call it the host), and the kernel beside it. */
export interface Trial {
  /** The host's process 1. It has the host's namespaces, and no answer can move it. */
  readonly host: ProcessView
  /** The process that runs the answer: it should stay where the host is. */
  readonly answer: ProcessView
  /** Starts a container and waits until its command prints "ready" (probe: forever, await), or has ended. */
  start(command: readonly string[], wish?: Wish): Promise<Running>
  /** Starts a container and waits for its end. */
  run(command: readonly string[], wish?: Wish): Promise<Ended>
  /** Runs probe on the host, where the answer has no part in it, and tells its lines. */
  probe(...verbs: string[]): Promise<string[]>
  /** Runs probe in the namespaces of that process ('ipc', 'uts', 'mount', ...), from outside. */
  probeIn(process: ProcessView, namespaces: readonly string[], ...verbs: string[]): Promise<string[]>
  /** Calls a function that the answer exports without a container of this check (15: create, start, list, ...). */
  call(name: string, ...args: unknown[]): Promise<unknown>
  /** A cgroup, by its path on the host, or the one that a process is in. */
  cgroup(of: ProcessView | string): CgroupView
  /** The lowest descriptors that the answer has free: what it opens for the next container gets one of them. */
  unusedDescriptors(count: number): number[]
  /** Every process of the sandbox that is not there by itself. */
  processes(): ProcessView[]
  /** The host's rules for packets, as `nft list ruleset` prints them. */
  ruleset(): Promise<string[]>
  /** Plugs another machine into the host, for as long as `use` takes. */
  outside(use: (outside: Outside) => Promise<void>): Promise<void>
  /** Does it, and tells what is on the host afterwards that was not there before: "process 512 (probe forever)", ... */
  leftovers(action: () => Promise<unknown>): Promise<string[]>
  /** Does it, and tells what happened to names ("rename x") and contents ("change x") in a folder of the host: inotify(7) */
  changes(folder: string, action: () => Promise<unknown>): Promise<string[]>
  /** Ends the answer's process with SIGKILL, as a crash does, and has another one carry on. */
  crash(): Promise<void>
  /** Fails the check unless both are equal. `evidence` is what the kernel shows: a file and its content. */
  expect(what: string, found: unknown, expected: unknown, evidence?: string): void
  /** Awaits a state of the kernel for which there is no event: asks until it is so, fails the check with `what` when it never is. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>
}

/**
 * A machine beside the host: 192.0.2.2 and 2001:db8::2 on a cable to the host's 192.0.2.1 and 2001:db8::1. It knows no way
 * to anything behind the host. Whoever comes to its port 7, by TCP or UDP, is answered "outside".
 */
export interface Outside {
  /** From now on it sends to the host whatever it knows no way to. */
  learnWay(): void
  /** Runs probe there. */
  probe(...verbs: string[]): Promise<string[]>
  /** Whom its port 7 has answered: "from 192.0.2.1". */
  lines(): string[]
}

export interface Running {
  /** The first process whose program is the command; found by the kernel's list, not by what the answer says. */
  readonly command: ProcessView
  /** Its output so far, as lines. */
  lines(): string[]
  /** Runs the answer's stop() with so many seconds of patience, and gives what that gives. */
  stop(seconds: number): Promise<unknown>
  /**
   * Calls a function that the answer exports, with the container and these arguments, and gives what it gives; rejects with
   * what it throws. After a crash() it gets the container by id and config only. 'release' is that of all mechanisms.
   */
  call(name: string, ...args: unknown[]): Promise<unknown>
  /** Runs another process in the container (13), and waits until it prints "ready". */
  beside(command: readonly string[], wish?: BesideWish): Promise<Beside>
  /** Runs another process in the container, and waits for its end. */
  runBeside(command: readonly string[], wish?: BesideWish): Promise<Ended>
  /** Sends a signal to the answer's own process, as Ctrl-C or a service manager does. */
  signalAnswer(signal: string): void
  ended(): Promise<Ended>
}

/** Parts of the config of a process that runs beside a container's first one. */
export interface BesideWish extends Partial<Omit<ProcessConfig, 'args'>> {
  readonly input?: string
}

export interface Beside extends Pick<Running, 'command' | 'lines' | 'ended'> {
  /** What the user types, who sits at a terminal of the host that the answer joins with the container's. */
  type(text: string): void
  /** The user's terminal has another size now. */
  resize(columns: number, rows: number): void
}

export interface Ended {
  /** What the answer made of the end, as an exit code; undefined where it threw. */
  readonly code: number | undefined
  /** The message that it threw. */
  readonly error: string | undefined
  readonly lines: string[]
}

/** A process as /proc shows it to the machine's root, outside the sandbox. */
export interface ProcessView {
  /** In the machine's own PID namespace. */
  readonly pid: number
  /** What it is called in each PID namespace, from the machine's own over the host's to its own: [512, 44, 1]. */
  readonly numbers: number[]
  readonly alive: boolean
  /** The inode of a namespace: two processes with the same one share it. */
  namespace(type: string): string
  /** A line of /proc/PID/status: 'NSpid', 'SigIgn', ... */
  status(field: string): string
  /** What is in a file of /proc/PID: 'limits', 'net/route', ... */
  proc(file: string): string
  /** What is mounted for it, in the order of /proc/PID/mountinfo: later ones lie over earlier ones. */
  mounts(): MountView[]
  /** What is in a file of its root file system, which symbolic links cannot lead out of; undefined where there is none. */
  file(path: string): string | undefined
  /** The same of a file that is no text. */
  bytes(path: string): Buffer | undefined
  /** What each descriptor is open on. */
  descriptors(): Map<number, string>
  environment(): string[]
  readonly cwd: string
  readonly args: string[]
  /** The file it runs. */
  readonly program: string
  children(): ProcessView[]
  kill(signal: string): void
}

/** A cgroup, seen by the machine's root. */
export interface CgroupView {
  /** Below the host's visible root: '/host', '/congo/web'. */
  readonly path: string
  readonly exists: boolean
  /** A file of it, without the last newline; undefined where there is none. */
  read(file: string): string | undefined
  /** Writes a file of it, whoever owns it. */
  write(file: string, text: string): void
}

/** A line of /proc/PID/mountinfo: proc_pid_mountinfo(5) */
export interface MountView {
  readonly id: number
  readonly parent: number
  /** The number of the file system, '0:35': two mounts with the same one show the same files. */
  readonly device: string
  /** Which folder of the file system is mounted: '/', or that of a bind mount. */
  readonly root: string
  /** Where, as the process sees it. */
  readonly point: string
  /** Of the mount: 'ro', 'nosuid', 'relatime', ... */
  readonly options: readonly string[]
  /** 'shared:1', 'master:2'; none of a private mount. */
  readonly propagation: readonly string[]
  readonly type: string
  readonly source: string
  /** Of the file system: 'rw', 'size=64k', ... */
  readonly superOptions: readonly string[]
}
