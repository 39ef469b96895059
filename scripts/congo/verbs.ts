// All verbs of congo.
import type { Verb } from './verbs/verb.ts'

/** In the order of the help. Of their modules only that of the verb that was typed is loaded. */
export const VERBS: Readonly<Record<string, Readonly<Record<string, () => Promise<Verb>>>>> = {
  'The life of a container:': {
    run: async () => (await import('./verbs/run.ts')).run,
    create: async () => (await import('./verbs/create.ts')).create,
    start: async () => (await import('./verbs/start.ts')).start,
    stop: async () => (await import('./verbs/stop.ts')).stop,
    restart: async () => (await import('./verbs/stop.ts')).restart,
    kill: async () => (await import('./verbs/stop.ts')).kill,
    wait: async () => (await import('./verbs/wait.ts')).wait,
    pause: async () => (await import('./verbs/pause.ts')).pause,
    unpause: async () => (await import('./verbs/pause.ts')).unpause,
    rename: async () => (await import('./verbs/rename.ts')).rename,
    rm: async () => (await import('./verbs/rm.ts')).rm,
    ended: async () => (await import('./verbs/ended.ts')).ended,
  },
  'In a container that runs:': {
    exec: async () => (await import('./verbs/exec.ts')).exec,
    shell: async () => (await import('./verbs/exec.ts')).shell,
    attach: async () => (await import('./verbs/attach.ts')).attach,
    update: async () => (await import('./verbs/update.ts')).update,
    'volume-add': async () => (await import('./verbs/live-volume.ts')).volumeAdd,
    'volume-remove': async () => (await import('./verbs/live-volume.ts')).volumeRemove,
  },
  'To look at them:': {
    ps: async () => (await import('./verbs/ps.ts')).ps,
    logs: async () => (await import('./verbs/logs.ts')).logs,
    inspect: async () => (await import('./verbs/inspect.ts')).inspect,
    top: async () => (await import('./verbs/top.ts')).top,
    stats: async () => (await import('./verbs/stats.ts')).stats,
    diff: async () => (await import('./verbs/diff.ts')).diff,
    cp: async () => (await import('./verbs/cp.ts')).cp,
  },
  'Images:': {
    pull: async () => (await import('./verbs/pull.ts')).pull,
    images: async () => (await import('./verbs/images.ts')).images,
    commit: async () => (await import('./verbs/commit.ts')).commit,
    push: async () => (await import('./verbs/pull.ts')).push,
    import: async () => (await import('./verbs/transfer.ts')).importing,
    load: async () => (await import('./verbs/transfer.ts')).loading,
    export: async () => (await import('./verbs/transfer.ts')).exporting,
    save: async () => (await import('./verbs/transfer.ts')).saving,
    rmi: async () => (await import('./verbs/images.ts')).rmi,
    unpack: async () => (await import('./verbs/unpack.ts')).unpack,
    fill: async () => (await import('./verbs/fill.ts')).fill,
  },
  'What they share:': {
    volume: async () => (await import('./verbs/volume.ts')).volume,
    network: async () => (await import('./verbs/network.ts')).network,
    system: async () => (await import('./verbs/system.ts')).system,
    prune: async () => (await import('./verbs/prune.ts')).prune,
  },
  'About congo:': {
    version: async () => (await import('./verbs/about.ts')).version,
    info: async () => (await import('./verbs/about.ts')).info,
    completion: async () => (await import('./verbs/completion.ts')).completion,
  },
}
