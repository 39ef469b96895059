// Files: read, written, made; what is mounted; and the standard streams.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

static const char *outcome(int result) { return result < 0 ? strerror(errno) : "done"; }

static void copy_input(char **none) {
  (void)none;
  char buffer[65536];
  fflush(stdout);
  for (ssize_t n; (n = read(0, buffer, sizeof buffer)) > 0;)
    for (ssize_t done = 0; done < n;) {
      ssize_t m = write(1, buffer + done, (size_t)(n - done));
      if (m < 0) fail("write", 0);
      done += m;
    }
}

static void show_file(char **a) {
  FILE *f = fopen(a[0], "r");
  char line[4096];
  if (!f) {
    printf("file %s: %s\n", a[0], strerror(errno));
    return;
  }
  while (fgets(line, sizeof line, f)) printf("file %s", line);
  fclose(f);
}

static void write_file(char **a) {
  int fd = open(a[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ssize_t n = fd < 0 ? -1 : write(fd, a[1], strlen(a[1]));
  printf("write %s: %s\n", a[0], outcome((int)n));
  if (fd >= 0) close(fd);
}

static void make_directory(char **a) { printf("mkdir %s: %s\n", a[0], outcome(mkdir(a[0], 0755))); }

static void make_symlink(char **a) { printf("symlink %s: %s\n", a[1], outcome(symlink(a[0], a[1]))); }

static void remove_file(char **a) { printf("remove %s: %s\n", a[0], outcome(remove(a[0]))); }

static void move_file(char **a) { printf("rename %s: %s\n", a[1], outcome(rename(a[0], a[1]))); }

static void swap_for_ever(char **a) { // each takes the other's name, at once: nobody ever finds one of them missing
  for (;;)
    if (renameat2(AT_FDCWD, a[0], AT_FDCWD, a[1], RENAME_EXCHANGE) < 0) fail("renameat2", a[0]);
}

static void tell_file(char **a) { // its kind, rights, owner and device: as stat(2) has them
  struct stat s;
  if (lstat(a[0], &s) < 0) {
    printf("stat %s: %s\n", a[0], strerror(errno));
    return;
  }
  printf("stat %s: mode %o uid %d gid %d size %lld", a[0], s.st_mode, s.st_uid, s.st_gid, (long long)s.st_size);
  if (S_ISCHR(s.st_mode) || S_ISBLK(s.st_mode)) printf(" device %u:%u", (unsigned)(s.st_rdev >> 8), (unsigned)(s.st_rdev & 255));
  printf("\n");
}

static void tell_link(char **a) {
  char target[4096];
  ssize_t n = readlink(a[0], target, sizeof target - 1);
  if (n >= 0) target[n] = 0;
  printf("link %s: %s\n", a[0], n < 0 ? strerror(errno) : target);
}

static void list_directory(char **a) {
  struct dirent **entries;
  int n = scandir(a[0], &entries, 0, alphasort);
  if (n < 0) printf("list %s: %s\n", a[0], strerror(errno));
  for (int i = 0; i < n; i++)
    if (strcmp(entries[i]->d_name, ".") && strcmp(entries[i]->d_name, "..")) printf("list %s\n", entries[i]->d_name);
}

static void mount_tmpfs(char **a) { printf("mount %s: %s\n", a[0], outcome(mount("tmpfs", a[0], "tmpfs", 0, ""))); }

static void unmount(char **a) { printf("umount %s: %s\n", a[0], outcome(umount2(a[0], 0))); }

static void say(char **a) { printf("%s\n", a[0]); }

static void complain(char **a) { fprintf(stderr, "%s\n", a[0]); }

const struct verb files[] = {
    {"cat", 0, copy_input},
    {"show", 1, show_file},
    {"write", 2, write_file},
    {"mkdir", 1, make_directory},
    {"symlink", 2, make_symlink},
    {"remove", 1, remove_file},
    {"move", 2, move_file},
    {"swap", 2, swap_for_ever},
    {"stat", 1, tell_file},
    {"readlink", 1, tell_link},
    {"list", 1, list_directory},
    {"mount", 1, mount_tmpfs},
    {"umount", 1, unmount},
    {"say", 1, say},
    {"complain", 1, complain},
    {0}};
