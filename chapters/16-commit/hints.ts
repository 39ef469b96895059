import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'What may be wrong with bytes that came over a network in two pieces, and when do you know?',
    pointer:
      'Hash the whole file, and give it its name only then. pipeline(createReadStream(part), hash) does the reading.',
    nearly:
      "Pipe part into a createHash of sha256, build 'sha256:' and the hex digest, and compare: if they differ remove part and throw with both; if not, rename part to blob.",
  },
  2: {
    question: 'A layer cannot have less than nothing in it. So how does it say that a file of the layer below is gone?',
    pointer: 'By names: .wh. before a name, and .wh..wh..opq in a folder that hides all. entry() makes an empty file.',
    nearly:
      'Where isWhiteout, yield an entry for GONE and the name in the same folder; otherwise yield plain with path; and after it, where isOpaque, an entry for OPAQUE in the folder itself.',
  },
  3: {
    question: 'Of which bytes is the diff id the hash, and of which the digest: before gzip or after?',
    pointer: 'One generator between written() and keep(), which looks at each piece as it passes.',
    nearly:
      'Write an async generator that loops over written(entries), updates hash with each piece and yields it. Then await keep with images, LAYER, that generator and createGzip().',
  },
  4: {
    question: 'Whose file is ../../etc/passwd, if you unpack it below /var/lib?',
    pointer: 'The path is in names already, one for each part. Dots inside a name are harmless.',
    nearly:
      'If names includes two dots, throw an Error whose text has the path, by JSON.stringify, and says that it leads out.',
  },
  5: {
    question: 'An archive makes a link x to /etc, and then a file x/passwd. Where does it go?',
    pointer: 'openat2(2) can take a folder for the root: RESOLVE_IN_ROOT. run() of the step gives the descriptor.',
    nearly:
      'Return run of an openat2 with top, path, and an object of flags and resolve: RESOLVE_IN_ROOT joined to RESOLVE_NO_MAGICLINKS.',
  },
  6: {
    question: 'How large can a file be that takes a hundred bytes in an archive?',
    pointer: 'Two sums are kept already, size and count. Each has its most.',
    nearly: 'If size is above bytes or count is above entries, throw an Error that tells both limits.',
  },
  7: {
    question: 'What does an entry .wh... take away, and .wh. alone?',
    pointer: 'slice off GONE; what is left must be a name of something in the folder. Three texts are none.',
    nearly:
      'Take the name behind GONE; throw where it is empty, one dot or two dots; otherwise await layer.whiteOut with names and it.',
  },
  8: {
    question: 'Files may change while you pack them. How do you stop that, and what if packing fails?',
    pointer: 'pause first, unpause in finally, both only where it was running. Without await, finally comes too early.',
    nearly:
      'If running, await pause(c). In try, return await pack of images and the changes of own(c).upper with ids; in finally, if running, await unpause(c).',
  },
}
