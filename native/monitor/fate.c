// How the container ended: a file "exit" that is there whole or not at all. Its room is taken before the container runs, so
// that a full disk cannot keep the end from being told.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "monitor.h"

enum { ROOM = 256 };

static int folder = -1, group = -1, file = -1;

void fate_open(int dir, int cgroup) {
  folder = dir;
  group = cgroup;
  char blanks[ROOM];
  memset(blanks, ' ', sizeof blanks);
  file = openat(dir, "exit.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || write(file, blanks, sizeof blanks) != sizeof blanks) fail("exit.new");
  if (unlinkat(dir, "exit", 0) < 0 && errno != ENOENT) fail("exit"); // of a container that ran here before
}

// The kernel counts in the cgroup whom it has killed for want of memory: cgroups(7), memory.events.
static int out_of_memory(void) {
  char text[1024];
  int events = group < 0 ? -1 : openat(group, "memory.events", O_RDONLY | O_CLOEXEC);
  if (events < 0) return 0;
  ssize_t n = read(events, text, sizeof text - 1);
  if (close(events) < 0 || n < 0) return 0;
  text[n] = 0;
  const char *line = strstr(text, "oom_kill ");
  return line && line[9] != '0';
}

void fate_record(int code, int signal, const struct timespec *at) {
  char text[ROOM + 1], time_text[40] = "";
  struct tm day;
  if (gmtime_r(&at->tv_sec, &day)) {
    size_t n = strftime(time_text, sizeof time_text, "%Y-%m-%dT%H:%M:%S", &day);
    if (snprintf(time_text + n, sizeof time_text - n, ".%09ldZ", at->tv_nsec) < 0) time_text[0] = 0;
  }
  const char *kind = signal ? "signal" : "code";
  int n = snprintf(text, sizeof text, "{\"%s\":%d,\"oom\":%s,\"at\":\"%s\"}", kind, signal ? signal : code,
                   out_of_memory() ? "true" : "false", time_text);
  if (n < 0 || n > ROOM - 1) return;
  memset(text + n, ' ', ROOM - 1 - (size_t)n);
  text[ROOM - 1] = '\n';
  struct stat found;
  if (fstat(file, &found) == 0 && found.st_nlink == 0) { // somebody has removed it
    int again = openat(folder, "exit.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (again >= 0) file = again;
  }
  if (pwrite(file, text, ROOM, 0) != ROOM || fsync(file) < 0) return;
  if (renameat(folder, "exit.new", folder, "exit") < 0) return;
  if (fsync(folder) < 0) return;
}
