// The driver's hand in the guest: real root, started by rc.sh, one process for the life of the machine.
import { writeFileSync } from 'node:fs'
import { serveDriver } from './port.ts'
import { rehearse } from './rehearse.ts'
import { serve } from './serve.ts'
import { startRunner, warm } from './warm.ts'

const warmed = await warm()
await rehearse(channel => void serve(channel, warmed))
warmed.runners.push(await startRunner(warmed.sandbox)) // in the place of that which has played along
await serveDriver(channel => void serve(channel, warmed))
writeFileSync('/proc/sysrq-trigger', 'o') // the driver has gone: power off
