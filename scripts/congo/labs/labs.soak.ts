// congo run --labs, as it is typed, in a copy of the course whose labs are filled in. The working labs/ is never touched.
import { execFile, spawn as startProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chdir, execve, ioctl, openpty, rt_sigprocmask, SIG_SETMASK, setsid, spawn, TIOCSCTTY } from '#native'
import { root } from '../../cli/paths.ts'
import { chapters } from '../../course/chapters.ts'
import { starter } from '../../labs/starter.ts'
import { folderOf } from '../../setup/part.ts'
import { guest } from '../../setup/parts/guest.ts'
import { restore } from '../../vm/machines.ts'
import { BUSYBOX, installed } from '../installed.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-labs-'))
const course = join(folder, 'course')
test.after(() => rmSync(folder, { recursive: true }))

for (const part of ['chapters', 'labs', 'native', 'scripts', 'solutions', 'package.json', 'package-lock.json'])
  cpSync(join(root, part), join(course, part), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(course, 'node_modules'))

const all = chapters().map(({ id }) => id)
const solution = (id: string) => readFileSync(join(root, 'solutions', `${id}.ts`), 'utf8')
const lab = (id: string, content: string) => writeFileSync(join(course, 'labs', `${id}.ts`), content)

const WORDS = ['scripts/start.mjs', 'congo', '--root', join(folder, 'store')]
const env = { ...process.env, INIT_CWD: course, FROM_HERE: 'a value' }

/** `npm run congo -- WORDS`, without npm. */
function congo(words: readonly string[], input = ''): Promise<{ out: string; err: string; code: number | null }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [...WORDS, ...words], { cwd: course, env }, (_, out, err) =>
      resolve({ out, err, code: child.exitCode }),
    )
    child.stdin?.end(input)
  })
}
const labs = (...words: string[]) => congo(['run', '--labs', ...words])

test('with the solutions in labs/ nothing is borrowed, and it is the labs that run', async () => {
  for (const id of all) lab(id, solution(id))
  lab('01-process', `${solution('01-process')}\nprocess.stderr.write('the lab is loaded\\n')\n`)
  const { out, err, code } = await labs('busybox', 'echo', 'hi')
  assert.is(code, 0, err)
  assert.is(out, 'hi\n')
  for (const id of all) assert.match(err, new RegExp(`^congo: ${id}: (\\d+) of \\1 points$`, 'm'))
  assert.match(err.replaceAll('\n  ', ' '), new RegExp(`^congo: yours: ${all.join(' ')}$`, 'm'))
  assert.match(err, /^congo: borrowed from solutions: nothing\nthe lab is loaded$/m)
  for (const line of err.split('\n')) assert.ok(line.length <= 80, `more than 80 columns: ${line}`)
})

test('a starter is borrowed, and what does not pass; only what has changed is judged', async () => {
  lab('02-ipc', starter(solution('02-ipc'), '02-ipc'))
  lab('03-uts', solution('03-uts').replace('domainname === undefined', 'true'))
  lab('04-pid', 'this is no TypeScript')
  rmSync(join(course, 'labs/05-mount.ts'))
  const first = await labs('busybox', 'sh', '-c', 'exit 3')
  assert.is(first.code, 3, first.err)
  assert.match(first.err, /^congo: first the kernel judges, as they are now: 03-uts 04-pid$/m)
  const points = /^congo: 03-uts: ([1-9]\d* of \d+ points)$/m.exec(first.err)?.[1]
  const told = [
    `congo: yours: ${all.filter(id => !/^0[2-5]/.test(id)).join(' ')}\n`,
    `congo: borrowed from solutions: 02-ipc (holes open), 03-uts (${points}), 04-pid (0 of 20 points), 05-mount (no lab)\n`,
  ]
  const second = await labs('busybox', 'true')
  for (const { err } of [first, second])
    for (const each of told) assert.ok(err.replaceAll('\n  ', ' ').includes(each), err)
  assert.not.match(second.err, /judges/)
})

test('what is typed is passed on: flags, variables, the input, a volume of the machine, --trace', async () => {
  const script = 'hostname; echo $FROM_HERE $FROM_FILE; ls -d /data; cat'
  writeFileSync(join(course, 'variables'), 'FROM_FILE=another\n')
  const flags = ['-i', '--rm', '--hostname=it', '-e', 'FROM_HERE', '--env-file', 'variables', '-v', 'data:/data']
  const { out, err } = await congo(['run', '--labs', '--trace', ...flags, 'busybox', 'sh', '-c', script], 'the input')
  assert.is(out, 'it\na value another\n/data\nthe input', err)
  assert.match(err, /^03-uts +sethostname\("it", 2\) = 0 </m)
})

