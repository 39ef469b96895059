// The same system calls as scripts/bench/spawn.ts makes, by a small C program: what a spawn costs without JavaScript.
//   spawn FLAGS PROGRAM     for each byte on stdin: clones, waits, and prints the nanoseconds from begin to end
#define _GNU_SOURCE
#include "turns.h"

#include <linux/close_range.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static char *const argv_of_program[] = {"probe", 0};
static char *const no_environment[] = {0};
static const char *wanted;

static void child(const char *program) {
  static const uint64_t none, action[4];
  for (int fd = 0; fd <= 2; fd++) must(fcntl(fd, F_SETFD, 0), "fcntl");
  must(syscall(SYS_rt_sigaction, SIGPIPE, action, 0, 8), "rt_sigaction");
  must(syscall(SYS_rt_sigaction, SIGXFSZ, action, 0, 8), "rt_sigaction");
  must(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8), "rt_sigprocmask");
  must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "prctl");
  must(sethostname("bench", 5), "sethostname");
  must(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0), "mount");
  must(syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC), "close_range");
  must(chdir("/"), "chdir");
  must(execve(program, argv_of_program, no_environment), "execve");
}

// clone3 with a stack of the child's own, which begins in child() and does not return.
static long clone_child(struct clone_args *args, const char *program) {
  long result;
#if defined(__x86_64__)
  register void (*function)(const char *) __asm__("r12") = child;
  register const char *argument __asm__("r13") = program;
  __asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n mov %%r13, %%rdi\n call *%%r12\n hlt\n 1:\n"
                   : "=a"(result)
                   : "a"((long)SYS_clone3), "D"(args), "S"(sizeof *args), "r"(function), "r"(argument)
                   : "rcx", "r11", "memory", "cc");
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = SYS_clone3;
  register long x0 __asm__("x0") = (long)args;
  register long x1 __asm__("x1") = sizeof *args;
  register void (*function)(const char *) __asm__("x19") = child;
  register const char *argument __asm__("x20") = program;
  __asm__ volatile("svc 0\n cbnz x0, 1f\n mov x0, x20\n blr x19\n brk 0\n 1:\n"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(function), "r"(argument)
                   : "memory", "cc", "x30");
  result = x0;
#endif
  return result;
}

static long make(struct clone_args *args) { return clone_child(args, wanted); }

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  wanted = argv[2];
  return turns(strtoull(argv[1], 0, 0), make);
}
