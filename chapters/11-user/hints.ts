import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question:
      'A line of a map has three numbers. Which ids does it speak of, and what is id 5 of the container when it starts at 0 there and at 100000 here?',
    pointer:
      'find() the range with containerID <= id, and id below its end. The result is moved by the difference; without a range it is undefined.',
    nearly:
      'Find the range where id is at least containerID and less than containerID + size. Give undefined without one, else hostID plus how far the id is from containerID.',
  },
  2: {
    question:
      'The child is nobody in its new namespace until it says otherwise. Which ids has a process, and in which order can they be set?',
    pointer:
      'Three steps: groups, then the group, then the user. After the user is no longer root the other two may be refused.',
    nearly: 'A list of three: groups of an empty list; setresgid with 0 three times; setresuid with 0 three times.',
  },
  3: {
    question: 'Who may write the maps, and when must they be there?',
    pointer: 'The files are uid_map and gid_map in /proc/PID of the child. The kernel takes each in one write, once.',
    nearly:
      "Two times writeFileSync: into uid_map of the child's pid the mapText of maps.uid, and into gid_map that of maps.gid.",
  },
  4: {
    question: 'Which of the three calls takes away the right to make the other two?',
    pointer: 'A user who is not root may change neither groups nor group. additionalGids, gid and uid are there.',
    nearly:
      'A list of three: groups of additionalGids, then setresgid with gid three times, then setresuid with uid three times.',
  },
}
