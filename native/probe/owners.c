// Owners and rights of files.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

static const char *outcome(int result) { return result < 0 ? strerror(errno) : "done"; }

static void change_owner(char **a) { // UID GID FILE
  printf("chown %s: %s\n", a[2], outcome(lchown(a[2], (uid_t)atol(a[0]), (gid_t)atol(a[1]))));
}

static void change_mode(char **a) { // MODE FILE, in octal
  printf("chmod %s: %s\n", a[1], outcome(chmod(a[1], (mode_t)strtol(a[0], 0, 8))));
}

static void copy_file(char **a) { // FROM TO
  int from = open(a[0], O_RDONLY | O_CLOEXEC), to = from < 0 ? -1 : open(a[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  char buffer[65536];
  ssize_t n = to < 0 ? -1 : 0;
  while (n >= 0 && (n = read(from, buffer, sizeof buffer)) > 0) n = write(to, buffer, (size_t)n);
  printf("copy %s: %s\n", a[1], outcome((int)n));
  close(from);
  close(to);
}

const struct verb owners[] = {
    {"chown", 3, change_owner},
    {"chmod", 2, change_mode},
    {"copy", 2, copy_file},
    {0}};
