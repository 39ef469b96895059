import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'What hides a folder, and what hides a file, if nobody may remove them?',
    pointer:
      'One step with two ways: a mount, which may meet no path (allow) or a file (onError). What happens on ENOTDIR is a step of its own.',
    nearly:
      "Spread a mount of a read-only tmpfs at path into an object, add allow with 'ENOENT', and onError with ENOTDIR: a move_mount of copy and '' to AT_FDCWD and path.",
  },
  2: {
    question: 'From where does execve take the rights of a program that root starts?',
    pointer:
      'What is in known() and not in wanted.bounding has to go: & and ~ on two bigints. members() makes numbers of what is left.',
    nearly: 'Push, for each of members(known() without wanted.bounding), a prctl with PR_CAPBSET_DROP and the number.',
  },
  3: {
    question:
      'Three sets are set at once, and the fourth one bit by bit. Which is the fourth, and what is in it at first?',
    pointer:
      'capset first: what is ambient has to be permitted and inheritable. Then clear the ambient set, then raise in it.',
    nearly:
      'capset of an object of the three; prctl with PR_CAP_AMBIENT and PR_CAP_AMBIENT_CLEAR_ALL; and for each of members(ambient) the same prctl with PR_CAP_AMBIENT_RAISE and the number.',
  },
  4: {
    question: 'Who may load a filter, and who no longer may when the rights are gone?',
    pointer:
      'With no_new_privs anybody may, so the filter can be last. Without it the right to load is among those that you drop.',
    nearly:
      'Make the seccomp step once. With noNewPrivileges return dropping, a prctl of PR_SET_NO_NEW_PRIVS and 1, and the filter; otherwise raise(c), the filter, dropping.',
  },
}
