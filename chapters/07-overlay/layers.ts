// The layers of an image. OCI's config.json has no word for them, so an annotation of ours names them.
import { isAbsolute } from 'node:path'
import type { Container } from '../container.ts'

export const LAYERS = 'org.congo.layers'

/**
 * The layers of the container's root file system, the lowest first, as an image's manifest lists them; undefined where its
 * config has none. Throws where they are no JSON list of absolute paths, or where there is no root for them.
 */
export function readLayers({ config }: Container): readonly string[] | undefined {
  const text = config.annotations?.[LAYERS]
  if (text === undefined) return undefined
  if (!config.root) throw new Error(`${LAYERS}: the layers need root.path, the place where they appear as one`)
  const layers = listOf(text)
  if (!layers || layers.length === 0)
    throw new Error(
      `${LAYERS}: a JSON list of folders is wanted, the lowest first, as ["/images/busybox"]; not ${text}`,
    )
  for (const layer of layers) {
    if (!isAbsolute(layer)) throw new Error(`${LAYERS}: ${layer} has to begin at "/": a layer belongs to no bundle`)
  }
  return layers
}

function listOf(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every(each => typeof each === 'string') ? value : undefined
  } catch {
    return undefined
  }
}
