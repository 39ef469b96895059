// Every hostile answer, also those that take their time to be given up on.
import { test } from 'uvu'
import { testHostile } from './hostile/gets-nothing.ts'

testHostile(() => true)

test.run()
