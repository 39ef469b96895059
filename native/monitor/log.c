// The log: each line of output becomes a line of the file, with a time stamp and the name of the stream, as Kubernetes'
// CRI writes logs: "2026-11-25T10:00:00.000000000Z stdout F text". P in place of F: the line goes on in the next entry of
// this stream; so bytes come back exactly, a last line without its end too.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "monitor.h"

enum { HEAD = 64, BUFFER = 4 * CHUNK };

static int folder = -1, file = -1;
static uint64_t size, most;
static unsigned kept;
static uint64_t lost; // bytes of output that could not be written
static int why;
static char buffer[BUFFER];
static size_t filled;

static const char *name_of(unsigned number, char *room) {
  if (number == 0) return "log";
  if (snprintf(room, HEAD, "log.%u", number) < 0) return "log.0";
  return room;
}

static void open_file(void) {
  file = openat(folder, "log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  struct stat found = {0};
  size = file >= 0 && fstat(file, &found) == 0 ? (uint64_t)found.st_size : 0;
}

void log_open(int dir, uint64_t limit, unsigned files) {
  folder = dir;
  most = limit;
  kept = files;
  open_file();
  if (file < 0) fail("log");
}

// log becomes log.1, that one log.2, ...; the last one falls out. Lines stay whole: a reader goes on in the next file.
static void rotate(void) {
  char one[HEAD], next[HEAD];
  for (unsigned i = kept; i-- > 1;)
    if (renameat(folder, name_of(i - 1, one), folder, name_of(i, next)) < 0 && errno != ENOENT) return; // later, perhaps
  if (kept <= 1 && ftruncate(file, 0) < 0) return;
  if (close(file) < 0) file = -1;
  open_file();
}

// The file may have been emptied from outside, or removed: then what came later would be in no file.
static void look_at_file(void) {
  struct stat found;
  if (file >= 0 && fstat(file, &found) == 0) {
    size = (uint64_t)found.st_size;
    if (found.st_nlink > 0) return;
    (void)close(file); // nobody can read it any more
  }
  open_file();
}

// All of the buffer or nothing of it: half a line would be no line. Gives 0, or an errno.
static int flush(void) {
  int error = 0;
  look_at_file();
  if (most > 0 && size > 0 && size + filled > most) rotate();
  for (size_t done = 0; done < filled && error == 0;) {
    ssize_t n = file < 0 ? -1 : write(file, buffer + done, filled - done);
    if (n > 0) done += (size_t)n;
    else if (n == 0 || file < 0 || errno != EINTR) error = n == 0 ? ENOSPC : errno;
  }
  if (error == 0) size += filled;
  else if (file >= 0 && ftruncate(file, (off_t)size) < 0) error = errno;
  filled = 0;
  return error;
}

static size_t stamp(char *room) {
  struct timespec now;
  struct tm day;
  if (clock_gettime(CLOCK_REALTIME, &now) < 0 || !gmtime_r(&now.tv_sec, &day)) return 0;
  size_t n = strftime(room, HEAD, "%Y-%m-%dT%H:%M:%S", &day);
  int more = snprintf(room + n, HEAD - n, ".%09ldZ ", now.tv_nsec);
  return more < 0 ? 0 : n + (size_t)more;
}

static void put(const char *bytes, size_t length) {
  memcpy(buffer + filled, bytes, length);
  filled += length;
}

// What was lost is told as soon as there is room again.
static void tell_lost(const char *time, size_t length) {
  if (lost == 0) return;
  put(time, length);
  int n = snprintf(buffer + filled, BUFFER - filled, "monitor F %llu bytes of output lost: %s\n",
                   (unsigned long long)lost, strerror(why));
  if (n > 0) filled += (size_t)n;
  if (flush() == 0) lost = 0;
}

static void keep(uint64_t output) {
  int error = filled > 0 ? flush() : 0;
  if (error == 0) return;
  why = error;
  lost += output;
}

void log_output(enum stream stream, const char *bytes, size_t length) {
  char head[HEAD];
  size_t time = stamp(head);
  tell_lost(head, time);
  memcpy(head + time, stream == STDERR ? "stderr " : "stdout ", 7);
  uint64_t output = 0;
  for (size_t at = 0; at < length;) {
    const char *end = memchr(bytes + at, '\n', length - at);
    size_t line = (end ? (size_t)(end - bytes) : length) - at, whole = line + (end ? 1 : 0);
    size_t entry = time + line + 10; // "stdout F " and the newline
    if (filled + entry > BUFFER || (most > 0 && filled > 0 && size + filled + entry > most)) {
      keep(output);
      output = 0;
    }
    put(head, time + 7);
    put(end ? "F " : "P ", 2);
    put(bytes + at, line);
    put("\n", 1);
    at += whole;
    output += whole;
  }
  keep(output);
}

void log_close(void) {
  char head[HEAD];
  tell_lost(head, stamp(head));
  if (file >= 0 && close(file) < 0) file = -1;
}
