#!/bin/sh
# In the shell of `npm run lab ... --shell`: a command in the lab's container, as its root, or without one a shell there.
[ $# -gt 0 ] || set -- /bin/sh
exec nsenter -t "$CONTAINER" -U -m -u -i -n -p -- "$@"
