import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'In which order do the layers come, in which does overlay want them, and what stands between two?',
    pointer:
      'Turn the list round without changing the one you were given (toReversed). A path may have a character in it that the kernel reads as something else: see hole 2.',
    nearly:
      "Join the reversed and escaped layers by ':', and build one text: lowerdir, upperdir and workdir, each with = and its value, and userxattr, with commas between.",
  },
  2: {
    question: 'What would the kernel make of a folder that is called a,b or a:b?',
    pointer:
      'Three characters have a meaning in the options of overlay. A regular expression with a class of them does it in one call.',
    nearly:
      'Return path.replace with a global expression for the class of backslash, comma and colon; the replacement is a backslash and $&, which stands for what was found.',
  },
  3: {
    question: 'What does the user see if a layer is missing, or the options are too long, and nobody looked before?',
    pointer:
      'The kernel only says ENOENT or EINVAL. statSync(layer, { throwIfNoEntry: false }) gives undefined where nothing is; its isDirectory() tells the rest.',
    nearly:
      'Loop over the layers and throw where statSync with throwIfNoEntry: false gives no folder; then compare Buffer.byteLength of data with LONGEST and throw. Both texts begin with LAYERS and tell the value.',
  },
  4: {
    question: "Which of mount's five arguments says where the layers are?",
    pointer:
      'An overlay has no source; by custom the name of the type stands there. All that is special is in the last argument.',
    nearly:
      "Return a list of one mount: 'overlay', the root of c, 'overlay', no flags (0), and what options() gives for c and layers.",
  },
}
