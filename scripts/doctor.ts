import { command } from './cli/command.ts'

export default command({
  usage: `
npm run doctor
  Tells what ConGo has here, what is missing, what it costs, and what to do next.`,
  options: {},
  run() {
    return 0
  },
})
