// Rules about devices: a program that the kernel asks whenever somebody in the cgroup opens or makes a device node.
// https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list
import {
  and,
  andRegister,
  BPF_CGROUP_DEVICE,
  BPF_DEVCG_ACC_MKNOD,
  BPF_DEVCG_ACC_READ,
  BPF_DEVCG_ACC_WRITE,
  BPF_DEVCG_DEV_BLOCK,
  BPF_DEVCG_DEV_CHAR,
  BPF_F_ALLOW_MULTI,
  BPF_PROG_TYPE_CGROUP_DEVICE,
  bpf_prog_attach,
  bpf_prog_load,
  close,
  exit,
  type Instruction,
  load,
  move,
  or,
  type Register,
  run,
  shiftRight,
  slot,
  where,
  xor,
} from '#native'
import type { DeviceRule } from '../config.ts'
import type { Container } from '../container.ts'

const ACCESS: Readonly<Record<string, number>> = {
  r: BPF_DEVCG_ACC_READ,
  w: BPF_DEVCG_ACC_WRITE,
  m: BPF_DEVCG_ACC_MKNOD,
}
const ALL = BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE | BPF_DEVCG_ACC_MKNOD
const TYPES: Readonly<Record<string, number>> = { b: BPF_DEVCG_DEV_BLOCK, c: BPF_DEVCG_DEV_CHAR }

/** Puts linux.resources.devices in force at the container's cgroup, before anybody is in it. Throws what is wrong in a line. */
export function setDeviceRules({ cgroup, config: { linux } }: Container): void {
  const rules = linux?.resources?.devices
  if (!rules) return
  if (cgroup === undefined) throw new Error('linux.resources.devices: the container has no cgroup to bind them to')
  const program = slot('program')
  const loaded = bpf_prog_load(BPF_PROG_TYPE_CGROUP_DEVICE, deviceProgram(rules))
  run(
    { ...loaded, again: 'EAGAIN', save: program, from: '12-security' }, // a signal came while it was looked through
    { ...bpf_prog_attach(cgroup, program, BPF_CGROUP_DEVICE, BPF_F_ALLOW_MULTI), from: '12-security' },
    close(program),
  )
}

const [ANSWER, ASKED, TYPE, WANTED, MAJOR, MINOR, GRANTED] = [0, 1, 2, 3, 4, 5, 6] as const satisfies Register[]

/**
 * Asked with `struct bpf_cgroup_dev_ctx`: what is wanted and of which type (the halves of one word), major, minor. Goes
 * through all rules, as each may give or take some of what those before it have left; answers 1 where all that is wanted is
 * granted in the end.
 */
export function deviceProgram(rules: readonly DeviceRule[]): Instruction[] {
  return [
    load(TYPE, ASKED, 0),
    load(WANTED, ASKED, 0),
    and(TYPE, 0xffff),
    shiftRight(WANTED, 16),
    load(MAJOR, ASKED, 4),
    load(MINOR, ASKED, 8),
    move(GRANTED, ALL),
    ...rules.flatMap(ruled),
    xor(GRANTED, ALL),
    andRegister(WANTED, GRANTED),
    move(ANSWER, 0),
    ...where([[WANTED, 0]], [move(ANSWER, 1)]),
    exit,
  ]
}

function ruled({ allow, type = 'a', major, minor, access = 'rwm' }: DeviceRule, i: number): Instruction[] {
  const wrong = (what: string) => new Error(`linux.resources.devices[${i}]: ${what}`)
  const bits = [...access].map(letter => ACCESS[letter])
  if (bits.includes(undefined)) throw wrong(`access "${access}": some of the letters r, w, m`)
  const mask = bits.reduce<number>((all, bit) => all | (bit ?? 0), 0)
  const conditions: [Register, number][] = []
  if (type !== 'a') conditions.push([TYPE, TYPES[type] ?? -1])
  if (conditions[0]?.[1] === -1) throw wrong(`type "${type}": a, b or c`)
  for (const [register, value, name] of [
    [MAJOR, major, 'major'],
    [MINOR, minor, 'minor'],
  ] as const) {
    if (value === undefined || value === -1) continue // -1, as on a command line of cgroup v1, stands for all
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw wrong(`${name} ${value}: a number from 0`)
    conditions.push([register, value])
  }
  return where(conditions, [allow ? or(GRANTED, mask) : and(GRANTED, ALL & ~mask)])
}
