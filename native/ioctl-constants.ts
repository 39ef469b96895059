// Requests of ioctl(2) under the kernel's names. From <asm-generic/ioctls.h>, <linux/random.h>, <linux/sockios.h>.

/** ioctl(2): terminals, the random pool, and flags of network interfaces */
export const IOCTL = {
  TIOCSCTTY: 0x540e,
  TIOCSTI: 0x5412,
  TIOCSWINSZ: 0x5414,
  TIOCSPTLCK: 0x40045431,
  TIOCGPTN: 0x80045430,
  TIOCGPTPEER: 0x5441,
  RNDADDENTROPY: 0x40085203,
  RNDRESEEDCRNG: 0x5207,
  SIOCSIFFLAGS: 0x8914,
} as const
export const {
  TIOCSCTTY,
  TIOCSTI,
  TIOCSWINSZ,
  TIOCSPTLCK,
  TIOCGPTN,
  TIOCGPTPEER,
  RNDADDENTROPY,
  RNDRESEEDCRNG,
  SIOCSIFFLAGS,
} = IOCTL
