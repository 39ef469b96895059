// Signals: caught, awaited, sent.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

static int signal_of(const char *name) {
  static const struct { const char *name; int number; } known[] = {
      {"HUP", SIGHUP}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"TERM", SIGTERM}, {"KILL", SIGKILL}, {"SEGV", SIGSEGV},
      {"PIPE", SIGPIPE}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"WINCH", SIGWINCH}, {"CHLD", SIGCHLD}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(known[i].name, name)) return known[i].number;
  return atoi(name);
}

static volatile sig_atomic_t caught;
static void catch(int signal) { caught = signal; }

static void trap(char **a) {
  struct sigaction action = {.sa_handler = catch};
  if (sigaction(signal_of(a[0]), &action, 0) < 0) fail("sigaction", a[0]);
}

static void await_signal(char **none) { // "ready", then the trapped signal; blocked meanwhile, so that none slips by
  (void)none;
  sigset_t all, open;
  sigfillset(&all);
  sigemptyset(&open);
  if (sigprocmask(SIG_SETMASK, &all, 0) < 0) fail("sigprocmask", 0);
  printf("ready\n");
  fflush(stdout);
  while (!caught) sigsuspend(&open);
  printf("got %d\n", caught);
  if (sigprocmask(SIG_SETMASK, &open, 0) < 0) fail("sigprocmask", 0);
}

static void forever(char **none) {
  (void)none;
  printf("ready\n");
  fflush(stdout);
  for (;;) pause();
}

static void sleep_for(char **a) { usleep((useconds_t)atoi(a[0]) * 1000); }

static void die(char **a) {
  fflush(stdout);
  int number = signal_of(a[0]);
  signal(number, SIG_DFL);
  raise(number);
  printf("survived %s\n", a[0]); // PID 1 does: a signal with no handler is ignored
}

static void signal_pid(char **a) {
  int failed = kill((pid_t)atoi(a[1]), signal_of(a[0])) < 0;
  printf("kill %s %s\n", a[1], failed ? strerror(errno) : "done");
}

const struct verb signals[] = {
    {"trap", 1, trap},
    {"await", 0, await_signal},
    {"forever", 0, forever},
    {"sleep", 1, sleep_for},
    {"die", 1, die},
    {"kill", 2, signal_pid},
    {0}};
