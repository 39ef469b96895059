import type { Check, ProcessView, Wish } from '../check.ts'

const UTS: Wish = { linux: { namespaces: [{ type: 'uts' }] } }
const WEB: Wish = { ...UTS, hostname: 'web' }
const FOREVER = ['/bin/probe', 'forever']
const shows = (process: ProcessView) => `/proc/${process.pid}/ns/uts -> ${process.namespace('uts')}`

export default [
  {
    id: 'starts',
    title: 'A container with a host name runs its command',
    points: 1,
    hint: 'npm run lab 03-uts shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, WEB)
    },
  },
  {
    id: 'host-keeps-its-name',
    title: 'The host keeps its name',
    points: 2,
    needs: ['starts'],
    hint: 'sethostname renames the namespace of its caller: let the child call it, which the flag of clone3 has moved.',
    async test(t) {
      const before = await t.probe('names')
      await t.start(FOREVER, { ...UTS, hostname: 'intruder', domainname: 'intruder.example' })
      for (const field of ['hostname', 'domainname']) {
        const ended = await t.run(['/bin/probe', 'exit', '0'], { [field]: 'intruder' }) // without a namespace
        t.expect(`a container runs that has a ${field} and no UTS namespace`, ended.code !== undefined, false)
      }
      t.expect('names of the host', await t.probe('names'), before)
    },
  },
  {
    id: 'own-namespace',
    title: 'The container has a UTS namespace of its own',
    points: 2,
    needs: ['starts'],
    hint: 'flags(c) tells clone3 which namespaces to make: created(c, "uts").',
    async test(t) {
      const { command } = await t.start(FOREVER, WEB)
      const same = command.namespace('uts') === t.host.namespace('uts')
      t.expect('the container shares the UTS namespace of the host', same, false, shows(command))
    },
  },
  {
    id: 'parent-stays',
    title: 'The runtime itself stays in the namespace of the host',
    points: 1,
    needs: ['starts'],
    hint: 'unshare() moves the process that calls it; clone3 with the flag moves the child only.',
    async test(t) {
      await t.start(FOREVER, WEB)
      t.expect('UTS namespace of the runtime', t.answer.namespace('uts'), t.host.namespace('uts'), shows(t.answer))
    },
  },
  {
    id: 'hostname',
    title: 'The container has the host name of its config, from the first moment of its command',
    points: 3,
    needs: ['starts'],
    hint: 'sethostname(hostname) is a step of the child, before its execve (hole 2).',
    async test(t) {
      const { command, lines } = await t.start(['/bin/probe', 'names', 'forever'], WEB)
      const [name] = await t.probeIn(command, ['uts'], 'names')
      t.expect('the name in the namespace of the container', name, 'hostname web', shows(command))
      t.expect('the first line that the command prints', lines()[0], 'hostname web')
    },
  },
  {
    id: 'domainname',
    title: 'The container has the domain name of its config',
    points: 1,
    needs: ['hostname'],
    hint: 'domainname is a name of its own, with a call of its own: setdomainname(2).',
    async test(t) {
      const { command } = await t.start(FOREVER, { ...WEB, domainname: 'example.org' })
      const names = await t.probeIn(command, ['uts'], 'names')
      t.expect('names in the namespace of the container', names, ['hostname web', 'domainname example.org'])
    },
  },
  {
    id: 'no-name',
    title: 'Without a name in the config the container starts with that of the host',
    points: 1,
    needs: ['own-namespace'],
    hint: 'A new UTS namespace is a copy of the one before. Set a name only where the config has one.',
    async test(t) {
      const { command } = await t.start(FOREVER, UTS)
      t.expect('names of the container', await t.probeIn(command, ['uts'], 'names'), await t.probe('names'))
    },
  },
  {
    id: 'joined',
    title: 'A container enters the UTS namespace whose path its config names',
    points: 1,
    needs: ['own-namespace'],
    hint: 'entered(c, "uts") gives the steps, and they come before the names are set (hole 2).',
    async test(t) {
      const before = await t.probe('names')
      const first = await t.start(FOREVER, WEB)
      const path = `/proc/${first.command.numbers[1]}/ns/uts`
      const second = await t.start(FOREVER, { linux: { namespaces: [{ type: 'uts', path }] }, hostname: 'db' })
      const [found, expected] = [second.command.namespace('uts'), first.command.namespace('uts')]
      t.expect('UTS namespace of the second container', found, expected, shows(second.command))
      t.expect('names of the host', await t.probe('names'), before)
      const [name] = await t.probeIn(first.command, ['uts'], 'names')
      t.expect('the name, seen in the first container', name, 'hostname db')
    },
  },
  {
    id: 'longest',
    title: 'A name of 64 bytes is taken, one of 65 is refused in a clear line',
    points: 2,
    needs: ['hostname'],
    hint: 'Count bytes, not characters, before there is a child, and tell the limit (hole 1).',
    async test(t) {
      const longest = 'ü'.repeat(32)
      const { command } = await t.start(FOREVER, { ...UTS, hostname: longest })
      t.expect('the name', (await t.probeIn(command, ['uts'], 'names'))[0], `hostname ${longest}`)
      for (const field of ['hostname', 'domainname']) {
        const ended = await t.run(['/bin/probe', 'exit', '0'], { ...UTS, [field]: `${longest}x` })
        t.expect(`a container with a ${field} of 65 bytes runs`, ended.code !== undefined, false)
        const tells = new RegExp(`${field}.*\\b64\\b`).test(ended.error ?? '')
        t.expect('the error tells the field and the limit', tells, true, ended.error)
      }
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host',
    points: 1,
    needs: ['starts'],
    hint: 'The names of the host and the processes on it are as before; see what is listed.',
    async test(t) {
      t.expect('left on the host', await t.leftovers(() => t.run(['/bin/probe', 'names'], WEB)), [])
    },
  },
] satisfies Check[]
