import { openSync } from 'node:fs'
import { block, CLOCK_REALTIME, clock_settime, ioctl, RNDADDENTROPY, RNDRESEEDCRNG, run } from '#native'

const random = openSync('/dev/random', 'r+')

/**
 * Sets the clock (milliseconds since 1970) and gives the kernel's random generator a fresh seed at once: a restored machine
 * has both as they were in the snapshot, and would draw the same numbers each time. random(4)
 */
export function resume(time: number, seed: Uint8Array): void {
  run(clock_settime(CLOCK_REALTIME, Math.floor(time / 1000), Math.floor(time % 1000) * 1e6))
  const pool = Buffer.alloc(8 + seed.length) // struct rand_pool_info: bits of entropy, bytes, and the bytes
  pool.writeInt32LE(seed.length * 8, 0)
  pool.writeInt32LE(seed.length, 4)
  pool.set(seed, 8)
  run(ioctl(random, RNDADDENTROPY, block(pool)), ioctl(random, RNDRESEEDCRNG, 0))
}
