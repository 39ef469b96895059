import type { realMachine } from './machine.ts'

/** A monitor, and what it starts when its container has ended, are at work for a moment longer. */
const SETTLED = `while ps -o args | grep -q '[c]ongo[.]'; do :; done`

/** What congo could leave in a machine, by what it is. What grows with images is not among it, nor locks, which are swept at times, nor what lists remember. */
const LEDGER = `
echo "mounts: $(cut -d' ' -f5 /proc/self/mountinfo | sort)"
echo "links: $(ip -o link | cut -d: -f2 | sort)"
echo "cgroups: $(find /sys/fs/cgroup -type d | sort)"
echo "rules: $(nft list ruleset)"
echo "files: $(find /var/lib/congo \\( -name images -o -name layers -o -name locks -o -name at-rest.json \\) -prune -o -print | sort)"`

/** As text: two of them are equal where nothing is left over. No container runs. */
export async function ledger({ sh }: Pick<Awaited<ReturnType<typeof realMachine>>, 'sh'>): Promise<string> {
  await sh(SETTLED)
  const processes = (await sh('exec ps -o args')).split('\n').filter(line => !line.startsWith('[')) // the kernel's own
  return `${await sh(LEDGER)}processes:\n${processes.sort().join('\n')}`
}
