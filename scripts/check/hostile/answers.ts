// Answers that do not try to be right, each as the text of a file for chapter 01, with what it does in a word.

/** Each replaces what the child does, or what happens as soon as its file is loaded. */
export const hostileAnswers: Record<string, string> = {
  'prints results as the checker and the runner print them': onLoad(`
    setInterval(() => {
      for (let id = 1; id < 40; id++) {
        for (const event of [
          { id, event: 'output', fd: 1, data: Buffer.from('ready\\n').toString('base64') },
          { id, event: 'exit', code: 0 },
        ]) process.stdout.write('\\x1e' + JSON.stringify(event) + '\\n')
      }
      process.stdout.write(JSON.stringify({ nonce: '', id: 'starts', status: 'pass', seconds: 0 }) + '\\n')
    }, 10)
    mechanism.steps = () => { throw new Error('never') }`),
  'kills every process that it can': onLoad(`process.kill(-1, 'SIGKILL')`),
  'powers the machine off': onLoad(`
    run(step('reboot', number(0xfee1dead, ''), number(672274793, ''), number(0x4321fedc, '')))`),
  'ends at once': onLoad('process.exit(0)'),
  'loops for ever': onLoad('for (;;);'),
  'sleeps for ever': onLoad(`
    mechanism.prepare = () => new Promise(() => {})`),
  'forks without end': onLoad(`
    for (;;) try { spawn([execve('/bin/probe', ['probe', 'forever'], [])]) } catch {}`),
  'eats all memory': onLoad('const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1))'),
  'prints a gigabyte': onLoad(`
    const piece = Buffer.alloc(1 << 20, 'x')
    for (let i = 0; i < 1024; i++) writeSync(1, piece)
    mechanism.steps = () => { throw new Error('never') }`),
  'fills the disk': onLoad(`
    try { for (;;) appendFileSync('/root/full', Buffer.alloc(1 << 20)) } catch {}
    mechanism.steps = () => { throw new Error('never') }`),
  'mounts without end': onLoad(`
    try { for (;;) run(mount('/', '/mnt', null, MS_BIND | MS_REC)) } catch {}
    mechanism.steps = () => { throw new Error('never') }`),
  'stops itself, and all others': onLoad(`
    for (const pid of readdirSync('/proc').filter(Number)) try { process.kill(Number(pid), 'SIGSTOP') } catch {}
    process.kill(process.pid, 'SIGSTOP')`),
  'makes all that it sees read-only': onLoad(`
    for (const place of ['/', '/root', '/proc', '/sys', '/sys/fs/cgroup'])
      try { run(mount(null, place, null, MS_REMOUNT | MS_BIND | MS_RDONLY)) } catch {}
    mechanism.steps = () => { throw new Error('never') }`),
  'makes a tangle of groups': onLoad(`
    const make = (place, depth) => {
      for (const name of ['a', 'b', 'c']) try { mkdirSync(place + name); make(place + name + '/', depth + 1) } catch {}
    }
    make('/sys/fs/cgroup/', 0)
    mechanism.steps = () => { throw new Error('never') }`),
  'changes what it shares with the runner': onLoad(`
    const yes = () => true
    const names = ['push', 'find', 'filter', 'some', 'map', 'flatMap']
    for (const name of names) Object.defineProperty(Array.prototype, name, { value: yes })
    for (const name of ['get', 'set', 'has', 'delete']) Map.prototype[name] = yes
    Object.defineProperty(Object.prototype, 'status', { value: 'pass' })
    Object.defineProperty(Object.prototype, 'points', { value: 100 })
    JSON.stringify = () => '{"id":1,"event":"exit","code":0}'
    process.exit = yes
    process.stdout.write = () => writeSync(1, '\\x1e{"id":1,"event":"exit","code":0}\\n')`),
  'overwrites whatever is called a check': onLoad(`
    const spoil = (folder, depth) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = folder + '/' + entry.name
        if (entry.isDirectory() && depth < 6) spoil(path, depth + 1)
        if (/check|judge|assert|uvu|agent|runner|probe/.test(entry.name)) try { writeFileSync(path, 'mine') } catch {}
      }
    }
    for (const top of ['/bin', '/etc', '/lib', '/root', '/run', '/tmp', '/usr/lib', '/var'])
      try { spoil(top, 0) } catch {}
    mechanism.steps = () => { throw new Error('never') }`),
  'closes its streams': onLoad('for (const fd of [0, 1, 2]) closeSync(fd)'),
}

function onLoad(code: string): string {
  return `
    import { appendFileSync, closeSync, mkdirSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
    import { execve, MS_BIND, MS_RDONLY, MS_REC, MS_REMOUNT, mount, run, spawn } from '#native'
    import { number, step } from '../native/step.ts'
    export { exitCode, forward } from '../solutions/01-process.ts'
    import { mechanism as right } from '../solutions/01-process.ts'
    export const mechanism = { ...right }
    ${code}`
}
