// Where a volume is attached: steps that walk there from the container's root, from one descriptor to the next.
import {
  block,
  close,
  fstatfs,
  futex_wait,
  mkdirat,
  mknodat,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  openat2,
  PROC_SUPER_MAGIC,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_SYMLINKS,
  S_IFREG,
  type Slot,
  type Step,
  slot,
} from '#native'

/**
 * Opens the destination as `target`, and makes what is missing on the way: folders, and at the end an empty file where the
 * volume is one. Each name is opened in the folder that the step before has opened, so nobody who renames things
 * meanwhile leads us astray; a symbolic link is followed in the container's root, `root`, which it cannot leave. Fails with
 * ETIMEDOUT where the way ends in a proc.
 */
export function openTarget(root: Slot, destination: string, file: boolean, target: Slot): Step[] {
  const names = destination.split('/').filter(Boolean)
  const steps: Step[] = []
  let here = root
  for (const [i, name] of names.entries()) {
    const last = i === names.length - 1
    const next = last ? target : slot(name)
    const make = last && file ? mknodat(here, name, S_IFREG | 0o644, 0) : mkdirat(here, name, 0o755)
    const flags = O_PATH | O_CLOEXEC | (last && file ? 0 : O_DIRECTORY)
    const path = `/${names.slice(0, i + 1).join('/')}`
    steps.push(
      { ...make, allow: ['EEXIST', 'EROFS'] },
      {
        ...openat2(here, name, { flags, resolve: RESOLVE_NO_SYMLINKS }),
        onError: { ELOOP: { ...openat2(root, path, { flags, resolve: RESOLVE_IN_ROOT }), from: '10-volumes' } },
        save: next,
      },
    )
    if (here !== root) steps.push(close(here))
    here = next
  }
  return [...steps, ...notProc(target)]
}

/** A text cannot tell where a symbolic link leads; the open descriptor can. */
function notProc(target: Slot): Step[] {
  const kind = block(120) // struct statfs: the kind of the file system comes first
  return [fstatfs(target, kind), { ...futex_wait(kind, PROC_SUPER_MAGIC), allow: ['EAGAIN'] }]
}
