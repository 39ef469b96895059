// A published port is held on the host as long as the container lives, so that nobody else can have it.
import { closeSync } from 'node:fs'
import { isIP } from 'node:net'
import {
  AF_INET,
  AF_INET6,
  bind,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  run,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  StepError,
  setsockopt,
  socket,
} from '#native'
import type { Container } from '../container.ts'
import { usesPasta } from './plan.ts'
import { type Port, showPort } from './ports.ts'

const held = new WeakMap<Container, number[]>()

/**
 * Binds a socket to each, and never listens: what comes for the port is led to the container before it gets that far. So the
 * kernel itself says who was first, be it another container or a program of the host, and it forgets a runtime that is killed.
 */
export function holdPorts(c: Container, ports: readonly Port[]): void {
  const sockets: number[] = []
  held.set(c, sockets)
  for (const port of ports) sockets.push(hold(port))
  if (usesPasta(c)) releasePorts(c) // it binds them itself, and the child would have ours
}

/** The sockets, for a process that is to have them in our place: it gets them by its clone, and then we release ours. */
export const heldPorts = (c: Container): readonly number[] => held.get(c) ?? []

export function releasePorts(c: Container): void {
  for (const fd of heldPorts(c)) closeSync(fd)
  held.delete(c)
}

function hold(port: Port): number {
  const { host, hostPort, protocol } = port
  const address = host ?? '::' // a socket for both families, where no address is meant
  const v6 = isIP(address) === 6
  const kind = protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM
  const fd = run(socket(v6 ? AF_INET6 : AF_INET, kind | SOCK_CLOEXEC))
  try {
    if (v6) run(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, host === undefined ? 0 : 1))
    run(bind(fd, address, hostPort))
    return fd
  } catch (error) {
    closeSync(fd)
    throw explained(error, port)
  }
}

function explained(error: unknown, port: Port): unknown {
  const says: Record<string, string> = {
    EADDRINUSE: 'is taken, by a container or a program of the host; publish another one',
    EADDRNOTAVAIL: 'cannot be published: the host has no such address',
    EACCES: 'cannot be published by this user; take one from 1024 on',
  }
  const what = error instanceof StepError ? says[error.errno ?? ''] : undefined
  return what === undefined ? error : new Error(`port ${showPort(port)} of the host ${what}`)
}
