// The kernel's constants about sockets and interfaces; as in constants.ts. From <linux/socket.h>, <linux/if.h> and others.

/** socket(2), socketpair(2) */
export const AF = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16 } as const
export const { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK } = AF
/** The kind is a number, not a bit: the one with the most bits is looked for first. */
export const SOCK = {
  SOCK_RAW: 3,
  SOCK_DGRAM: 2,
  SOCK_STREAM: 1,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
} as const
export const { SOCK_RAW, SOCK_DGRAM, SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC } = SOCK
/** netlink(7) */
export const NETLINK_ROUTE = 0

/** setsockopt(2): ipv6(7), netlink(7) */
export const SOL = { SOL_SOCKET: 1, IPPROTO_IPV6: 41, SOL_NETLINK: 270 } as const
export const { SOL_SOCKET, IPPROTO_IPV6, SOL_NETLINK } = SOL

/** What comes with a message, unix(7); and of recvmsg(2) a flag. */
export const SCM_RIGHTS = 1
export const MSG_CMSG_CLOEXEC = 0x40000000
export const IPV6_V6ONLY = 26
export const NETLINK_EXT_ACK = 11

/** Of an interface: netdevice(7) */
export const IFF = { IFF_UP: 1, IFF_LOOPBACK: 8, IFF_RUNNING: 0x40 } as const
export const { IFF_UP, IFF_RUNNING } = IFF

/** shutdown(2) */
export const SHUT = { SHUT_RD: 0, SHUT_WR: 1, SHUT_RDWR: 2 } as const
export const { SHUT_RDWR } = SHUT
