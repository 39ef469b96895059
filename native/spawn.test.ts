import { existsSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Child } from './child.ts'
import * as k from './constants.ts'
import { formatStep } from './format.ts'
import { spawn } from './process.ts'
import { StepError } from './run.ts'
import { block, type Step, slot } from './step.ts'
import * as calls from './syscalls.ts'
import { becomeProbe, calm, failure, outputOf, printed, probe, QUIET, tidyTest } from './test-kit.ts'

const PIPES = ['pipe', 'pipe', 'pipe'] as const

for (const mode of ['memory', 'fork'] as const) {
  tidyTest(`${mode}: exit status and signal`, async () => {
    assert.equal(await spawn([...calm, becomeProbe('exit', '7')], { mode }).wait(), { code: 7 })
    assert.equal(await spawn([...calm, becomeProbe('die', 'KILL')], { mode }).wait(), { signal: 'SIGKILL' })
    assert.equal(await spawn([...calm, becomeProbe('die', '40')], { mode }).wait(), { signal: '40' })
    assert.equal(await spawn([calls.exit_group(3)], { mode }).wait(), { code: 3 })
    assert.equal(await spawn([], { mode }).wait(), { code: 0 })
  })

  tidyTest(`${mode}: the three streams`, async () => {
    const child = spawn([...calm, becomeProbe('cat', 'complain', 'done')], { mode, stdio: PIPES })
    const input = 'x'.repeat(300_000) // more than a pipe holds
    child.stdin?.end(input)
    assert.equal(await Promise.all([outputOf(child.stdout), outputOf(child.stderr)]), [input, 'done\n'])
    assert.equal(await child.wait(), { code: 0 })
  })

  tidyTest(
    `${mode}: the environment is the program's, and nothing but 0-2 is open where it closes the rest`,
    async () => {
      const close = calls.close_range(3, k.UINT_MAX, k.CLOSE_RANGE_CLOEXEC)
      const lines = (await printed([...calm, close, becomeProbe('env', 'fds')], { mode })).split('\n')
      assert.equal(
        lines.map(line => line.split(' ').slice(0, 2).join(' ')),
        ['env A=b', 'fd 0', 'fd 1', 'fd 2', ''],
      )
    },
  )

  tidyTest(`${mode}: no signal is blocked, ignored or caught after the three steps that see to it`, async () => {
    process.on('SIGUSR2', () => undefined)
    const masks = async (program: Step[]) =>
      Object.fromEntries(
        [...(await printed([...program, becomeProbe('status')], { mode })).matchAll(/^status (Sig\w+):\t(\w+)$/gm)].map(
          ([, name, bits]) => [name, bits],
        ),
      )
    const none = '0000000000000000'
    const { SigBlk, SigIgn, SigCgt } = await masks(calm)
    assert.equal([SigBlk, SigIgn, SigCgt], [none, none, none])
    const left = await masks([])
    assert.is(left.SigIgn, '0000000001001000', 'what Node ignores survives: SIGPIPE and SIGXFSZ')
    assert.is(left.SigCgt, none)
    assert.is(left.SigBlk, 'fffffffe7ffbfeff', 'all but SIGKILL, SIGSTOP and those of the C library')
    process.removeAllListeners('SIGUSR2')
  })

  tidyTest(`${mode}: a failing step rejects with its name, and no zombie stays`, async () => {
    const failing = { ...calls.mount('none', '/nowhere', 'tmpfs'), from: '05-mount' }
    const child = spawn([calls.getpid(), failing, calls.exit_group(0)], { mode, stdio: ['null', 'inherit', 'inherit'] })
    const error = await failure(() => child.wait())
    assert.instance(error, StepError)
    assert.match(
      error.message,
      /^mount\("none", "\/nowhere", "tmpfs", 0, NULL\): (ENOENT|EPERM) \(step 5, from 05-mount\)$/,
    )
    assert.not(existsSync(`/proc/${child.pid}`))
    assert.is(await failure(() => child.wait()), error, 'wait() may be called again')
  })

  tidyTest(`${mode}: results of all steps, those before the program too, and the times of a trace`, async () => {
    const program = [
      calls.getpid(),
      { ...calls.chdir('/nowhere'), allow: ['ENOENT'] },
      calls.exit_group(0),
      calls.getpid(),
    ]
    const child = spawn(program, { mode, trace: true, stdio: ['inherit', 'inherit', 'inherit'] })
    await child.wait()
    const outcomes = child.outcomes()
    assert.equal(
      outcomes.map(({ step, result }) => `${formatStep(step)} = ${result}`),
      [
        ...[0, 1, 2].map(fd => `fcntl(${fd}, F_SETFD, 0) = 0`),
        `getpid() = ${child.pid}`,
        'chdir("/nowhere") = -2',
        'exit_group(0) = undefined',
        'getpid() = undefined',
      ],
    )
    const times = outcomes.slice(0, 5).flatMap(({ began, ended }) => [began, ended])
    for (const [i, time] of times.entries()) assert.ok(time > 0n && time >= (times[i - 1] ?? 0n))
    assert.equal(
      outcomes.slice(5).map(({ began, ended }) => [began > 0n, ended]),
      [
        [true, 0n],
        [false, 0n],
      ],
    )
    const untraced = spawn(program, { mode })
    await untraced.wait()
    assert.ok(untraced.outcomes().every(({ began, ended }) => began === 0n && ended === 0n))
  })

  tidyTest(`${mode}: a step that stood in for another is told, one that was not needed is not`, async () => {
    const child = spawn([...calm, calls.execvpe(['probe', 'exit', '4'], ['PATH=/nowhere:/etc/passwd:'])], { mode })
    assert.is(((await failure(() => child.wait())) as StepError).errno, 'ENOENT')
    const tried = child.outcomes().slice(6)
    const round = ['/nowhere/probe', '/etc/passwd/probe', './probe']
    assert.equal(
      tried.map(({ step }) => step.args[0]?.text),
      [...round, ...round].map(path => JSON.stringify(path)),
    )
    const folder = probe.replace('/probe', '')
    const found = spawn([...calm, calls.execvpe(['probe', 'exit', '4'], [`PATH=/nowhere:${folder}:/bin`])], { mode })
    assert.equal(await found.wait(), { code: 4 })
    assert.equal(
      found
        .outcomes()
        .slice(6)
        .map(({ result }) => result),
      [-2n, undefined],
    )
  })

  tidyTest(`${mode}: kill, and never a later process of that number`, async () => {
    const child = spawn([...calm, becomeProbe('forever')], { ...QUIET, mode })
    child.kill(0)
    child.kill()
    assert.equal(await child.wait(), { signal: 'SIGTERM' })
    const other = spawn([...calm, becomeProbe('forever')], { ...QUIET, mode })
    assert.is(other.pidfd, child.pidfd, 'the descriptor is used again, by another process')
    assert.is(((await failure(() => child.kill('SIGKILL'))) as StepError).errno, 'ESRCH')
    other.kill('SIGKILL')
    await other.wait()
  })

  tidyTest(`${mode}: a program within the program uses what earlier steps saved, and its failure is told`, async () => {
    const [pid, fd] = [slot('pid'), slot('fd')]
    const open = { ...calls.openat(k.AT_FDCWD, '/', k.O_RDONLY), save: fd }
    const info = block(128)
    const parent = (inside: Step[]) => [
      open,
      { ...calls.clone3({}, inside), save: pid },
      calls.waitid(k.WAIT_ID.P_ALL, 0, info, k.WEXITED), // of its own children: it has no others
    ]
    await spawn(parent([calls.fcntl(fd, k.F_GETFL, 0), calls.close(fd), calls.exit_group(9)]), { mode }).wait()
    assert.is(new DataView(info.bytes.buffer).getInt32(24, true), 9)
    const child = spawn(parent([calls.close(fd), { ...calls.close(fd), from: '09-inner' }]), { mode })
    const error = await failure(() => child.wait())
    assert.is(error.message, 'close($fd): EBADF (step 7, from 09-inner)')
    assert.equal(
      child
        .outcomes()
        .slice(3)
        .map(({ step }) => step.call),
      ['openat', 'clone3', 'close', 'close', 'waitid'],
    )
    assert.is(child.outcomes().at(-1)?.result, 0n, 'the process that cloned it has gone on')
  })

  tidyTest(`${mode}: a child that another one made for us`, async () => {
    const pid = slot('pid')
    const inside = [...calm, becomeProbe('exit', '5')]
    const between = spawn([{ ...calls.clone3({ flags: k.CLONE_PARENT, exitSignal: 0 }, inside), save: pid }], { mode })
    assert.equal(await between.wait(), { code: 0 })
    const made = between.outcomes().find(({ step }) => step.save === pid)?.result
    assert.equal(await new Child(Number(made)).wait(), { code: 5 })
    assert.is(((await failure(() => new Child(Number(made)))) as StepError).errno, 'ESRCH')
  })

  tidyTest(`${mode}: a clone that fails is a StepError, and leaves nothing`, async () => {
    const CLONE_SIGHAND = 0x800 // contradicts CLONE_CLEAR_SIGHAND
    const error = await failure(() => spawn([calls.getpid()], { mode, flags: CLONE_SIGHAND, stdio: PIPES }))
    assert.is(error.message, 'clone3({flags=CLONE_CLEAR_SIGHAND|0x800, exit_signal=SIGCHLD}, 88): EINVAL')
  })

  tidyTest(`${mode}: a program that is refused leaves nothing open`, async () => {
    const stdio = ['pipe', 'null', 'pipe'] as const
    assert.match(
      (await failure(() => spawn([calls.close(slot('x'))], { mode, stdio }))).message,
      'no earlier step saves',
    )
    assert.match(
      (await failure(() => spawn([], { mode, stdio: ['pipe', 'pipe', -1] }))).message,
      'a descriptor, not -1',
    )
    const wrong = 'ignore' as 'null'
    assert.is(
      (await failure(() => spawn([], { mode, stdio: ['pipe', wrong, 'pipe'] }))).message,
      "stdio[1]: 'inherit', 'pipe', 'null' or a descriptor, not ignore",
    )
    assert.match((await failure(() => spawn([], { mode, flags: k.CLONE_VM }))).message, 'CLONE_VM')
  })
}

test.run()
