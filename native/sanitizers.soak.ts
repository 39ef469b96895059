// The addon under AddressSanitizer and UndefinedBehaviorSanitizer, and the walker's own checks under fuzz.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compiled } from './compiled.ts'
import { AT_FDCWD, CLONE_PARENT, O_RDONLY } from './constants.ts'
import { encode } from './encode.ts'
import { type Block, block, type Step, slot } from './step.ts'
import { chdir, clone3, close, execvpe, exit_group, getpid, openat, read } from './syscalls.ts'

const native = dirname(fileURLToPath(import.meta.url))
const root = dirname(native)
const folder = mkdtempSync(join(tmpdir(), 'congo-sanitizers-'))
test.after(() => rmSync(folder, { recursive: true }))

const SANITIZERS = ['-g', '-O1', '-fno-omit-frame-pointer', '-fsanitize=address,undefined', '-fno-sanitize-recover=all']
const run = (program: string, args: string[]) =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

test('the unit tests pass with an addon that is watched', () => {
  for (const name of ['native', 'dist']) mkdirSync(join(folder, name))
  for (const file of readdirSync(native).filter(file => file.endsWith('.ts')))
    cpSync(join(native, file), join(folder, 'native', file))
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, file), join(folder, file))
  for (const file of ['init', 'probe']) cpSync(compiled(file), join(folder, 'dist', file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

  // As in binding.gyp: the child's code must stay as it is, since it runs where no sanitizer can.
  const plain = ['-O2', '-fPIC', '-fno-stack-protector', '-fno-sanitize=all', '-fcf-protection=none']
  run('cc', [...plain, '-c', join(native, 'walker.c'), '-o', 'walker.o'])
  const { include_dir } = createRequire(import.meta.url)('node-addon-api') as { include_dir: string }
  const headers = join(dirname(dirname(process.execPath)), 'include/node')
  const defines = [
    'NAPI_VERSION=8',
    'NODE_ADDON_API_DISABLE_DEPRECATED',
    'NAPI_DISABLE_CPP_EXCEPTIONS',
    'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    'BUILDING_NODE_EXTENSION',
    'NODE_GYP_MODULE_NAME=addon',
  ]
  run('c++', [
    ...SANITIZERS,
    ...['-std=c++17', '-fno-exceptions', '-fPIC', '-shared', '-Wall', '-Wextra', '-Werror'],
    ...defines.map(define => `-D${define}`),
    ...[`-I${headers}`, `-isystem${join(root, include_dir.replace(`${root}/`, ''))}`],
    ...[join(native, 'addon.cc'), 'walker.o', '-o', 'dist/addon.node'],
  ])

  const asan = run('cc', ['-print-file-name=libasan.so']).trim()
  const env = { ...process.env, LD_PRELOAD: asan, ASAN_OPTIONS: 'detect_leaks=0' } // Node itself frees nothing at its end
  for (const file of readdirSync(native).filter(file => file.endsWith('.test.ts'))) {
    const { stdout, signal } = spawnSync(process.execPath, ['--import', 'tsx', join('native', file)], {
      cwd: folder,
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    assert.match(stdout, /Total: +(\d+)\n +Passed: +\1\n/, `${file} ${signal ?? ''}\n${stdout}`)
  }
})

test('no block makes program_link() or the walker leave it', () => {
  const [fd, pid] = [slot('fd'), slot('pid')]
  const inner: Block = block(16, [{ at: 4, to: fd, width: 4 }])
  const outer = block(24, [
    { at: 0, to: inner, width: 8 },
    { at: 16, to: pid, width: 8 },
  ])
  const open = { ...openat(AT_FDCWD, '/etc/passwd', O_RDONLY), save: fd }
  const inside: Step[] = [close(fd), clone3({}, [read(fd, outer)]), exit_group(3)]
  const programs: Step[][] = [
    [getpid()],
    [{ ...getpid(), save: pid }, open, read(fd, outer), read(fd, outer), close(fd)],
    [
      open,
      { ...getpid(), save: pid },
      { ...clone3({ flags: CLONE_PARENT, exitSignal: 0 }, inside), save: pid },
      chdir('/'),
    ],
    [{ ...chdir('/nowhere'), allow: ['ENOENT'] }, execvpe(['a', 'b', 'c'], ['PATH=/a:/b:/c', 'HOME=/'])],
  ]
  const files = programs.map((program, i) => {
    writeFileSync(join(folder, `program-${i}`), encode(program, { trace: i % 2 === 0 }).bytes)
    return `program-${i}`
  })
  run('cc', [...SANITIZERS, '-Wall', '-Wextra', '-Werror', '-o', 'fuzz', join(native, 'soak/fuzz.c')])
  const count = 400_000
  const seed = Date.now()
  console.log(`fuzz ${count} ${seed}`)
  const accepted = Number(run('./fuzz', [String(count), String(seed), ...files]))
  console.log(`${accepted} of ${count} blocks were accepted, and walked`)
  assert.ok(accepted > count / 100 && accepted < count * 0.9, 'neither all nor none')
})

test.run()
