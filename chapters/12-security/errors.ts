// What an errno means at a step of this chapter, and what to do about it.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'mount',
    errno: 'ENOTDIR',
    says: 'A tmpfs can lie on a folder only, and this is a file: by onError, move_mount the copy of /dev/null there (hole 1).',
  },
  {
    call: 'mount',
    errno: 'ENOENT',
    says: 'There is no such path in this container, so there is nothing to hide: allow ENOENT (hole 1).',
  },
  {
    call: 'move_mount',
    errno: 'EINVAL',
    says: 'A file can be mounted on a file only; or the copy of /dev/null is already mounted somewhere: each path needs its own.',
  },
  {
    call: 'openat2',
    errno: 'EBADF',
    says: "The descriptor of the host's root is closed: masking stands before chapter 06 leaves the host's tree.",
  },
  {
    call: 'mount_setattr',
    errno: 'EINVAL',
    says: 'Flags belong to mounts, and at this path none begins: bind the path onto itself first.',
  },
  {
    call: 'mount_setattr',
    errno: 'EPERM',
    says: 'Changing mounts wants CAP_SYS_ADMIN: masking comes before capabilities are dropped.',
  },
  {
    call: 'prlimit64',
    errno: 'EPERM',
    says: "Only CAP_SYS_RESOURCE of the machine's own user namespace raises a hard limit; `ulimit -H` shows what there is.",
  },
  {
    call: 'prctl',
    errno: 'EPERM',
    says: 'The bounding set is changed with CAP_SETPCAP, so drop it first of all (hole 2). The ambient set takes only what is permitted and inheritable: capset first (hole 3).',
  },
  {
    call: 'prctl',
    errno: 'EINVAL',
    says: 'An option that this kernel has not, or a capability beyond its last: known() has those that there are.',
  },
  {
    call: 'capset',
    errno: 'EPERM',
    says: 'A capability that was not permitted before, or is effective and not permitted, or inheritable and not in the bounding set: see capabilities(7). Or a filter that was loaded before refuses the call.',
  },
  {
    call: 'seccomp',
    errno: 'EACCES',
    says: 'A filter is loaded with no_new_privs or with CAP_SYS_ADMIN, and now there is neither: look at the order (hole 4).',
  },
  {
    call: 'seccomp',
    errno: 'EINVAL',
    says: 'The kernel takes no such program: its length is wrong, or a jump leads beyond its end.',
  },
  {
    call: 'bpf',
    errno: 'EPERM',
    says: "Rules about devices are given to the kernel by the machine's own root only: leave linux.resources.devices out.",
  },
  {
    call: 'keyctl',
    errno: 'EDQUOT',
    says: 'This user has as many keys as it may have: /proc/key-users and /proc/sys/kernel/keys/maxkeys show it.',
  },
  {
    call: 'keyctl',
    errno: 'EPERM',
    says: 'A filter forbids it: that of this container, if it is loaded too early, or that of one around it.',
  },
]
