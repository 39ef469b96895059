// Terminals: which one is ours, how large it is, how it is set.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "probe.h"

static int controlling(void) { // as a program finds its terminal, whatever its streams are
  int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) printf("terminal none: %s\n", strerror(errno));
  return fd;
}

static void tell_terminal(char **none) {
  (void)none;
  int fd = controlling();
  if (fd < 0) return;
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) fail("TIOCGWINSZ", 0);
  const char *name = isatty(0) ? ttyname(0) : "no terminal";
  printf("terminal %dx%d, stdin %s\n", size.ws_col, size.ws_row, name ? name : "of somewhere else");
  if (close(fd) < 0) fail("close", 0);
}

static void push_letter(char **none) { // into the input of our terminal, as if somebody had typed it
  (void)none;
  int fd = controlling();
  if (fd < 0) return;
  printf("push: %s\n", ioctl(fd, TIOCSTI, "x") < 0 ? strerror(errno) : "done");
  if (close(fd) < 0) fail("close", 0);
}

static void tell_settings(char **a) { // of a terminal by its path
  int fd = open(a[0], O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios settings;
  if (fd < 0 || tcgetattr(fd, &settings) < 0) {
    printf("settings: %s\n", strerror(errno));
    return;
  }
  printf("settings%s%s%s\n", settings.c_lflag & ICANON ? " icanon" : "", settings.c_lflag & ECHO ? " echo" : "",
         settings.c_lflag & ISIG ? " isig" : "");
  if (close(fd) < 0) fail("close", a[0]);
}

static void read_line(char **none) { // of standard input
  (void)none;
  char line[256];
  if (!fgets(line, sizeof line, stdin)) printf("read: nothing\n");
  else printf("read: %.*s\n", (int)strcspn(line, "\n"), line);
}

const struct verb terminals[] = {
    {"terminal", 0, tell_terminal},
    {"push", 0, push_letter},
    {"settings", 1, tell_settings},
    {"read", 0, read_line},
    {0},
};
