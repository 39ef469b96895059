// wrong: bytes are taken for what was asked for, whatever they are
// first: admitted
// also: resumed, nothing-left
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { locked } from '#mechanisms/15-lifecycle'
import { atMost, blobOf } from '../../../chapters/16-commit/blobs.ts'
import type { Descriptor } from '../../../chapters/16-commit/oci.ts'
import type { Open } from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

/** All bytes are in `part`, of which `from` came earlier. */
type Name = (part: string, blob: string, digest: string, from: number) => unknown

/** admit() as it is right, where `name` looks at the bytes and gives them their name. */
export const admitting =
  (name: Name) =>
  async (images: string, { digest, size }: Pick<Descriptor, 'digest' | 'size'>, open: Open): Promise<void> => {
    const blob = blobOf(images, digest)
    if (existsSync(blob)) return
    const part = `${blob}.part`
    mkdirSync(dirname(blob), { recursive: true })
    await locked(part, async () => {
      if (existsSync(blob)) return rmSync(part, { force: true })
      const file = await openFile(part, 'a')
      const from = (await file.stat()).size
      try {
        if (from < size) for await (const piece of atMost(size - from, open(from))) await file.writeFile(piece)
      } finally {
        await file.close()
      }
      await name(part, blob, digest, from)
    })
  }

export const admit = admitting((part, blob) => renameSync(part, blob))
