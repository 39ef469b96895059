import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'Which file of a group holds which limit, and in whose words does the config say it?',
    pointer:
      'Six lines, each a pair: the name of the file and a value. The functions amount, swapOf, weightOf and cpuMaxOf are above; amount wants the name of the field for its error.',
    nearly:
      'memory.max, memory.low and pids.max are an amount() of limit, reservation and limit; memory.swap.max is swapOf(memory); cpu.weight is weightOf of the shares; cpu.max is cpuMaxOf(cpu).',
  },
  2: {
    question: 'Why has a new group no memory.max in it, though the kernel knows of memory?',
    pointer: 'The group above decides: cgroup.subtree_control, in cgroups(7). It takes several names in one write.',
    nearly:
      "Where missing is not empty, write into the parent's cgroup.subtree_control all its names, each with a + in front, joined by a blank.",
  },
  3: {
    question:
      'How do you end all processes of a group, even those that are born in this moment, and when may the folder be removed?',
    pointer:
      'cgroup.kill does the first. A group can be removed when nothing lives in it, and when no group is below it.',
    nearly:
      "Write '1' into cgroup.kill; await the event populated '0'; then rmdirSync the place of each of groupsBelow(group), and of the group last.",
  },
  4: {
    question: 'If a process is moved into its group after its birth, what may it have done before?',
    pointer:
      'clone3 can make the child in a group: it wants a descriptor of the folder. c.cgroup is where clone3 looks for it.',
    nearly: 'Set c.cgroup to an openSync of the place of the group, with the flag O_DIRECTORY of constants.',
  },
}
