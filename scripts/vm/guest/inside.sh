#!/bin/sh
# In the shell of `npm run lab ... --shell`: a command in the lab's container, as its root, or without one a shell there.
[ $# -gt 0 ] || set -- /bin/sh
host=$(sed -n 's/^PPid:\t//p' "/proc/$CONTAINER/status")
shared() { [ "$(readlink "/proc/$CONTAINER/ns/$1")" = "$(readlink "/proc/$host/ns/$1")" ]; }
shared user && exec nsenter -t "$CONTAINER" -U -m -u -i -n -p -- "$@"
# From a user namespace of its own there is no way to what it shares with the host: so first to the host's namespaces.
own=
for each in mnt:m uts:u ipc:i net:n pid:p; do
  shared "${each%:*}" || own="$own -${each#*:}"
done
exec nsenter -t "$host" -U -u -i -n -- nsenter -t "$CONTAINER" -U $own -S 0 -G 0 -- "$@"
