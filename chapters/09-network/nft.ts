// nft(8), which puts rules into the kernel.
import { spawnSync } from 'node:child_process'

/** Has nft do all that the text says at once: the kernel takes the whole as one transaction, or nothing of it. */
export function nft(text: string): void {
  const env = { PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  const { error, status, stderr } = spawnSync('nft', ['-f', '-'], { input: text, encoding: 'utf8', env })
  if (error) throw new Error(`nft cannot be run (${error.message}); the bridge needs it, so install nftables`)
  if (status !== 0) throw new Error(`nft: ${stderr.trim()}`)
}
