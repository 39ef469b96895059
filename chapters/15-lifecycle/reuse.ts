import type { ProcessView, Trial } from '../check.ts'

/** Starts the command with that number, which nobody has now. The kernel gives the next free one after its last. */
export async function startAs(t: Trial, number: number, command: readonly string[]): Promise<ProcessView> {
  for (let tries = 0; ; tries++) {
    await t.probe('write', '/proc/sys/kernel/ns_last_pid', `${number - 1}`)
    const started = await t.start(command)
    if (started.command.numbers[1] === number || tries === 5) return started.command
    started.command.kill('SIGKILL') // somebody was quicker, a thread of the runtime say
  }
}

/** Ends processes of the store's containers, as if they had ended by themselves, and awaits the end of their monitors. */
export async function end(t: Trial, commands: readonly ProcessView[]): Promise<void> {
  for (const { kill } of commands) kill('SIGKILL')
  await t.until('the monitor stays', () => !t.processes().some(({ args }) => args[0] === 'monitor'))
}
