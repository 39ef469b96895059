import type { Check, Wish } from '../check.ts'

const UTS: Wish = { linux: { namespaces: [{ type: 'uts' }] } }
const named = (hostname: string, domainname?: string): Wish => ({
  ...UTS,
  hostname,
  ...(domainname === undefined ? {} : { domainname }),
})
const FOREVER = ['/bin/probe', 'forever']

export default [
  {
    id: 'starts',
    title: 'A container with a host name runs its command',
    points: 1,
    hint: 'Fill both holes of the lab; npm run lab 03-uts shows how far the program comes.',
    async test(t) {
      await t.start(FOREVER, named('web'))
    },
  },
  {
    id: 'own-namespace',
    title: 'The container has a UTS namespace of its own',
    points: 2,
    needs: ['starts'],
    hint: 'flags(c) tells clone3 which namespaces to make; chapter 02 has the function that finds the flag.',
    async test(t) {
      const { command } = await t.start(FOREVER, named('web'))
      const [inside, host] = [command.namespace('uts'), t.host.namespace('uts')]
      t.expect('container and host in different namespaces', inside !== host, true, `both are in ${host}`)
    },
  },
] satisfies Check[]
