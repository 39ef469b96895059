// What a program needs that has no libc, since it must run in any root file system, or in none. It defines
// int start(long *stack): argc, argv and the environment as the kernel puts them on the stack.
#pragma once
#include "raw.h"

#include <asm/unistd.h>
#include <stdint.h>

enum { ENOENT = 2, EACCES = 13, ENOTDIR = 20, PATH_MAX = 4096 };
enum { NOT_FOUND = 127, NOT_EXECUTABLE = 126 };

static inline void leave(int status) {
  for (;;) raw_syscall(__NR_exit_group, status, 0, 0, 0, 0, 0);
}

static inline uint64_t length(const char *s) {
  uint64_t n = 0;
  while (s[n]) n++;
  return n;
}

static inline void say(const char *s) { raw_syscall(__NR_write, 2, (long)s, (long)length(s), 0, 0, 0); }

static inline const char *path_of(char **env) {
  for (; *env; env++) {
    const char *e = *env;
    if (e[0] == 'P' && e[1] == 'A' && e[2] == 'T' && e[3] == 'H' && e[4] == '=') return e + 5;
  }
  return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

// As execvpe(3): every folder of PATH, unless the name has a slash. Returns the errno; EACCES of a file that was found
// says more than ENOENT in a later folder.
static inline int execute(char **argv, char **env) {
  static char file[PATH_MAX];
  const char *name = argv[0];
  for (const char *c = name; *c; c++)
    if (*c == '/') return (int)-raw_syscall(__NR_execve, (long)name, (long)argv, (long)env, 0, 0, 0);
  int found = ENOENT;
  for (const char *path = path_of(env); *name;) {
    uint64_t n = 0;
    while (path[n] && path[n] != ':') n++;
    if (n + length(name) + 2 < sizeof file) {
      uint64_t at = 0;
      for (uint64_t i = 0; i < n; i++) file[at++] = path[i];
      file[at++] = '/';
      for (const char *c = name; *c; c++) file[at++] = *c;
      file[at] = 0;
      int error = (int)-raw_syscall(__NR_execve, (long)(n ? file : name), (long)argv, (long)env, 0, 0, 0);
      if (error == EACCES) found = error;
      else if (error != ENOENT && error != ENOTDIR) return error;
    }
    if (!path[n]) break;
    path += n + 1;
  }
  return found;
}

// The exit status of a shell that could not execute a command.
static inline int status_for(int error) { return error == ENOENT || error == ENOTDIR ? NOT_FOUND : NOT_EXECUTABLE; }

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call start\n hlt\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n mov x29, xzr\n mov x0, sp\n bl start\n brk 0\n");
#endif
