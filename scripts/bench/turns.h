// What the C programs of benches share: they take turns, one for each byte on stdin, and print the nanoseconds of each.
#pragma once
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

// `make` clones a child on the stack, which walks to an exit status of 0.
static void turn(uint64_t flags, long (*make)(struct clone_args *)) {
  int pidfd = -1;
  struct clone_args args = {.flags = flags | CLONE_VM | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
                            .pidfd = (uintptr_t)&pidfd,
                            .exit_signal = SIGCHLD,
                            .stack = (uintptr_t)stack,
                            .stack_size = sizeof stack};
  sigset_t all, before;
  sigfillset(&all);
  must(sigprocmask(SIG_SETMASK, &all, &before), "sigprocmask");
  must(make(&args), "clone3");
  must(sigprocmask(SIG_SETMASK, &before, 0), "sigprocmask");
  struct pollfd ready = {.fd = pidfd, .events = POLLIN};
  must(poll(&ready, 1, -1), "poll");
  siginfo_t info;
  must(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED), "waitid");
  must(close(pidfd), "close");
  if (info.si_code == CLD_EXITED && info.si_status == 0) return;
  fprintf(stderr, "the child did not come to its end: %d\n", info.si_status);
  exit(1);
}

static int turns(uint64_t flags, long (*make)(struct clone_args *)) {
  signal(SIGPIPE, SIG_IGN);
  for (char byte; read(0, &byte, 1) == 1;) {
    uint64_t begin = now();
    turn(flags, make);
    if (dprintf(1, "%llu\n", (unsigned long long)(now() - begin)) < 0) return 1;
  }
  return 0;
}
