// Names of images: REGISTRY/REPOSITORY:TAG, where what is left out is Docker Hub, library/ and latest.

/** Where an image is: in which registry, under which name, and there under a tag, or by its digest. */
export interface Reference {
  /** Host and port, as `docker.io` or `localhost:5000`. */
  readonly registry: string
  readonly repository: string
  /** A tag, or a digest, which says which bytes it has to be. */
  readonly tag: string
}

const HUB = 'docker.io'
const REPOSITORY = /^[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[\da-f]{64}$/

/** Reads a name. Throws an Error of one line where it is none. OCI distribution-spec 1.1, "Pulling manifests" */
export function readReference(text: string): Reference {
  const [, first = '', rest = ''] = /^([^/]+)\/(.*)$/s.exec(text) ?? []
  const named = first === 'localhost' || /[.:]/.test(first)
  const [registry, path] = named ? [first, rest] : [HUB, text]
  const [, name = '', mark = '', word = ''] = /^([^:@]*)(?:([:@])(.*))?$/s.exec(path) ?? []
  const repository = registry === HUB && !name.includes('/') ? `library/${name}` : name
  const tag = mark === '' ? 'latest' : word
  const good = /^[\w.-]+(?::\d+)?$/.test(registry) && REPOSITORY.test(repository)
  if (!good || !(mark === '@' ? DIGEST : TAG).test(tag)) {
    throw new Error(`${JSON.stringify(text)} is no name of an image: write it as alpine, alpine:3.20 or HOST/NAME:TAG`)
  }
  return { registry, repository, tag }
}

export const isDigest = (tag: string): boolean => DIGEST.test(tag)

/** The whole name: docker.io/library/alpine:latest. */
export const wholeName = ({ registry, repository, tag }: Reference): string =>
  `${registry}/${repository}${isDigest(tag) ? '@' : ':'}${tag}`

/** What people say: alpine:latest. */
export const shortName = (whole: string): string => whole.replace(/^docker\.io\/(?:library\/)?/, '')
