// What a process is told of itself: numbers, names, namespaces, descriptors, environment; and its end.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static void tell_pid(char **none) {
  (void)none;
  printf("pid %d ppid %d\n", getpid(), getppid());
}

static void tell_self(char **none) { // what the /proc at hand calls us
  (void)none;
  char target[64];
  ssize_t n = readlink("/proc/self", target, sizeof target - 1);
  if (n < 0) fail("readlink", "/proc/self");
  target[n] = 0;
  printf("self %s\n", target);
}

static void tell_names(char **none) {
  (void)none;
  struct utsname u;
  if (uname(&u) < 0) fail("uname", 0);
  printf("hostname %s\ndomainname %s\n", u.nodename, u.domainname);
}

static void tell_links(const char *folder, const char *word) {
  DIR *dir = opendir(folder);
  if (!dir) fail("opendir", folder);
  for (struct dirent *e; (e = readdir(dir));) {
    char target[4096];
    if (e->d_name[0] == '.') continue;
    if (!strcmp(word, "fd") && atoi(e->d_name) == dirfd(dir)) continue; // our own look
    ssize_t n = readlinkat(dirfd(dir), e->d_name, target, sizeof target - 1);
    if (n < 0) continue; // not a link
    target[n] = 0;
    printf("%s %s %s\n", word, e->d_name, target);
  }
  closedir(dir);
}

static void tell_namespaces(char **none) {
  (void)none;
  tell_links("/proc/self/ns", "ns");
}

static void tell_descriptors(char **none) {
  (void)none;
  tell_links("/proc/self/fd", "fd");
}

static void tell_environment(char **none) {
  (void)none;
  for (char **e = environ; *e; e++) printf("env %s\n", *e);
}

static void tell_cwd(char **none) {
  (void)none;
  char path[4096];
  if (!getcwd(path, sizeof path)) fail("getcwd", 0);
  printf("cwd %s\n", path);
}

static void tell_status(char **none) { // masks of signals, ids, capabilities: as the kernel prints them
  (void)none;
  FILE *f = fopen("/proc/self/status", "r");
  char line[512];
  if (!f) fail("open", "/proc/self/status");
  while (fgets(line, sizeof line, f)) printf("status %s", line);
  fclose(f);
}

static void rename_host(char **a) {
  printf("sethostname %s: %s\n", a[0], sethostname(a[0], strlen(a[0])) < 0 ? strerror(errno) : "done");
}

static void make_orphans(char **a) { // grandchildren whose parents end at once; they live for so many milliseconds
  int count = atoi(a[0]), milliseconds = atoi(a[1]);
  fflush(stdout);
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) fail("fork", 0);
    if (child == 0) {
      pid_t grandchild = fork();
      if (grandchild == 0) {
        usleep((useconds_t)milliseconds * 1000);
        _exit(0);
      }
      _exit(grandchild < 0 ? 1 : 0);
    }
    int status;
    if (waitpid(child, &status, 0) < 0) fail("waitpid", 0);
  }
}

static void leave(char **a) {
  fflush(stdout);
  _exit(atoi(a[0]));
}

const struct verb processes[] = {
    {"pid", 0, tell_pid},
    {"self", 0, tell_self},
    {"names", 0, tell_names},
    {"ns", 0, tell_namespaces},
    {"fds", 0, tell_descriptors},
    {"env", 0, tell_environment},
    {"cwd", 0, tell_cwd},
    {"status", 0, tell_status},
    {"rename", 1, rename_host},
    {"orphans", 2, make_orphans},
    {"exit", 1, leave},
    {0}};
