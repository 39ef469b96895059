// Clients: who is attached gets all output from then on, types, changes the size of the terminal, sends signals. Frames in
// both directions: a letter, four bytes of length (little-endian), the bytes.
//   to a client:  o output, e errors, x the end (the text of the file "exit")
//   from it:      i input, c its end, s a signal's number, w columns and rows (two bytes each);
//                 a after the end: he does what is to be done afterwards
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "monitor.h"
#include "steer.h"

enum { CLIENTS = 16, HEAD = 5, FRAME = 4096 };

struct client {
  int fd; // -1: he has gone
  size_t out, in;
  char output[CHUNK + 2 * HEAD + 256], input[HEAD + FRAME];
};

static struct client clients[CLIENTS];
static int count, listener = -1, folder = -1, afterwards;

static void drop(struct client *c) {
  (void)close(c->fd); // of a socket nothing is left to be written
  c->fd = -1;
}

// Fills the gaps; not between clients_poll() and clients_act(), for whom clients have places.
static void move_up(void) {
  for (int i = count - 1; i >= 0; i--) {
    if (clients[i].fd >= 0) continue;
    count--;
    if (i != count) memcpy(&clients[i], &clients[count], sizeof clients[0]);
  }
}

void clients_add(int fd) {
  move_up();
  if (count == CLIENTS || fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK) < 0) {
    (void)close(fd); // a socket of somebody who is turned away
    return;
  }
  clients[count].fd = fd;
  clients[count].in = clients[count].out = 0;
  count++;
}

// The path of a socket has 107 bytes, a folder's may have more: so by its descriptor.
void clients_listen(int dir) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/attach", dir) < 0) fail("attach");
  folder = dir;
  listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0 || fchmod(listener, 0600) < 0) fail("socket"); // the file will have these rights
  if (unlinkat(dir, "attach", 0) < 0 && errno != ENOENT) fail("attach");
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, SOMAXCONN) < 0) fail("attach");
}

int clients_waiting(void) {
  for (int i = 0; i < count; i++)
    if (clients[i].fd >= 0 && clients[i].out > 0) return 1;
  return 0;
}

int clients_poll(void *room) {
  struct pollfd *polls = room;
  int n = 0;
  move_up();
  polls[n++] = (struct pollfd){.fd = listener, .events = POLLIN};
  for (int i = 0; i < count; i++) {
    short events = (short)((clients[i].out > 0 ? POLLOUT : 0) | (input_waiting() ? 0 : POLLIN));
    int fd = events ? clients[i].fd : -1; // POLLHUP would come again and again
    polls[n++] = (struct pollfd){.fd = fd, .events = events};
  }
  return n;
}

// Sends what waits. Gives 0 where the client has gone.
static int flush(struct client *c) {
  while (c->out > 0) {
    ssize_t n = send(c->fd, c->output, c->out, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN;
    c->out -= (size_t)n;
    memmove(c->output, c->output + n, c->out);
  }
  return 1;
}

static uint32_t length_of(const char *frame) {
  const unsigned char *b = (const unsigned char *)frame;
  return b[1] | (uint32_t)b[2] << 8 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 24;
}

static void obey(char kind, const char *bytes, uint32_t length) {
  const unsigned char *b = (const unsigned char *)bytes;
  if (kind == 'i') input_take(bytes, length);
  if (kind == 'c') input_close();
  if (kind == 'a') afterwards = 1;
  if (kind == 's' && length == 1) steer_signal(b[0]);
  if (kind == 'w' && length == 4) steer_size((unsigned short)(b[0] | b[1] << 8), (unsigned short)(b[2] | b[3] << 8));
}

// Does what the client has asked for, as far as there is room. Gives 0 where that is no language of ours.
static int obey_all(struct client *c) {
  while (c->in >= HEAD && !input_waiting()) {
    uint32_t length = length_of(c->input);
    if (length > FRAME) return 0;
    if (c->in < HEAD + length) break;
    obey(c->input[0], c->input + HEAD, length);
    c->in -= HEAD + length;
    memmove(c->input, c->input + HEAD + length, c->in);
  }
  return 1;
}

// Gives 0 where the client has gone.
static int hear(struct client *c) {
  if (c->in == sizeof c->input) return 1; // it must wait until its last frame has been obeyed
  ssize_t n = recv(c->fd, c->input + c->in, sizeof c->input - c->in, 0);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  c->in += (size_t)n;
  return n > 0;
}

void clients_act(const void *room, int polled) {
  const struct pollfd *polls = room;
  for (int i = 0; i < polled - 1; i++) {
    struct client *c = &clients[i];
    if (c->fd < 0) continue;
    short events = polls[i + 1].revents;
    int stays = events & POLLOUT ? flush(c) : 1;
    if (stays && !input_waiting() && (events & (POLLIN | POLLHUP | POLLERR))) stays = hear(c);
    if (!obey_all(c) || !stays) drop(c);
  }
  if (polls[0].revents & POLLIN) {
    int fd = accept4(listener, 0, 0, SOCK_CLOEXEC);
    if (fd >= 0) clients_add(fd);
  }
}

void clients_send(char kind, const char *bytes, size_t length) {
  for (int i = 0; i < count; i++) {
    struct client *c = &clients[i];
    if (c->fd < 0) continue;
    if (c->out + HEAD + length > sizeof c->output) continue; // only at the end, to one that takes nothing
    char *frame = c->output + c->out;
    frame[0] = kind;
    for (int b = 0; b < 4; b++) frame[1 + b] = (char)(length >> (8 * b));
    memcpy(frame + HEAD, bytes, length);
    c->out += HEAD + length;
    if (!flush(c)) drop(c);
  }
}

// Nobody can attach any more; who is attached gets the last of what was sent, and closes his side before the deadline. Were
// ours closed while something of his is unread, he would get ECONNRESET, and might not look at what is before it. Gives 1
// where one of them does what is to be done afterwards.
int clients_end(int64_t deadline) {
  afterwards = 0; // said before there was an end
  (void)unlinkat(folder, "attach", 0); // a file that stays only answers that nobody listens
  clients_wait(deadline);
  for (int i = 0; i < count; i++)
    if (clients[i].fd >= 0 && shutdown(clients[i].fd, SHUT_WR) < 0) drop(&clients[i]);
  for (int64_t left; move_up(), count > 0 && (left = deadline - milliseconds()) > 0;) {
    struct pollfd polls[CLIENTS];
    for (int i = 0; i < count; i++) polls[i] = (struct pollfd){.fd = clients[i].fd, .events = POLLIN};
    if (poll(polls, (nfds_t)count, (int)left) < 0) break;
    for (int i = 0; i < count; i++)
      if (polls[i].revents && (!hear(&clients[i]) || !obey_all(&clients[i]))) drop(&clients[i]);
  }
  return afterwards;
}

void clients_wait(int64_t deadline) {
  for (int64_t left; clients_waiting() && (left = deadline - milliseconds()) > 0;) {
    struct pollfd polls[CLIENTS + 1];
    int polled = clients_poll(polls);
    if (poll(polls, (nfds_t)polled, (int)left) > 0) clients_act(polls, polled);
  }
}

int64_t milliseconds(void) {
  struct timespec now;
  return clock_gettime(CLOCK_MONOTONIC, &now) < 0 ? INT64_MAX / 2 : now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}
