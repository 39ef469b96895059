// Three files of /etc that tell a program who it is on the network: hostname(5), hosts(5), resolv.conf(5). They are the
// container's own, in its folder on the host, and lie over what the image has.
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  close,
  MOVE_MOUNT_F_EMPTY_PATH,
  mkdirat,
  mknodat,
  move_mount,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat2,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  S_IFREG,
  type Step,
  slot,
} from '#native'
import type { Container } from '../container.ts'
import { addressOf, FAMILIES } from './addresses.ts'
import type { Lease } from './leases.ts'

const FILES = ['hostname', 'hosts', 'resolv.conf']
/** Annotations: further lines of hosts, and name servers in place of the host's, each a list in JSON. */
const HOSTS = 'org.congo.hosts'
const DNS = 'org.congo.dns'
const LOCAL = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n'

/** The container's name stands for the addresses of its lease, and without one for its own localhost. */
export function writeFiles(c: Container, lease?: Lease): void {
  mkdirSync(`${c.bundle}/etc`, { recursive: true })
  const name = c.config.hostname ?? os.hostname()
  const addresses = lease ? FAMILIES.map(family => addressOf(lease.number, family)) : ['127.0.0.1', '::1']
  const own = addresses.map(address => `${address} ${name}\n`).join('')
  const more = listed(c, HOSTS).map(line => `${line}\n`)
  const texts = [`${name}\n`, LOCAL + own + more.join(''), nameServers(listed(c, DNS))]
  for (const [i, file] of FILES.entries()) {
    const path = `${c.bundle}/etc/${file}`
    writeFileSync(path, texts[i] ?? '')
    if (c.owner) chownSync(path, ...c.owner)
  }
}

// systemd-resolved listens on the host's 127.0.0.53, and keeps a second file with the servers that it asks itself.
const RESOLV = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']

/** The host's name servers, but for those on its own localhost: in the container that is somebody else. Or those asked for. */
function nameServers(asked: readonly string[]): string {
  const texts = RESOLV.map(file => {
    try {
      return reachable(readFileSync(file, 'utf8'))
    } catch {
      return ''
    }
  })
  const text = texts.find(text => /^nameserver/m.test(text)) ?? texts[0] ?? ''
  if (asked.length === 0) return text
  return asked.map(address => `nameserver ${address}\n`).join('') + text.replace(/^nameserver.*\n?/gm, '')
}

export const reachable = (text: string): string => text.replace(/^nameserver\s+(127\.|::1).*\n?/gm, '')

function listed(c: Container, annotation: string): string[] {
  const text = c.config.annotations?.[annotation]
  const list: unknown = text === undefined ? [] : JSON.parse(text)
  if (Array.isArray(list) && list.every(each => typeof each === 'string')) return list
  throw new Error(`${annotation}: a list of texts in JSON is wanted, not ${text}`)
}

/**
 * Steps that lay the files over those of the root file system, while the host's is still within reach. The way to /etc must
 * not lead through a magic link of /proc, by which an image could send us to the host (chapter 05).
 */
export function bindFiles(c: Container): Step[] {
  const { host } = c
  if (c.config.root === undefined || host === undefined) return []
  const own = new Set(c.config.mounts?.map(({ destination }) => destination))
  const files = FILES.filter(file => !own.has(`/etc/${file}`)) // who mounts one himself knows better
  const allow = ['EEXIST', 'EROFS']
  const etc = slot('etc')
  const honest = { flags: O_PATH | O_DIRECTORY | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS }
  return [
    { ...mkdirat(AT_FDCWD, '/etc', 0o755), allow },
    { ...openat2(AT_FDCWD, '/etc', honest), save: etc },
    ...files.flatMap(file => {
      const [source, tree] = [slot('source'), slot('tree')]
      const path = `${c.bundle}/etc/${file}`
      const copy = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH
      return [
        { ...mknodat(etc, file, S_IFREG | 0o644, 0), allow },
        { ...openat2(host, path, { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }), save: source },
        { ...open_tree(source, '', copy), save: tree },
        move_mount(tree, '', etc, file, MOVE_MOUNT_F_EMPTY_PATH),
        close(source),
        close(tree),
      ]
    }),
    close(etc),
  ]
}
