// Rights: what a process may do by capabilities, filters, limits, and set-user-id programs.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "probe.h"

static const char *outcome(long result) { return result < 0 ? strerror(errno) : "done"; }

static long number_of(const char *word) { return (long)strtoull(word, 0, 0); }

static void call(char **a) { // any system call by its number, with three arguments
  long result = syscall(number_of(a[0]), number_of(a[1]), number_of(a[2]), number_of(a[3]), 0, 0, 0);
  printf("call %s: %s\n", a[0], outcome(result));
}

static void call_i386(char **a) { // a call of 32-bit programs, by its number there: int 0x80
#if defined(__x86_64__)
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number_of(a[0])), "b"(0), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
  result = (int)result;
  if (result < 0) errno = (int)-result;
  printf("int80 %s: %s\n", a[0], outcome(result));
#else
  printf("int80 %s: no such machine\n", a[0]);
#endif
}

// Pushes a letter into the input of a terminal of our own, as if somebody had typed it. `a[0]`: what the upper half of the
// request's 64 bits has, which the kernel does not look at.
static void type_letter(char **a) {
  fflush(stdout);
  pid_t child = fork(); // a session of its own, whose terminal it is
  if (child < 0) fail("fork", 0);
  if (child == 0) {
    int master = posix_openpt(O_RDWR | O_NOCTTY), slave = -1;
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 || setsid() < 0 || (slave = open(ptsname(master), O_RDWR)) < 0)
      fail("terminal", 0);
    struct termios raw;
    if (tcgetattr(slave, &raw) < 0) fail("tcgetattr", 0);
    cfmakeraw(&raw);
    if (tcsetattr(slave, TCSANOW, &raw) < 0) fail("tcsetattr", 0);
    char letter = 'x', typed = 0;
    long result = syscall(SYS_ioctl, slave, (unsigned long)number_of(a[0]) << 32 | TIOCSTI, &letter);
    if (result < 0) printf("type: %s\n", strerror(errno));
    else printf("type: %c\n", read(slave, &typed, 1) == 1 ? typed : '?');
    fflush(stdout);
    _exit(0);
  }
  if (waitpid(child, 0, 0) < 0) fail("waitpid", 0);
}

static void trace(char **a) {
  pid_t pid = (pid_t)number_of(a[0]);
  long result = ptrace(PTRACE_SEIZE, pid, 0, 0);
  printf("trace %s: %s\n", a[0], outcome(result));
  if (result == 0 && ptrace(PTRACE_DETACH, pid, 0, 0) < 0 && errno != ESRCH) fail("detach", a[0]); // it ends with us
}

static void tell_key(char **a) { // a key of that name in the session keyring
  char text[256];
  long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", a[0], 0);
  long n = key < 0 ? -1 : syscall(SYS_keyctl, KEYCTL_READ, key, text, sizeof text, 0);
  if (n < 0) printf("key %s: %s\n", a[0], strerror(errno));
  else printf("key %s: %.*s\n", a[0], (int)n, text);
}

static void tell_ids(char **none) {
  (void)none;
  printf("uid %d euid %d\n", getuid(), geteuid());
}

static void copy_setuid(char **a) { // probe itself, as a program that makes everybody its owner
  int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to = open(a[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  if (from < 0 || to < 0) fail("setuid", a[0]);
  char buffer[65536];
  for (ssize_t n; (n = read(from, buffer, sizeof buffer)) != 0;)
    if (n < 0 || write(to, buffer, (size_t)n) != n) fail("setuid", a[0]);
  if (fchmod(to, 04755) < 0) fail("fchmod", a[0]);
  close(from);
  close(to);
}

static void run_as(char **a) { // another user runs a program with one argument; we wait for it
  fflush(stdout);
  pid_t child = fork();
  if (child < 0) fail("fork", 0);
  if (child == 0) {
    uid_t id = (uid_t)number_of(a[0]);
    if (setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0) fail("setresuid", a[0]);
    execl(a[1], "probe", a[2], (char *)0);
    fail("execve", a[1]);
  }
  if (waitpid(child, 0, 0) < 0) fail("waitpid", a[1]);
}

const struct verb rights[] = {
    {"call", 4, call},
    {"int80", 1, call_i386},
    {"type", 1, type_letter},
    {"trace", 1, trace},
    {"key", 1, tell_key},
    {"ids", 0, tell_ids},
    {"setuid", 1, copy_setuid},
    {"as", 3, run_as},
    {0}};
