// The types of the library. They need no others of ours: a package of npm's carries them as they are.
import type { Readable, Writable } from 'node:stream'

/** Where containers, images and volumes are kept: of the system for root, of the user for everybody else, if not said. */
export interface Where {
  readonly root?: string
}

/** What a container is to be. The names are those of the flags of `congo run`, and so are the values: { pids: '50' }. */
export interface CreateOptions extends Where {
  /** Its name; congo-... if not said. */
  readonly name?: string
  readonly hostname?: string
  /** Notes of your own: ['stage=test']. */
  readonly label?: readonly string[]

  /** A standard input. */
  readonly interactive?: boolean
  /** A terminal, in place of three streams. */
  readonly tty?: boolean
  /** Variables: ['NAME=VALUE']; a NAME alone has the value that it has here. */
  readonly env?: readonly string[]
  /** Files of variables, NAME=VALUE on each line. */
  readonly envFile?: readonly string[]
  readonly workdir?: string
  /** Name or uid, with :group where it is another. */
  readonly user?: string
  /** What is run, with the command as its arguments. */
  readonly entrypoint?: string
  /** An init in front of the command. */
  readonly init?: boolean
  /** How stop() asks it to end: 'SIGTERM' if not said. */
  readonly stopSignal?: string
  /** How long stop() lets it, in seconds: '10' if not said. */
  readonly stopTimeout?: string
  /** When it has ended by itself: 'no', 'on-failure:5', 'always', 'unless-stopped'. */
  readonly restart?: string
  /** Removes it when it has ended. */
  readonly rm?: boolean

  /** Most memory: '100m', '1g'. */
  readonly memory?: string
  /** Its part of the processors, relative to others: '1024' is usual. */
  readonly cpu?: string
  /** Most processor time: '0.5' is half of one. */
  readonly cpus?: string
  /** Most processes. */
  readonly pids?: string
  /** Limits of each process: ['nofile=1024:4096']. */
  readonly ulimit?: readonly string[]

  /** Folders or files of the host, or volumes by their name: ['/data:/data:ro', 'db:/var/lib/db']. */
  readonly volume?: readonly string[]
  /** The same in other words: ['type=bind,source=/data,target=/data,readonly']. */
  readonly mount?: readonly string[]
  /** File systems in memory: ['/run:size=64m']. */
  readonly tmpfs?: readonly string[]
  /** Devices of the host: ['/dev/fuse']. */
  readonly device?: readonly string[]
  /** Its root file system cannot be written. */
  readonly readOnly?: boolean

  /** 'bridge', 'host', 'none', 'pasta', or 'container:NAME'. */
  readonly network?: string
  /** Ports: ['8080:80', '127.0.0.1:53:53/udp']. */
  readonly publish?: readonly string[]
  /** Names that it knows: ['db:10.0.0.7']. */
  readonly addHost?: readonly string[]
  /** Name servers, in place of those of the host. */
  readonly dns?: readonly string[]

  /** What root in it may do as well: ['NET_RAW']. */
  readonly capAdd?: readonly string[]
  /** What root in it may not do: ['ALL']. */
  readonly capDrop?: readonly string[]
  /** 'no-new-privileges', 'seccomp=unconfined', 'seccomp=FILE'. */
  readonly securityOpt?: readonly string[]
  /** All capabilities, no seccomp, nothing of /proc and /sys hidden. */
  readonly privileged?: boolean
  /** 'private': root in it is nobody outside; 'host'. */
  readonly userns?: string
  /** Processes that it sees: 'host', or 'container:NAME'. */
  readonly pid?: string
  /** Message queues and shared memory that it sees: 'host', or 'container:NAME'. */
  readonly ipc?: string

  /** Hears how many bytes of each part of the image have been fetched, where that is not here. */
  progress?(digest: string, far: number, size: number): void
}

/** How a container came to its end; `code` is 128 + n after signal n, and `oom` says that it took more memory than it may. */
export type End =
  | { readonly code: number; readonly oom: boolean; readonly at: string }
  | { readonly unknown: string }
  | undefined

/** A container that runs, and its streams. Read both, or destroy them: what nobody reads stops it, as with any pipe. */
export interface Running {
  readonly id: string
  /** Whether it has a terminal. */
  readonly tty: boolean
  /** Where it was made `interactive`. Its end is the end of the container's input. */
  readonly stdin: Writable
  /** With `tty` all that it prints. */
  readonly stdout: Readable
  readonly stderr: Readable
  readonly ended: Promise<End>
  /** Sends a signal to its first process, by its name: 'SIGHUP'. */
  kill(signal: string): void
  /** Of its terminal. */
  resize(size: { readonly columns: number; readonly rows: number }): void
}

