// What a machine runs out of: processes, memory, processor time.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

static void take(const char *megabytes) { // memory is taken only when it is written
  size_t size = (size_t)atoi(megabytes) << 20;
  volatile char *memory = malloc(size);
  if (!memory) fail("malloc", 0);
  for (size_t i = 0; i < size; i += 4096) memory[i] = 1;
}

static void eat(char **a) { take(a[0]); } // so many MiB of memory

static void swarm(char **a) { // so many children, each with so many MiB of memory, which live on; as many as there can be
  int count = atoi(a[0]), made = 0;
  fflush(stdout);
  for (; made < count; made++) {
    pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      take(a[1]);
      for (;;) pause();
    }
  }
  printf("swarm %d%s%s\n", made, made < count ? ": " : "", made < count ? strerror(errno) : "");
}

static void burn(char **a) { // works without pause, for so many milliseconds
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long long end = now.tv_sec * 1000LL + now.tv_nsec / 1000000 + atoi(a[0]);
  do clock_gettime(CLOCK_MONOTONIC, &now);
  while (now.tv_sec * 1000LL + now.tv_nsec / 1000000 < end);
}

const struct verb resources[] = {{"eat", 1, eat}, {"swarm", 2, swarm}, {"burn", 1, burn}, {0}};
