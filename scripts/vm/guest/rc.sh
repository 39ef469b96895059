# PID 1 on the root disk: mounts what a Linux system has, starts the agent, and reaps orphans while it runs.
export PATH=/usr/sbin:/usr/bin HOME=/root TERM=linux
mount -t tmpfs tmp /tmp
mkdir /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o ptmxmode=666,mode=620,gid=5 devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t mqueue mqueue /dev/mqueue
mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup
echo 1000 >/proc/sys/fs/mount-max # what doubles at each start ends in ENOSPC before the kernel is lost in lists
hostname machine
ip link set lo up
mkdir /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do ln -s "../${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"; done
cd /root || exit
UV_USE_IO_URING=0 node --jitless --single-threaded /run/congo/agent.mjs
echo "congo: the agent ended with $?"
echo o >/proc/sysrq-trigger # power off
while :; do sleep 1; done
