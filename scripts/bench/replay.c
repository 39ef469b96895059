// Walks an encoded program (native/program.h) in a cloned child: what the same system calls cost without JavaScript.
//   replay FLAGS FILE     for each byte on stdin: clones, waits, and prints the nanoseconds from begin to end
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "program.h"

enum { MOST = 1 << 20 };
static uint64_t file[MOST / 8], memory[MOST / 8];
static char stack[64 * 1024] __attribute__((aligned(16)));

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void must(long result, const char *call) {
  if (result >= 0) return;
  perror(call);
  exit(1);
}

static void walk(uint64_t flags, size_t size) {
  struct program *program = (struct program *)memory;
  memcpy(memory, file, size);
  must(program_link(program, size), "program_link");
  int pidfd = -1;
  struct clone_args args = {.flags = flags | CLONE_VM | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
                            .pidfd = (uintptr_t)&pidfd,
                            .exit_signal = SIGCHLD,
                            .stack = (uintptr_t)stack,
                            .stack_size = sizeof stack};
  sigset_t all, before;
  sigfillset(&all);
  must(sigprocmask(SIG_SETMASK, &all, &before), "sigprocmask");
  must(program_clone(program, &args, sizeof args, 1), "clone3");
  must(sigprocmask(SIG_SETMASK, &before, 0), "sigprocmask");
  struct pollfd ready = {.fd = pidfd, .events = POLLIN};
  must(poll(&ready, 1, -1), "poll");
  siginfo_t info;
  must(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED), "waitid");
  must(close(pidfd), "close");
  if (info.si_code == CLD_EXITED && info.si_status == 0) return;
  fprintf(stderr, "step %u failed\n", program->failed);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  uint64_t flags = strtoull(argv[1], 0, 0);
  int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
  must(fd, "open");
  ssize_t size = read(fd, file, sizeof file);
  must(size, "read");
  must(close(fd), "close");
  signal(SIGPIPE, SIG_IGN);
  for (char byte; read(0, &byte, 1) == 1;) {
    uint64_t begin = now();
    walk(flags, (size_t)size);
    if (dprintf(1, "%llu\n", (unsigned long long)(now() - begin)) < 0) return 1;
  }
  return 0;
}