test('a folder is brought into the machine with its owners, and an image of the store', async () => {
  const tree = join(folder, 'tree')
  for (const each of ['bin', 'own']) mkdirSync(join(tree, each), { recursive: true })
  cpSync(join(folderOf(guest), 'root/bin/busybox'), join(tree, 'bin/busybox'))
  for (const each of ['sh', 'stat']) symlinkSync('busybox', join(tree, 'bin', each))
  const file = join(tree, 'own/file')
  writeFileSync(file, 'x')
  if (process.getuid?.() === 0) chownSync(file, 7, 8)
  chmodSync(file, 0o4751)
  linkSync(file, join(tree, 'own/again'))
  const look = ['stat', '-c', '%u:%g %a %h', '/own/file', '/own/again']
  const its = `${process.getuid?.() === 0 ? '7:8' : `${process.getuid?.()}:${process.getgid?.()}`} 4751 2\n`
  const fromFolder = await labs(tree, ...look)
  assert.is(fromFolder.out, its + its, fromFolder.err)

  const tar = startProcess('tar', ['-C', tree, '-cf', join(folder, 'tree.tar'), '.'])
  assert.equal(await once(tar, 'close'), [0, null])
  assert.is((await congo(['import', join(folder, 'tree.tar'), 'mine'])).code, 0)
  const fromImage = await labs('mine', ...look)
  assert.is(fromImage.out, its + its, fromImage.err)
})

test('what the machine has no way to is one line, before anything is judged', async () => {
  lab('04-pid', solution('04-pid'))
  for (const [words, line] of [
    [['-v', '/srv:/x'], /the machine sees no \/srv\. Put it into the folder that you name as IMAGE, or say --here/],
    [['--mount', 'type=bind,source=/srv,target=/x'], /the machine sees no \/srv/],
    [['-p', '80:80'], /nobody here reaches a port in the machine\. Leave out --publish/],
    [['--detached'], /the machine ends when congo comes back\. Leave out --detach/],
    [['/no/such'], /\/no\/such: there is no such folder/],
  ] as const) {
    const { out, err, code } = await labs(...words, 'busybox', 'true')
    assert.equal([out, code], ['', 125])
    assert.match(err, new RegExp(`^congo: (--labs: )?${line.source}[^\n]*\n$`))
  }
})

test('at a terminal: its size, also when that changes, the keys, and the exit code', async () => {
  const { terminal, slave } = openpty({ columns: 91, rows: 31 })
  const argv = [process.execPath, ...WORDS, 'run', '--labs', '-it', 'busybox', 'sh']
  const child = spawn(
    [
      rt_sigprocmask(SIG_SETMASK, []),
      setsid(),
      ioctl(0, TIOCSCTTY, 0),
      chdir(course),
      execve(
        process.execPath,
        argv,
        Object.entries({ ...env, TERM: 'linux' }).map(([name, value]) => `${name}=${value}`),
      ),
    ],
    { stdio: [slave, slave, slave] },
  )
  closeSync(slave)
  let said = ''
  const until = async (expected: RegExp) => {
    while (!expected.test(said)) said += (await once(terminal, 'data')).toString()
    said = ''
  }
  await until(/# /)
  terminal.write('stty size\r')
  await until(/31 91\r+\n.*# /s)
  terminal.resize({ columns: 77, rows: 22 })
  terminal.write('until stty size | grep 22; do usleep 10000; done\r')
  await until(/22 77\r+\n.*# /s)
  terminal.write("echo as''leep; sleep 1000\r") // what the command says comes later than what is typed
  await until(/asleep/)
  terminal.write('\x03')
  await until(/# /)
  terminal.write('exit 7\r')
  terminal.resume()
  assert.equal(await child.wait(), { code: 7 })
  terminal.destroy()
})

test('a signal to congo goes on to the container', async () => {
  const child = startProcess(process.execPath, [...WORDS, 'run', '--labs', 'busybox', 'sh', '-c', TRAP], {
    cwd: course,
    env,
  })
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.equal(await closed, [9, null])
})
const TRAP = 'trap "exit 9" TERM; echo ready; while :; do usleep 10000; done'

test('--here is this system: the labs are loaded by this process, and what was bundled runs by itself', async () => {
  const { out, err, code } = await labs('--here', '/no/such/image', 'true')
  assert.equal([out, code], ['', 125])
  assert.match(err, /\nthe lab is loaded\ncongo: \/no\/such\/image: there is no such folder[^\n]*\n$/)
  // Containers of tests run in a machine: of it this is the system.
  const [name = ''] = readdirSync(join(course, 'dist/composed'))
  await using machine = await restore()
  const program = await installed(machine, readFileSync(join(course, 'dist/composed', name), 'utf8'))
  const job = machine.spawn([...program, 'run', BUSYBOX, 'echo', 'hi'])
  assert.equal(await Promise.all([text(job.stdout), text(job.stderr)]), ['hi\n', 'the lab is loaded\n'])
  const alone = await congo(['run', '--here', 'busybox', 'true'])
  assert.equal([alone.out, alone.code], ['', 125])
  assert.match(alone.err, /^congo: --here goes with --labs[^\n]*\n$/)
})

test.run()
