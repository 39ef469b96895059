// Another name for a container of the store.
import { existsSync, renameSync } from 'node:fs'
import { checkId, save } from '#mechanisms/15-lifecycle'
import { alone, folderOf, look, saveConfig, stateOf } from './lifecycle.ts'

/**
 * Gives a container that does not run another name. Throws an Error of one line where that is taken, or none; and of one
 * that runs, whose cgroup and network are known by its name.
 */
export async function rename(root: string, from: string, to: string): Promise<void> {
  look(root, from) // throws where there is none
  await alone(root, from, async ({ container: { config, bundle }, state, status }) => {
    checkId(to)
    if (status !== 'created' && status !== 'stopped') throw new Error(`${from} runs: stop it first`)
    if (existsSync(folderOf(root, to))) throw new Error(`the name ${to} is taken: remove that container first`)
    const { linux } = config
    const own = linux?.cgroupsPath === `/congo/${from}`
    // In an order in which each step leaves a container that can be started, if it is the last one.
    if (own) saveConfig(bundle, { ...config, linux: { ...linux, cgroupsPath: `/congo/${to}` } })
    renameSync(bundle, folderOf(root, to))
    save(stateOf(root, to), { ...state, id: to })
  })
}
