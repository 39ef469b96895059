import { command } from './cli/command.ts'
import { root } from './cli/paths.ts'
import { labs, writeStarter } from './labs/workbench.ts'

export default command({
  usage: `
npm run labs
  Writes labs/ from solutions/. A lab that somebody has edited is left alone.
npm run labs -- --check
  Writes nothing; exit code 1 where labs/ is not what solutions/ makes. For CI.`,
  options: { check: { type: 'boolean' } },
  run({ values: { check } }) {
    const rest = labs(root).filter(lab => lab.state !== 'current')
    for (const lab of rest) {
      if (check) {
        console.log(
          `${lab.path}: ${lab.state}; solutions/${lab.name}.ts makes another. Do: npm run labs, and commit it`,
        )
      } else if (lab.state === 'edited') {
        console.log(`${lab.path}: edited, so it is left alone. For a fresh one, move it away and run this again`)
      } else {
        writeStarter(root, lab)
        console.log(`${lab.path}: written`)
      }
    }
    return check && rest.length > 0 ? 1 : 0
  },
})
