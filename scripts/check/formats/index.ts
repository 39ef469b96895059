// Every way of telling results: a writer over the one model.

import { json } from '../../cli/text.ts'
import type { Results } from '../result.ts'
import { csv } from './csv.ts'
import { github } from './github.ts'
import { gradescope } from './gradescope.ts'
import { junit } from './junit.ts'
import { tap } from './tap.ts'
import { terminal } from './terminal.ts'

export const FORMATS = { terminal, json, junit, tap, csv, gradescope, github } satisfies Record<
  string,
  (results: Results) => string
>
export type Format = keyof typeof FORMATS
