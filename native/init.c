// The PID 1 of a container: runs one command, passes signals on to it, buries every orphan, and ends with
// the command's exit status (128 + n after signal n). No libc: it must run in any root file system, or in none.
//   init COMMAND [ARG...]      the command is looked up in PATH
// The kernel ignores a signal for which PID 1 has no handler (pid_namespaces(7)); init takes them all with
// sigtimedwait instead. When init ends, the kernel kills what is left in its PID namespace.
#include "freestanding.h"

#include <linux/signal.h>
#include <linux/wait.h>

static void give_up(const char *command, int status) {
  say("init: ");
  say(command);
  say(status == NOT_FOUND ? ": command not found\n" : ": cannot be executed\n");
  leave(status);
}

static void mask(uint64_t signals) {
  if (raw_syscall(__NR_rt_sigprocmask, SIG_SETMASK, (long)&signals, 0, sizeof signals, 0, 0) < 0) leave(1);
}

static int status_of(int wait) { return (wait & 0x7f) ? 128 + (wait & 0x7f) : (wait >> 8) & 0xff; }

int start(long *stack);
int start(long *stack) {
  long argc = stack[0];
  char **argv = (char **)(stack + 1);
  char **env = argv + argc + 1;
  if (argc < 2) {
    say("usage: init COMMAND [ARG...]\n");
    leave(2);
  }
  const uint64_t all = ~0ull, by_default[4] = {0};
  mask(all);
  // Were SIGCHLD ignored, as a parent may leave it, the kernel would bury our children itself and tell us nothing.
  raw_syscall(__NR_rt_sigaction, SIGCHLD, (long)by_default, 0, sizeof all, 0, 0);
  long child = raw_syscall(__NR_clone, SIGCHLD, 0, 0, 0, 0, 0);
  if (child < 0) {
    say("init: cannot make a process\n");
    leave(1);
  }
  if (child == 0) {
    mask(0);
    give_up(argv[1], status_for(execute(argv + 1, env)));
  }
  for (int f = 0; f <= 2; f++) raw_syscall(__NR_close, f, 0, 0, 0, 0, 0); // the command's output ends with the command
  for (;;) {
    siginfo_t info;
    long signal = raw_syscall(__NR_rt_sigtimedwait, (long)&all, (long)&info, 0, sizeof all, 0, 0);
    if (signal < 0) continue; // EINTR: stopped and continued
    if (signal != SIGCHLD) {
      raw_syscall(__NR_kill, child, signal, 0, 0, 0, 0); // fails only when the command has just ended
      continue;
    }
    for (;;) { // one SIGCHLD may stand for many children
      int wait = 0;
      long pid = raw_syscall(__NR_wait4, -1, (long)&wait, WNOHANG, 0, 0, 0);
      if (pid <= 0) break;
      if (pid == child) leave(status_of(wait));
    }
  }
}