/** Of another command in a container: with `tty` a terminal, else pipes. */
export type ExecOptions = Pick<CreateOptions, 'root' | 'interactive' | 'tty' | 'env' | 'envFile' | 'workdir' | 'user'>

/** Another command in a container, and its streams. Read both, or destroy them. */
export interface Executing {
  /** Null where it was not to be `interactive`. */
  readonly stdin: Writable | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** Its exit code: 128 + n after signal n. */
  readonly ended: Promise<number>
  kill(signal: string): void
  resize(size: { readonly columns: number; readonly rows: number }): void
}

export type Status = 'created' | 'running' | 'paused' | 'restarting' | 'stopped'

/** A published port: what comes to `hostPort` of the host goes to `containerPort`. */
export interface Port {
  /** An address of the host; all of them if not said. */
  readonly host?: string
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp'
}

/** A container, as ps() and `congo ps --format json` tell it. Of a field that does not apply the value is null. */
export interface Summary {
  readonly id: string
  /** By name, where it was made from one of the store. */
  readonly image: string | null
  readonly status: Status
  /** Of its first process, when it has ended: 128 + n after signal n. */
  readonly exitCode: number | null
  readonly created: string
  readonly started: string | null
  /** Of its first process, on the host. */
  readonly pid: number | null
  readonly command: readonly string[]
  readonly ports: readonly Port[]
  readonly labels: Readonly<Record<string, string>>
  /** What went wrong after its last end. */
  readonly complaint: string | null
}

/** What cannot be told, because its files are damaged. */
export interface Damaged {
  readonly id: string
  readonly error: string
}

export interface LogOptions extends Where {
  /** What it will print as well, until it ends. */
  readonly follow?: boolean
  /** Only so many lines, the last ones. */
  readonly tail?: number
  /** Only what came then or later. */
  readonly since?: Date
  /** Only what came before. */
  readonly until?: Date
}

/** A line of output; of the last one, and of one that goes on, the part that is there. */
export interface Line {
  /** RFC 3339, in UTC, with nanoseconds. */
  readonly time: string
  /** 'monitor': about output that could not be kept. */
  readonly stream: 'stdout' | 'stderr' | 'monitor'
  readonly bytes: Buffer
}

/** An image, as images() and `congo images --format json` tell it. */
export interface ImageSummary {
  readonly name: string
  readonly id: string
  readonly digest: string
  readonly created: string | null
  /** Bytes of its layers, as they are packed. */
  readonly size: number
}

/** A process of a container, as top() and `congo top --format json` tell it. */
export interface ProcessSummary {
  /** On the host. */
  readonly pid: number
  /** Of the host, by name where it has one. */
  readonly user: string
  /** Processor time in seconds. */
  readonly seconds: number
  readonly command: string
}

/** A path that a container has added (A), changed (C) or deleted (D). */
export interface Change {
  readonly kind: 'A' | 'C' | 'D'
  readonly path: string
}

/** What a running container uses, as stats() and `congo stats --format json` tell it. */
export interface Usage {
  readonly id: string
  /** Of one processor, in the last second. */
  readonly cpuPercent: number
  /** Bytes. */
  readonly memory: number
  readonly memoryLimit: number | null
  readonly pids: number
}

/** A folder that has a name, and outlives containers. */
export interface Volume {
  readonly name: string
  readonly path: string
  readonly created: string
  /** Those that mount it, whether they run or not. */
  readonly containers: readonly string[]
}

/** What one kind of thing takes on the disk, as df() and `congo system df --format json` tell it. */
export interface DiskUse {
  readonly type: 'images' | 'containers' | 'volumes'
  readonly total: number
  /** Those that a container was made from, that run, or that a container mounts. */
  readonly active: number
  /** Bytes on the disk. */
  readonly size: number
  /** Of these, what rmi or prune would give back. */
  readonly reclaimable: number
}

/** All that is known of a container: its state as it is kept, and config.json, in the words of OCI's runtime-spec. */
export interface Inspected {
  readonly id: string
  readonly status: Status
  readonly created: string
  readonly begun?: string
  readonly ended?: End
  readonly restarts: number
  /** Its folder on the host. */
  readonly bundle: string
  readonly config: object
  /** What went wrong after its last end; else ''. */
  readonly complaint: string
}
