import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question:
      "The limit is one of the kernel's. Does it count characters or bytes, and what is the length of a name with an umlaut?",
    pointer:
      'name.length counts something else than the kernel does. Whoever reads the error wants to know the field, how long the name is, and how long it may be.',
    nearly:
      'Take Buffer.byteLength of the name; if it is above LIMIT, throw new Error with a text that has field, that number and LIMIT in it.',
  },
  2: {
    question:
      'A container that joins a namespace and one that gets a new one: in which order do entering and naming come, and what is named where the config has no name?',
    pointer:
      "entered(c, 'uts') gives a list, which is empty where there is nothing to enter. Each of the two names may be missing, and an empty list in the place of its step does nothing.",
    nearly:
      'Return one list: the steps of entered spread first, then for each of hostname and domainname nothing where it is undefined, and otherwise the step that sets it.',
  },
}
