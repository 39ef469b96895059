#!/bin/busybox sh
# The first process, in the initramfs: loads the modules, finds the root disk, and hands over to rc.sh on it.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in $(cat /modules/order); do insmod "/modules/$module" || echo "congo: no module $module"; done
mount -t ext4 -o ro /dev/vda /root || echo "congo: no root disk"
for place in proc sys dev; do mount -o move "/$place" "/root/$place"; done
mount -t tmpfs -o mode=755 run /root/run
cp -a /congo /root/run/congo
exec switch_root /root /bin/sh /run/congo/rc.sh
