// A program on a terminal of its own, as a person's is, for tests.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { openpty } from '#native'
import { root } from '../cli/paths.ts'

/** Starts it in the repository. `sees` waits for what the screen is to show, `settings` gives those of the terminal. */
export function atTerminal(program: string, ...args: string[]) {
  const { terminal, slave } = openpty({ columns: 90, rows: 30 })
  const settings = () => spawnSync('stty', ['-a'], { stdio: [slave, 'pipe', 'inherit'] }).stdout.toString()
  const before = settings()
  const child = spawn('setsid', ['--ctty', program, ...args], { cwd: root, stdio: [slave, slave, 'inherit'] })
  const ended = new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? signal)))
  let shown = ''
  terminal.on('data', chunk => {
    shown += chunk
  })
  /** Resolves when the screen has shown it since the last call. */
  const sees = async (text: string) => {
    while (!shown.includes(text)) {
      const more = new Promise(resolve => terminal.once('data', resolve))
      const over = await Promise.race([more.then(() => false), ended.then(() => true)])
      if (over) assert.unreachable(`no "${text}" in ${JSON.stringify(shown)}`)
    }
    shown = shown.slice(shown.indexOf(text) + text.length)
  }
  const end = () => {
    child.kill('SIGKILL')
    closeSync(slave)
    terminal.destroy()
  }
  return { terminal, child, ended, sees, settings, before, [Symbol.dispose]: end }
}
