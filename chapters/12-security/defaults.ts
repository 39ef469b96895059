// What a container has to do with where nobody asks for more: the lists that Docker and Podman document.
// https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities

/**
 * Podman's eleven. Docker's fourteen have AUDIT_WRITE, NET_RAW and MKNOD as well: but who may make device nodes, and is
 * held back by no rules about devices, may read the host's disks.
 */
export const CAPABILITIES = [
  ...['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],
  ...['CAP_SETFCAP', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_SETUID', 'CAP_SYS_CHROOT'],
] as const

/** Files and folders that tell about the host, or reach into it. */
export const MASKED = [
  ...['acpi', 'asound', 'interrupts', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'scsi'].map(it => `/proc/${it}`),
  ...['/proc/timer_list', '/proc/timer_stats', '/sys/devices/virtual/powercap', '/sys/firmware'],
] as const

/** What sets up the kernel itself. */
export const READONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map(name => `/proc/${name}`)
