// What layers of file systems are about: large files and the time that a change takes, whiteouts, extended attributes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

static const char *outcome(int result) { return result < 0 ? strerror(errno) : "done"; }

static long long microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fill_file(char **a) { // with so many MiB that are no holes
  static char piece[1 << 20];
  memset(piece, 'x', sizeof piece);
  int fd = open(a[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail("open", a[0]);
  for (int i = 0; i < atoi(a[1]); i++)
    for (size_t done = 0; done < sizeof piece;) {
      ssize_t n = write(fd, piece + done, sizeof piece - done);
      if (n < 0) fail("write", a[0]);
      done += (size_t)n;
    }
  close(fd);
}

static void append_to_file(char **a) {
  long long began = microseconds();
  int fd = open(a[0], O_WRONLY | O_APPEND | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : write(fd, a[1], strlen(a[1]));
  const char *what = outcome((int)n);
  if (fd >= 0) close(fd);
  printf("append %s: %s in %lld us\n", a[0], what, microseconds() - began);
}

static void make_whiteout(char **a) { printf("whiteout %s: %s\n", a[0], outcome(mknod(a[0], S_IFCHR, makedev(0, 0)))); }

static void set_attribute(char **a) {
  printf("xattr %s %s: %s\n", a[0], a[1], outcome(lsetxattr(a[0], a[1], a[2], strlen(a[2]), 0)));
}

static void list_attributes(char **a) { // their names, and the values that can be printed
  char names[4096], value[256];
  ssize_t length = llistxattr(a[0], names, sizeof names);
  if (length < 0) printf("xattrs %s: %s\n", a[0], strerror(errno));
  for (char *name = names; name < names + length; name += strlen(name) + 1) {
    ssize_t n = lgetxattr(a[0], name, value, sizeof value), shown = 0;
    while (shown < n && value[shown] >= ' ' && value[shown] <= '~') shown++;
    if (shown == n) printf("xattr %s=%.*s\n", name, (int)n, value);
    else printf("xattr %s: %zd bytes\n", name, n);
  }
}

const struct verb layers[] = {
    {"fill", 2, fill_file},
    {"append", 2, append_to_file},
    {"whiteout", 1, make_whiteout},
    {"xattr", 3, set_attribute},
    {"xattrs", 1, list_attributes},
    {0}};
