// What is typed, on its way to the container: kept while the container does not read it.
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "monitor.h"

static int to = -1, closing;
static char waiting[CHUNK];
static size_t filled;

void input_open(int fd) { to = fd; }
int input_fd(void) { return to; }
int input_waiting(void) { return filled > 0; }

void input_end(void) {
  filled = 0;
  if (to >= 0) (void)close(to); // what was written to a pipe is in it
  to = -1;
}

void input_take(const char *bytes, size_t length) {
  if (to < 0 || closing || length > sizeof waiting - filled) return; // nobody reads it any more
  memcpy(waiting + filled, bytes, length);
  filled += length;
  input_flush();
}

void input_flush(void) {
  while (to >= 0 && filled > 0) {
    ssize_t n = write(to, waiting, filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) return input_end(); // EPIPE: the container has closed its end
    filled -= (size_t)n;
    memmove(waiting, waiting + n, filled);
  }
  if (closing) input_end();
}

void input_close(void) {
  closing = 1;
  input_flush();
}
