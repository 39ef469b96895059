// config.json of the OCI runtime specification: as much of it as the chapters bring to life.
// https://github.com/opencontainers/runtime-spec/blob/main/config.md and config-linux.md

/** A namespace the container gets: a new one, or with `path` one that exists (/proc/PID/ns/TYPE). */
export interface Namespace {
  readonly type: 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup'
  readonly path?: string
}

/** A mount: the words of mount(8). A `bind` or `rbind` among the options makes it one of `source`, whatever the type. */
export interface Mount {
  /** An absolute path in the container. */
  readonly destination: string
  readonly type?: string
  readonly source?: string
  readonly options?: readonly string[]
}

/** Ids of the container from `containerID` on are those of the host from `hostID` on: `size` of them. */
export interface IdMapping {
  readonly containerID: number
  readonly hostID: number
  readonly size: number
}

/** Limits. Of memory in bytes, -1 for none. */
export interface Resources {
  readonly memory?: { readonly limit?: number; readonly reservation?: number; readonly swap?: number }
  readonly cpu?: { readonly shares?: number; readonly quota?: number; readonly period?: number; readonly cpus?: string }
  readonly pids?: { readonly limit: number }
  readonly blockIO?: { readonly weight?: number }
  /** In their order: what a later rule says counts. Without rules everything is allowed. */
  readonly devices?: readonly DeviceRule[]
  /** Files of the cgroup as they are called: "memory.high" and its text. */
  readonly unified?: Readonly<Record<string, string>>
}

/** Whether devices may be read (r), written (w), made (m); all of them, where type or number is left out. */
export interface DeviceRule {
  readonly allow: boolean
  /** 'a' stands for both, as no type does. */
  readonly type?: 'a' | 'b' | 'c'
  readonly major?: number
  readonly minor?: number
  /** Some of "rwm"; all three where it is left out. */
  readonly access?: string
}

export interface User {
  readonly uid: number
  readonly gid: number
  readonly umask?: number
  readonly additionalGids?: readonly number[]
  /** A name, or `uid:gid` as a person types it; looked up in the container's own passwd (chapter 11). */
  readonly username?: string
}

/** Names of capabilities: CAP_KILL. See capabilities(7) for what each set means. */
export interface Capabilities {
  readonly bounding?: readonly string[]
  readonly effective?: readonly string[]
  readonly inheritable?: readonly string[]
  readonly permitted?: readonly string[]
  readonly ambient?: readonly string[]
}

/** A limit of setrlimit(2): RLIMIT_NOFILE. */
export interface Rlimit {
  readonly type: string
  readonly soft: number
  readonly hard: number
}

/** Which system calls are allowed: config-linux.md, "Seccomp". */
export interface Seccomp {
  readonly defaultAction: string
  readonly defaultErrnoRet?: number
  readonly architectures?: readonly string[]
  readonly syscalls?: readonly {
    readonly names: readonly string[]
    readonly action: string
    readonly errnoRet?: number
    readonly args?: readonly {
      readonly index: number
      readonly value: number
      readonly valueTwo?: number
      readonly op: string
    }[]
  }[]
}

export interface ProcessConfig {
  /** The command; looked up in the container's PATH unless it has a slash. */
  readonly args: readonly string[]
  /** NAME=value; the whole environment of the command. */
  readonly env: readonly string[]
  /** An absolute path. */
  readonly cwd: string
  readonly user?: User
  readonly capabilities?: Capabilities
  readonly rlimits?: readonly Rlimit[]
  readonly noNewPrivileges?: boolean
  readonly oomScoreAdj?: number
  /** Whether its standard streams are a terminal. */
  readonly terminal?: boolean
  /** Of the terminal, in characters. */
  readonly consoleSize?: { readonly height: number; readonly width: number }
}

export interface Config {
  readonly ociVersion: string
  readonly process: ProcessConfig
  readonly root?: { readonly path: string; readonly readonly?: boolean }
  readonly hostname?: string
  readonly domainname?: string
  readonly mounts?: readonly Mount[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly linux?: {
    readonly namespaces?: readonly Namespace[]
    readonly uidMappings?: readonly IdMapping[]
    readonly gidMappings?: readonly IdMapping[]
    readonly rootfsPropagation?: 'shared' | 'slave' | 'private' | 'unbindable'
    readonly cgroupsPath?: string
    readonly resources?: Resources
    readonly sysctl?: Readonly<Record<string, string>>
    readonly seccomp?: Seccomp
    readonly maskedPaths?: readonly string[]
    readonly readonlyPaths?: readonly string[]
  }
}
