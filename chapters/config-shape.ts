// What config.json has to look like before anybody relies on it: the types of config.ts, as a schema.
import * as v from 'valibot'
import type { Config } from './config.ts'

const text = v.string()
const count = v.number()
const texts = v.array(text)
const words = v.record(text, text)
const some = v.exactOptional

const mapping = v.array(v.looseObject({ containerID: count, hostID: count, size: count }))

const resources = v.looseObject({
  memory: some(v.looseObject({ limit: some(count), reservation: some(count), swap: some(count) })),
  cpu: some(v.looseObject({ shares: some(count), quota: some(count), period: some(count), cpus: some(text) })),
  pids: some(v.looseObject({ limit: count })),
  blockIO: some(v.looseObject({ weight: some(count) })),
  devices: some(
    v.array(
      v.looseObject({
        allow: v.boolean(),
        type: some(v.picklist(['a', 'b', 'c'])),
        major: some(count),
        minor: some(count),
        access: some(text),
      }),
    ),
  ),
  unified: some(words),
})

const seccomp = v.looseObject({
  defaultAction: text,
  defaultErrnoRet: some(count),
  architectures: some(texts),
  syscalls: some(
    v.array(
      v.looseObject({
        names: texts,
        action: text,
        errnoRet: some(count),
        args: some(v.array(v.looseObject({ index: count, value: count, valueTwo: some(count), op: text }))),
      }),
    ),
  ),
})

const sets = some(texts)
const processConfig = v.looseObject({
  args: texts,
  env: texts,
  cwd: text,
  user: some(
    v.looseObject({
      uid: count,
      gid: count,
      umask: some(count),
      additionalGids: some(v.array(count)),
      username: some(text),
    }),
  ),
  capabilities: some(
    v.looseObject({ bounding: sets, effective: sets, inheritable: sets, permitted: sets, ambient: sets }),
  ),
  rlimits: some(v.array(v.looseObject({ type: text, soft: count, hard: count }))),
  noNewPrivileges: some(v.boolean()),
  oomScoreAdj: some(count),
  terminal: some(v.boolean()),
  consoleSize: some(v.looseObject({ height: count, width: count })),
})

const namespace = v.looseObject({
  type: v.picklist(['pid', 'network', 'mount', 'ipc', 'uts', 'user', 'cgroup']),
  path: some(text),
})

const config = v.looseObject({
  ociVersion: text,
  process: processConfig,
  root: some(v.looseObject({ path: text, readonly: some(v.boolean()) })),
  hostname: some(text),
  domainname: some(text),
  mounts: some(
    v.array(v.looseObject({ destination: text, type: some(text), source: some(text), options: some(texts) })),
  ),
  annotations: some(words),
  linux: some(
    v.looseObject({
      namespaces: some(v.array(namespace)),
      uidMappings: some(mapping),
      gidMappings: some(mapping),
      rootfsPropagation: some(v.picklist(['shared', 'slave', 'private', 'unbindable'])),
      cgroupsPath: some(text),
      resources: some(resources),
      sysctl: some(words),
      seccomp: some(seccomp),
      maskedPaths: some(texts),
      readonlyPaths: some(texts),
    }),
  ),
})

/** The text of a config.json. Throws an Error of one line that names the file, and the place in it that is wrong. */
export function readConfig(text: string, file: string): Config {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`${file}: this is no JSON; move its folder away to be rid of the container`)
  }
  const { success, output, issues } = v.safeParse(config, value, { abortEarly: true })
  if (success) return output satisfies Config
  const [issue] = issues
  const place = v.getDotPath(issue) ?? 'all of it'
  throw new Error(
    `${file}: ${place}: ${issue.expected} is wanted, not ${issue.received}; move its folder away to be rid of the container`,
  )
}
