// For tests of the monitor: containers that are ordinary processes, for what it does has nothing to do with namespaces.
import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mechanism as process_ } from '#mechanisms/01-process'
import { alone, session } from '#mechanisms/13-exec'
import { log } from '#mechanisms/14-logs'
import { told } from './14-logs/frames.ts'
import type { ProcessConfig } from './config.ts'
import type { Container, Mechanism } from './container.ts'
import { startWatched, type Wanted } from './monitored.ts'

export const PATH = 'PATH=/usr/bin:/bin'

/** Starts a shell under a monitor, in a folder that `furnish` may put something into before; `more` come before what all have. */
export async function started(
  script: string,
  wanted: Wanted = {},
  wish: Partial<ProcessConfig> = {},
  furnish: (bundle: string) => void = () => undefined,
  more: readonly Mechanism[] = [],
) {
  const bundle = mkdtempSync(join(tmpdir(), 'congo-monitor-'))
  furnish(bundle)
  const process = { args: ['sh', '-c', script], env: [PATH], cwd: '/', ...wish }
  const c: Container = { id: 'test', bundle, config: { ociVersion: '1.2.0', process } }
  const watched = await startWatched(c, [...more, session, alone, process_], wanted).catch(error => {
    rmSync(bundle, { recursive: true })
    throw error
  })
  const lines = () => log(bundle).map(({ stream, bytes }) => `${stream} ${bytes.toString('latin1')}`)
  const { monitor } = watched
  const dispose = () => {
    watched.client?.destroy()
    closeSync(watched.pidfd)
    rmSync(bundle, { recursive: true })
    try {
      monitor.kill('SIGKILL') // where a test has failed
    } catch {}
  }
  return { ...watched, bundle, lines, [Symbol.dispose]: dispose }
}

/** The client that was attached from the beginning. */
export function theClient({ client }: { client: Socket | undefined }): Socket {
  if (!client) throw new Error('no client')
  return client
}

/** Another client; it is not said that the monitor has taken him in. */
export async function attached({ bundle }: { bundle: string }): Promise<Socket> {
  const client = connect(join(bundle, 'attach'))
  await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject))
  client.on('error', () => undefined) // the monitor may have ended
  return client
}

/** Reads what a client is sent; a for loop would close the socket where it is left. */
export class Reader {
  readonly #frames: ReturnType<typeof told>

  constructor(client: Socket) {
    this.#frames = told(client)
  }

  /** Gives the output from here on until this is in it. */
  async until(text: string): Promise<string> {
    const [all, found] = await this.#read(text)
    if (!found) throw new Error(`no ${text} came, but ${all}`)
    return all
  }

  /** Gives the output from here on. */
  async end(): Promise<string> {
    return (await this.#read())[0]
  }

  async #read(text?: string): Promise<[string, boolean]> {
    let all = ''
    for (;;) {
      const { value, done } = await this.#frames.next()
      if (done) return [all, false]
      if (value.kind !== 'x') all += value.bytes.toString('latin1')
      if (text !== undefined && all.includes(text)) return [all, true]
    }
  }
}

/** Gives what is in the file of a folder, as soon as it is as one waits for. */
export function grown(folder: string, name: string, pattern: RegExp): Promise<string> {
  return new Promise(resolve => {
    const look = () => {
      const file = join(folder, name)
      const text = existsSync(file) ? readFileSync(file, 'latin1') : ''
      if (!pattern.test(text)) return
      watching.close()
      resolve(text)
    }
    const watching = watch(folder, look)
    look()
  })
}
