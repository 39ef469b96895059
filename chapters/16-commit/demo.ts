import type { Demo } from '../demo.ts'
export default {
  command: ['/bin/probe', 'forever'],
  wish: {},
  async compare() {
    return []
  },
} satisfies Demo
