// nft(8), which puts rules into the kernel.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

const path = () => `${process.env.PATH}:/usr/sbin:/sbin`

/** Throws an Error of one line where there is no nft: before anything has been made that it would have to take away. */
export function demandNft(): void {
  if (path().split(':').some(isThere)) return
  throw new Error('there is no nft, which the bridge needs: install nftables, or do without a bridge')
}

function isThere(folder: string): boolean {
  try {
    accessSync(join(folder, 'nft'), constants.X_OK)
    return folder !== ''
  } catch {
    return false
  }
}

/** Has nft do all that the text says at once: the kernel takes the whole as one transaction, or nothing of it. */
export function nft(text: string): void {
  const env = { PATH: path() }
  const { error, status, stderr } = spawnSync('nft', ['-f', '-'], { input: text, encoding: 'utf8', env })
  if (error) throw new Error(`nft cannot be run (${error.message}); the bridge needs it, so install nftables`)
  if (status !== 0) throw new Error(`nft: ${stderr.trim()}`)
}
