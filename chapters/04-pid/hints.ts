import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'When can a process change its PID namespace: at any time, or only at its birth?',
    pointer:
      'Chapter 02 has a function that gives the flag of a new namespace, or 0, for any type. It is imported already.',
    nearly: "Return what created() gives for the container and the type 'pid'.",
  },
  2: {
    question: 'Whose file does the child become, and how does it find that file in a root where init is not there?',
    pointer: 'c.exec is the last step of the child. A descriptor needs no path: execveat(2) with AT_EMPTY_PATH.',
    nearly:
      "Set c.exec to an execveat of fd, with an empty text as path, a list of 'init' and then all of args, then env, and AT_EMPTY_PATH.",
  },
  3: {
    question:
      'Some commands end when they are asked, others never do. How do you give the first kind its time, and the second kind no more than that?',
    pointer:
      'A timer that is set now may be cleared when the child has ended first. wait() gives a promise of the status.',
    nearly:
      'Kill with SIGTERM; set a timer of seconds times 1000 that kills with SIGKILL; return the promise of wait(), with finally to clear the timer.',
  },
}
