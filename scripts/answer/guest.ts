import type { BuildOptions } from 'esbuild'
import { root } from '../cli/paths.ts'

/** Bundles for the guest. CommonJS, which costs it less to load; #native is lent by the process that loads the bundle. */
export const GUEST = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true, // half as much to carry over
  write: false,
  logLevel: 'silent',
  metafile: true,
  external: ['#native'],
} as const satisfies BuildOptions
