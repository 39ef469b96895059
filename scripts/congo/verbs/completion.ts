// What a shell can complete: verbs, flags, names of containers and volumes. The shell's script asks `congo __complete WORDS...`,
// of which the last word is the one that somebody is typing.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, type Command } from 'commander'
import { shortName } from '../../../chapters/16-commit/reference.ts'
import { listImages } from '../../../chapters/images.ts'
import { ids } from '../../../chapters/lifecycle.ts'
import { storeRoot } from '../place.ts'
import type { Verb } from './verb.ts'

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_congo() {
  mapfile -t COMPREPLY < <(congo __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _congo congo
`,
  zsh: `#compdef congo
_congo() {
  local -a found
  found=(\${(f)"$(congo __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  (( $#found )) && compadd -a found || _files
}
compdef _congo congo
`,
  fish: `function __congo_complete
  set -l found (congo __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c congo -f -a '(__congo_complete)'
`,
}

export const completion: Verb = (program, { print }) => {
  program
    .command('completion')
    .description('a script for your shell: source <(congo completion bash)')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => print(SCRIPTS[shell] ?? ''))
  program
    .command('__complete [words...]', { hidden: true })
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: string[]) =>
      print(
        completed(program, words)
          .map(word => `${word}\n`)
          .join(''),
      ),
    )
}

/** The words that go on from what is typed so far. None where a path may come: then the shell knows better. */
export function completed(program: Command, words: readonly string[]): string[] {
  const typing = words.at(-1) ?? ''
  let [verb, root, count, flagged] = [program, storeRoot(undefined), 0, false]
  for (const [i, word] of words.slice(0, -1).entries()) {
    if (flagged) flagged = false
    else if (word.startsWith('-')) flagged = takesValue(verb, word) && !word.includes('=')
    else {
      const next = verb.commands.find(each => each.name() === word)
      if (next) verb = next
      else count++
    }
    if (words[i - 1] === '--root') root = storeRoot(word)
  }
  if (flagged) return []
  const operands = [...(count === 0 ? visible(verb) : []), ...namesFor(verb, count, root)]
  const found = typing.startsWith('-') ? flagsOf(verb) : operands
  return found.filter(word => word.startsWith(typing))
}

const takesValue = (verb: Command, word: string): boolean =>
  verb.options.some(({ short, long, required }) => required && (word === short || word === long))

const flagsOf = (verb: Command): string[] =>
  verb.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? [])

const visible = (verb: Command): string[] =>
  verb
    .createHelp()
    .visibleCommands(verb)
    .map(each => each.name())

/** Of what the verb wants as its next argument: its help says <container>, <containers...>, <volumes...>. */
function namesFor({ registeredArguments }: Command, count: number, root: string): string[] {
  const last = registeredArguments.at(-1)
  const argument = registeredArguments[count] ?? (last?.variadic ? last : undefined)
  switch (argument?.name().replace(/s$/, '')) {
    case 'container':
      return ids(root)
    case 'image':
      return imagesIn(root)
    case 'volume':
      return volumesOf(root)
    default:
      return argument?.argChoices ?? []
  }
}

const imagesIn = (root: string): string[] => listImages(root).map(({ name }) => shortName(name).replace(/:latest$/, ''))

function volumesOf(root: string): string[] {
  try {
    return readdirSync(join(root, 'volumes')).filter(name => !name.startsWith('.'))
  } catch {
    return []
  }
}
