// The driver's hand in the guest: real root, started by rc.sh, one process for the life of the machine.
import { writeFileSync } from 'node:fs'
import { serveDriver } from './port.ts'
import { rehearse } from './rehearse.ts'
import { serve } from './serve.ts'
import { warm } from './warm.ts'

const warmed = await warm()
await rehearse(channel => void serve(channel, warmed))
await serveDriver(channel => void serve(channel, warmed))
writeFileSync('/proc/sysrq-trigger', 'o') // the driver has gone: power off
