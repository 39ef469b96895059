// What comes afterwards: a program in a process of its own, with nothing of ours but the words it was given. Ours ends at
// once, which tells whoever waits for it that the record is written.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "monitor.h"

void then_start(int dir, char **program) {
  if (!*program) return;
  if (dup2(STDOUT_FILENO, STDIN_FILENO) < 0) fail("descriptor 0"); // /dev/null, in the place of the pidfd
  // Opened before we end: no later one empties what our successors have written there.
  int log = openat(dir, "then.log", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  for (int fd = STDOUT_FILENO; log >= 0 && fd <= STDERR_FILENO; fd++) // on a full disk nobody hears what it says
    if (dup2(log, fd) < 0) fail("then.log");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) return;
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, 0) < 0) fail("signals");
  if (signal(SIGPIPE, SIG_DFL) == SIG_ERR || signal(SIGXFSZ, SIG_DFL) == SIG_ERR) fail("signals");
  execv(*program, program);
  fail(*program);
}
