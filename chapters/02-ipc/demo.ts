import type { Demo } from '../demo.ts'

/** The host has a letter under 0x6f01. A second container enters the namespace of the first and leaves one there, 0x6f02. */
export default {
  command: ['/bin/probe', 'trap', 'TERM', 'await', 'receive', '0x6f01', 'receive', '0x6f02'],
  wish: { linux: { namespaces: [{ type: 'ipc' }] } },
  async compare(t, container) {
    await t.probe('send', '0x6f01', 'the password is swordfish')
    const [queues = ''] = await t.probe('ipc')
    const [inside = ''] = await t.probeIn(container, ['ipc'], 'ipc')
    const path = `/proc/${container.numbers[1]}/ns/ipc`
    const second = await t
      .start(['/bin/probe', 'send', '0x6f02', 'hello', 'forever'], { linux: { namespaces: [{ type: 'ipc', path }] } })
      .then(({ command }) => command.namespace('ipc'))
      .catch(() => 'did not start')
    return [
      ['ipc namespace', t.host.namespace('ipc'), container.namespace('ipc')],
      ['of the runtime', t.answer.namespace('ipc'), ''],
      ['of container 2', '', second],
      ['message queues', queues.replace('queues ', ''), inside.replace('queues ', '')],
      ['host name in', t.host.namespace('uts'), container.namespace('uts')],
    ]
  },
} satisfies Demo
