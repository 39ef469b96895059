// What a container has to do with where nobody asks for more: the lists that Docker and Podman document.
// https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
import type { DeviceRule } from '../config.ts'

/**
 * Podman's eleven. Docker's fourteen have AUDIT_WRITE, NET_RAW and MKNOD as well: but who may make device nodes, and is
 * held back by no rules about devices, may read the host's disks.
 */
export const CAPABILITIES = [
  ...['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],
  ...['CAP_SETFCAP', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_SETUID', 'CAP_SYS_CHROOT'],
] as const

/**
 * Any node may be made, few may be used: null, zero, full, tty, random, urandom, a pseudoterminal's two ends. Those of runc:
 * https://github.com/opencontainers/runc/blob/main/libcontainer/specconv/spec_linux.go
 */
export const DEVICES: readonly DeviceRule[] = [
  { allow: false, access: 'rwm' },
  ...(['c', 'b'] as const).map(type => ({ allow: true, type, access: 'm' })),
  ...[3, 5, 7, 8, 9].map(minor => ({ allow: true, type: 'c' as const, major: 1, minor, access: 'rwm' })),
  ...[0, 2].map(minor => ({ allow: true, type: 'c' as const, major: 5, minor, access: 'rwm' })),
  { allow: true, type: 'c', major: 136, access: 'rwm' },
]

/** Files and folders that tell about the host, or reach into it. */
export const MASKED = [
  ...['acpi', 'asound', 'interrupts', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'scsi'].map(it => `/proc/${it}`),
  ...['/proc/timer_list', '/proc/timer_stats', '/sys/devices/virtual/powercap', '/sys/firmware'],
] as const

/** What sets up the kernel itself. */
export const READONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map(name => `/proc/${name}`)
