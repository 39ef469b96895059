// What demos and checks run as a container's command: it tells what it sees and does what it is told, one verb
// after the other, a line for each fact.   probe pid names ns exit 7
// Static, so that it runs in any root file system. Made for the course; no runtime needs it.
#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *what, const char *about) {
  fprintf(stderr, "probe: %s%s%s: %s\n", what, about ? " " : "", about ? about : "", strerror(errno));
  exit(1);
}

static const struct verb *const lists[] = {processes, signals, ipc, files, layers, escapes, resources, rights, owners, network, terminals};

static const struct verb *find(const char *name) {
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (const struct verb *verb = lists[i]; verb->name; verb++)
      if (!strcmp(verb->name, name)) return verb;
  return 0;
}

int main(int argc, char **argv) {
  setvbuf(stdout, 0, _IOLBF, 0);
  for (int i = 1; i < argc;) {
    const char *name = argv[i++];
    if (!strcmp(name, "args")) { // the only one that is about them all
      for (int j = 0; j < argc; j++) printf("arg %d %s\n", j, argv[j]);
      continue;
    }
    const struct verb *verb = find(name);
    if (!verb || argc - i < verb->arguments) {
      fprintf(stderr, "probe: %s: %s\n", name, verb ? "needs an argument" : "no such verb; see native/probe/");
      return 2;
    }
    verb->act(argv + i);
    i += verb->arguments;
  }
  return 0;
}
