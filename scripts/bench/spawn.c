// The same system calls as scripts/bench/spawn.ts makes, by a small C program: what a spawn costs without JavaScript.
//   spawn FLAGS PROGRAM     for each byte on stdin: clones, waits, and prints the nanoseconds from begin to end
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *const argv_of_program[] = {"probe", 0};
static char *const no_environment[] = {0};
static char stack[64 * 1024] __attribute__((aligned(16)));

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void must(long result, const char *call) {
  if (result >= 0) return;
  perror(call);
  _exit(1);
}

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

static void spawn(uint64_t flags, const char *program) {
  int pidfd = -1;
  struct clone_args args = {.flags = flags | CLONE_VM | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
                            .pidfd = (uintptr_t)&pidfd,
                            .exit_signal = SIGCHLD,
                            .stack = (uintptr_t)stack,
                            .stack_size = sizeof stack};
  sigset_t all, before;
  sigfillset(&all);
  must(sigprocmask(SIG_SETMASK, &all, &before), "sigprocmask");
  must(clone_child(&args, program), "clone3");
  must(sigprocmask(SIG_SETMASK, &before, 0), "sigprocmask");
  struct pollfd ready = {.fd = pidfd, .events = POLLIN};
  must(poll(&ready, 1, -1), "poll");
  siginfo_t info;
  must(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED), "waitid");
  must(close(pidfd), "close");
  if (info.si_code != CLD_EXITED || info.si_status != 0) exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  uint64_t flags = strtoull(argv[1], 0, 0);
  signal(SIGPIPE, SIG_IGN);
  for (char byte; read(0, &byte, 1) == 1;) {
    uint64_t begin = now();
    spawn(flags, argv[2]);
    if (dprintf(1, "%llu\n", (unsigned long long)(now() - begin)) < 0) return 1;
  }
  return 0;
}
