// Walks an encoded program (native/program.h) in a cloned child: what the same system calls cost without JavaScript.
//   replay FLAGS FILE     for each byte on stdin: clones, waits, and prints the nanoseconds from begin to end
#define _GNU_SOURCE
#include "turns.h"

#include <string.h>

#include "program.h"

enum { MOST = 1 << 20 };
static uint64_t file[MOST / 8], memory[MOST / 8];
static size_t size;

static long make(struct clone_args *args) {
  struct program *program = (struct program *)memory;
  memcpy(memory, file, size);
  must(program_link(program, size), "program_link");
  return program_clone(program, args, sizeof *args, 1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
  must(fd, "open");
  ssize_t bytes = read(fd, file, sizeof file);
  must(bytes, "read");
  must(close(fd), "close");
  size = (size_t)bytes;
  return turns(strtoull(argv[1], 0, 0), make);
}
