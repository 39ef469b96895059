// Stands between the program of whoever cloned a process and the command that the process becomes: /proc/self/exe of the
// process is this program by then, in a file that nobody can change, and not that of who cloned it. No libc.
//   become FD COMMAND [ARG...]      the command is looked up in PATH
// FD is a pipe. It is closed when COMMAND runs; where it cannot, it takes the errno, as one byte.
#include "freestanding.h"

enum { F_SETFD = 2, FD_CLOEXEC = 1 };

// The number that the word is; -1 where it is none.
static int number(const char *word) {
  int n = 0;
  if (!*word) return -1;
  for (; *word; word++) {
    if (*word < '0' || *word > '9' || n > 100000000) return -1;
    n = n * 10 + (*word - '0');
  }
  return n;
}

int start(long *stack);
int start(long *stack) {
  long argc = stack[0];
  char **argv = (char **)(stack + 1);
  char **env = argv + argc + 1;
  int fd = argc < 3 ? -1 : number(argv[1]);
  // A script that names /proc/self/exe as its interpreter comes here once more, without the pipe, and must not go round.
  if (fd < 0 || raw_syscall(__NR_fcntl, fd, F_SETFD, FD_CLOEXEC, 0, 0, 0) < 0) {
    say(argv[argc > 1]); // the script, or the link itself
    say(": /proc/self/exe is no program of the container; name another one\n");
    leave(NOT_EXECUTABLE);
  }
  int error = execute(argv + 2, env);
  char byte = (char)error;
  raw_syscall(__NR_write, fd, (long)&byte, 1, 0, 0, 0); // nobody may be there to read it
  leave(status_for(error));
}
