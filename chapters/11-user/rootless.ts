// What an ordinary user can do about maps: his own id he writes himself, for more there are two helpers that are root.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Container, IdMapping } from '../container.ts'
import type { Maps } from './maps.ts'
import { parsePasswd } from './passwd.ts'

/** The first id, and how many. */
export type Range = readonly [first: number, size: number]

/** Whether the kernel lets us write any map: for root of the namespace in which we are. */
export const isRoot = (): boolean => process.geteuid?.() === 0

/** The ids of our own namespace that we may hand on: as root all of them, or our own one and what /etc/subuid gives us. */
export function spendable(kind: 'uid' | 'gid'): Range[] {
  if (isRoot()) return readMap('/proc/self', kind).map(({ containerID, size }) => [containerID, size])
  const own = kind === 'uid' ? process.geteuid?.() : process.getegid?.()
  return [[own ?? 0, 1], ...subordinate(read(`/etc/sub${kind}`), read('/etc/passwd'), process.getuid?.() ?? 0)]
}

/** The map in force for a process, as the user namespace sees it that we are in. `folder`: /proc/PID. */
export const readMap = (folder: string, kind: 'uid' | 'gid'): IdMapping[] =>
  parseMap(readFileSync(`${folder}/${kind}_map`, 'utf8'))

/** Lines of "container host size". */
export const parseMap = (text: string): IdMapping[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => line.trim().split(/\s+/).map(Number))
    .map(([containerID = 0, hostID = 0, size = 0]) => ({ containerID, hostID, size }))

/** What the text of /etc/subuid or /etc/subgid gives a user, "name:first:size", by his name or his number: subuid(5) */
export function subordinate(text: string, passwd: string, uid: number): Range[] {
  const names = [String(uid), ...parsePasswd(passwd).flatMap(({ name, id }) => (id === uid ? [name] : []))]
  return text
    .split('\n')
    .map(line => line.split(':'))
    .filter(([name = '', first, size]) => names.includes(name) && /^\d+$/.test(first ?? '') && /^\d+$/.test(size ?? ''))
    .map(([, first, size]) => [Number(first), Number(size)])
}

/** Refuses, in one line, what an ordinary user cannot give a container. */
export function checkRootless({ config }: Container, maps: Maps): void {
  if (isRoot()) return
  if (config.annotations?.['org.congo.network'] === 'bridge')
    throw new Error(
      'org.congo.network: a bridge is made by the host\'s root; take "pasta", or leave it out: then there is only lo',
    )
  const ownGroup = same(maps.gid, ownMap(process.getegid?.())) // and then nobody may change groups: mapAsUser() says why
  if (ownGroup && config.process.user?.additionalGids?.length)
    throw new Error('process.user.additionalGids: a map of nothing but your own group forbids them; leave them out')
}

/** Gives the process its maps, as an ordinary user. It has to be dumpable: the helpers look whose /proc/PID is. */
export function mapAsUser(pid: number, maps: Maps): void {
  const own: Maps = { uid: ownMap(process.geteuid?.()), gid: ownMap(process.getegid?.()) }
  // Root of the namespace could leave groups of the user, and a file can be such that a group has less rights to it than
  // all others. So the kernel takes this map only where setgroups has been given up for good.
  if (same(maps.gid, own.gid)) {
    writeFileSync(`/proc/${pid}/setgroups`, 'deny')
    writeFileSync(`/proc/${pid}/gid_map`, mapText(maps.gid))
  } else help('newgidmap', pid, maps.gid)
  if (same(maps.uid, own.uid)) writeFileSync(`/proc/${pid}/uid_map`, mapText(maps.uid))
  else help('newuidmap', pid, maps.uid)
}

/** A map as the kernel reads it. */
export const mapText = (map: readonly IdMapping[]): string =>
  map.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}\n`).join('')

/** newuidmap PID CONTAINER HOST SIZE [CONTAINER HOST SIZE ...]: newuidmap(1) */
export const helperArguments = (pid: number, map: readonly IdMapping[]): string[] =>
  [pid, ...map.flatMap(({ containerID, hostID, size }) => [containerID, hostID, size])].map(String)

function help(command: 'newuidmap' | 'newgidmap', pid: number, map: readonly IdMapping[]): void {
  try {
    execFileSync(command, helperArguments(pid, map), { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string }
    if (code === 'ENOENT') throw new Error(`${command}: not installed; more than one id needs it (package uidmap)`)
    throw new Error(`${command}: ${stderr.trim() || error}`)
  }
}

const ownMap = (id = 0): IdMapping[] => [{ containerID: 0, hostID: id, size: 1 }]

const same = (map: readonly IdMapping[], own: readonly IdMapping[]) => mapText(map) === mapText(own)

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // not there: it gives nobody anything
  }
}
