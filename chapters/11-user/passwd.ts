// Who is meant by `web`, `1000` or `web:staff`: what passwd(5) and group(5) of a container say of it.

export interface Identity {
  readonly uid: number
  readonly gid: number
  readonly additionalGids: readonly number[]
}

interface Entry {
  readonly name: string
  readonly id: number
}

interface Account extends Entry {
  readonly gid: number
}

interface Group extends Entry {
  readonly members: readonly string[]
}

/** The lines of such a file that have so many fields. Others, comments say, are nobody's: the C library skips them, too. */
const records = (text: string, fields: number): string[][] =>
  text
    .split('\n')
    .map(line => line.trim().split(':'))
    .filter(record => record.length >= fields && record[0] !== '' && !record[0]?.startsWith('#'))

/** An id as these files write it; undefined for anything that is none. */
function id(text = ''): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value < 2 ** 32 - 1 ? value : undefined
}

/** name:password:uid:gid:comment:home:shell */
export const parsePasswd = (text: string): Account[] =>
  records(text, 4).flatMap(([name = '', , uid, gid]) => {
    const [own, group] = [id(uid), id(gid)]
    return own === undefined || group === undefined ? [] : [{ name, id: own, gid: group }]
  })

/** name:password:gid:member,member */
const parseGroup = (text: string): Group[] =>
  records(text, 3).flatMap(([name = '', , gid, members = '']) => {
    const own = id(gid)
    return own === undefined ? [] : [{ name, id: own, members: members.split(',').filter(Boolean) }]
  })

/**
 * `user` or `user:group`, each a name or a number. A user without a group has that of his entry, and all groups that list
 * him; a number without an entry has group 0, and a group that was asked for stands alone: so Docker does it. `passwd` and
 * `group` are texts of these files, undefined where there is none. Throws an Error that says what is unknown.
 */
export function identify(asked: string, passwd: string | undefined, group: string | undefined): Identity {
  const [user = '', wanted, ...more] = asked.split(':')
  if (user === '' || wanted === '' || more.length > 0)
    throw new Error(`process.user.username "${asked}": write it as user or user:group, each a name or a number`)
  const groups = parseGroup(group ?? '')
  const account = find(parsePasswd(passwd ?? ''), user)
  const uid = account?.id ?? id(user)
  if (uid === undefined) throw unknown('user', user, 'passwd', passwd)
  if (wanted === undefined) {
    const listed = groups.filter(({ members }) => account && members.includes(account.name))
    return { uid, gid: account?.gid ?? 0, additionalGids: [...new Set(listed.map(({ id }) => id))] }
  }
  const gid = find(groups, wanted)?.id ?? id(wanted)
  if (gid === undefined) throw unknown('group', wanted, 'group', group)
  return { uid, gid, additionalGids: [] }
}

/** By name; by number only where nobody has the number for a name. The first one counts. */
const find = <T extends Entry>(entries: readonly T[], asked: string): T | undefined =>
  entries.find(({ name }) => name === asked) ?? entries.find(entry => entry.id === id(asked))

const unknown = (what: string, name: string, file: string, text: string | undefined) =>
  new Error(
    `process.user.username: no ${what} "${name}" in the container's /etc/${file}` +
      `${text === undefined ? ', which it does not have' : ''}; a number needs no entry`,
  )
