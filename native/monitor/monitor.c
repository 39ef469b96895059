// The parent of a container, for as long as it runs: keeps its output, passes signals on, lets clients attach, and records
// its end. Then it starts another program, if it was told one and no client does its work, and ends.
//   monitor NAME=FD|NUMBER... [-- PROGRAM [ARG...]]
//     0 is the pidfd of the container's first process, our child
//     dir=FD      the folder for log, attach, exit
//     stdin=FD stdout=FD stderr=FD     our ends of its pipes; or
//     console=FD  a socket, over which the master of its terminal comes
//     client=FD   one that is attached from the beginning
//     ready=FD    a pipe, to which it says "." when all is prepared; or what is wrong
//     cgroup=FD   the folder of its cgroup
//     size=BYTES files=NUMBER     of the log, before it is turned, and of those that are kept
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor.h"
#include "steer.h"

enum { CHILD = 0, POLLS = 32, PATIENCE = 5000, TERMINAL_HOLDS = 2 * CHUNK, MOST_FILES = 1000 };

struct word { const char *name; long value; };
static struct word words[] = {{"dir", -1},    {"stdin", -1},  {"stdout", -1},        {"stderr", -1}, {"console", -1},
                              {"client", -1}, {"ready", -1},  {"cgroup", -1},        {"size", 16 << 20}, {"files", 3}};
enum { DIR_FD, STDIN_FD, STDOUT_FD, STDERR_FD, CONSOLE, CLIENT, READY, CGROUP, SIZE, FILES, WORDS };
static const int PASSED_ON[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT};

static int from[2] = {-1, -1}, console = -1, terminal = -1;

void fail(const char *what) {
  int to = words[READY].value >= 0 ? (int)words[READY].value : 2;
  dprintf(to, "monitor: %s: %s", what, strerror(errno));
  exit(1);
}

// Gives where the program for afterwards begins; the end of argv where there is none.
static char **read_words(char **argv) {
  for (argv++; *argv; argv++) {
    if (!strcmp(*argv, "--")) return argv + 1;
    char *end = 0, *value = strchr(*argv, '=');
    size_t i = 0;
    while (i < WORDS && (!value || strncmp(*argv, words[i].name, (size_t)(value - *argv)) || words[i].name[value - *argv])) i++;
    if (i == WORDS) break;
    words[i].value = strtol(value + 1, &end, 10);
    if (*end) break;
  }
  if (!*argv) return argv;
  fprintf(stderr, "monitor: %s: no such word\n", *argv);
  exit(2);
}

static void unblocking(int fd) {
  int flags = fd < 0 ? 0 : fcntl(fd, F_GETFL);
  if (fd >= 0 && (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)) fail("descriptor");
}

static int take_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof PASSED_ON / sizeof *PASSED_ON; i++) sigaddset(&set, PASSED_ON[i]);
  if (sigprocmask(SIG_SETMASK, &set, 0) < 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR) fail("signals");
  if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) fail("signals"); // a limit of file sizes costs output, and not the container
  if (signal(SIGCHLD, SIG_DFL) == SIG_ERR) fail("signals"); // whoever ignores it learns the end of no child
  int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) fail("signalfd");
  return fd;
}

void steer_signal(int number) {
  if (syscall(SYS_pidfd_send_signal, CHILD, number, 0, 0) < 0) return; // it has ended
}

void steer_size(unsigned short columns, unsigned short rows) {
  struct winsize size = {.ws_col = columns, .ws_row = rows};
  if (terminal >= 0 && ioctl(terminal, TIOCSWINSZ, &size) < 0) return; // it has ended
}

static void take_terminal(void) {
  char byte, room[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8)));
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  ssize_t n = recvmsg(console, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  struct cmsghdr *control = n == 1 ? CMSG_FIRSTHDR(&message) : 0;
  if (control && control->cmsg_type == SCM_RIGHTS) {
    memcpy(&terminal, CMSG_DATA(control), sizeof terminal);
    unblocking(terminal);
    from[STDOUT] = terminal;
    // While nobody has its other side open, reading fails with EIO, as if no more would come. So we have it open, until we
    // end; where that cannot be, the first EIO is the end.
    (void)ioctl(terminal, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    int typed = fcntl(terminal, F_DUPFD_CLOEXEC, 3); // input closes its own
    if (typed >= 0) input_open(typed);
  }
  (void)close(console);
  console = -1;
}

// Takes what there is. Gives how many bytes, 0 where there were none, -1 where no more will come.
static ssize_t relay(enum stream stream) {
  static char bytes[CHUNK];
  ssize_t n = read(from[stream], bytes, sizeof bytes);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (n <= 0) return -1;
  log_output(stream, bytes, (size_t)n);
  clients_send(stream == STDERR ? 'e' : 'o', bytes, (size_t)n);
  return n;
}

static void stop_reading(int stream) {
  (void)close(from[stream]); // a reading end has nothing to lose
  if (from[stream] == terminal) terminal = -1;
  from[stream] = -1;
}

// Until the container has ended.
static void serve(int signals) {
  for (;;) {
    struct pollfd polls[POLLS] = {{.fd = CHILD, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    int hold = clients_waiting();
    for (int s = STDOUT; s <= STDERR; s++) polls[2 + s] = (struct pollfd){.fd = hold ? -1 : from[s], .events = POLLIN};
    polls[4] = (struct pollfd){.fd = console, .events = POLLIN};
    polls[5] = (struct pollfd){.fd = input_waiting() ? input_fd() : -1, .events = POLLOUT};
    int attached = clients_poll(polls + 6);
    if (poll(polls, (nfds_t)(6 + attached), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    for (int s = STDOUT; s <= STDERR; s++)
      if (polls[2 + s].revents && !clients_waiting() && relay((enum stream)s) < 0) stop_reading(s);
    if (polls[5].revents) input_flush();
    clients_act(polls + 6, attached);
    if (polls[4].revents) take_terminal();
    struct signalfd_siginfo info;
    if (polls[1].revents && read(signals, &info, sizeof info) == sizeof info) steer_signal((int)info.ssi_signo);
    if (polls[0].revents) return;
  }
}

// What the dead has left in its pipes: no more than they hold, for whoever else still has them open may write for ever.
static void drain(int64_t deadline) {
  if (console >= 0) take_terminal();
  for (int s = STDOUT; s <= STDERR; s++) {
    if (from[s] < 0) continue;
    int holds = fcntl(from[s], F_GETPIPE_SZ);
    ssize_t n = 1;
    for (ssize_t left = holds < 0 ? TERMINAL_HOLDS : holds; left > 0 && n > 0; left -= n) {
      clients_wait(deadline);
      n = relay((enum stream)s);
    }
    stop_reading(s);
  }
}

// Gives 1 where a client does what is to be done afterwards.
static int say_goodbye(int code, int signal, int64_t deadline) {
  input_end(); // or nothing more would be heard of whoever has typed more than was read
  char text[64];
  int n = snprintf(text, sizeof text, "{\"%s\":%d}", signal ? "signal" : "code", signal ? signal : code);
  if (n > 0) clients_send('x', text, (size_t)n);
  return clients_end(deadline);
}

int main(int argc, char **argv) {
  (void)argc;
  char **then = read_words(argv);
  // Whoever started us has left open what we are to have, and ports that we only hold. Nobody after us gets any of it.
  if (syscall(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC) < 0) fail("close_range");
  if (chdir("/") < 0) fail("/"); // a folder that somebody is in cannot be unmounted
  int signals = take_signals();
  if (syscall(SYS_pidfd_send_signal, CHILD, 0, 0, 0) < 0 && errno != ESRCH) fail("descriptor 0"); // no pidfd: no end to be told
  errno = EINVAL; // of the words
  if (words[SIZE].value < 0) fail("size");
  if (words[FILES].value < 1 || words[FILES].value > MOST_FILES) fail("files");
  log_open((int)words[DIR_FD].value, (uint64_t)words[SIZE].value, (unsigned)words[FILES].value);
  fate_open((int)words[DIR_FD].value, (int)words[CGROUP].value);
  clients_listen((int)words[DIR_FD].value);
  from[STDOUT] = (int)words[STDOUT_FD].value;
  from[STDERR] = (int)words[STDERR_FD].value;
  console = (int)words[CONSOLE].value;
  for (int s = STDOUT; s <= STDERR; s++) unblocking(from[s]);
  unblocking((int)words[STDIN_FD].value);
  input_open((int)words[STDIN_FD].value);
  if (words[CLIENT].value >= 0) clients_add((int)words[CLIENT].value);
  int ready = (int)words[READY].value;
  if (ready >= 0 && (write(ready, ".", 1) != 1 || close(ready) < 0)) exit(1); // whoever started us has gone
  words[READY].value = -1;
  serve(signals);
  siginfo_t end = {0};
  while (waitid((idtype_t)P_PIDFD, CHILD, &end, WEXITED | __WALL) < 0)
    if (errno != EINTR) return 1; // no child of ours: its end is not known to us
  struct timespec at;
  if (clock_gettime(CLOCK_REALTIME, &at) < 0) at = (struct timespec){0};
  int64_t deadline = milliseconds() + PATIENCE;
  drain(deadline);
  log_close();
  int signal_number = end.si_code == CLD_EXITED ? 0 : end.si_status, code = signal_number ? 0 : end.si_status;
  fate_record(code, signal_number, &at);
  if (!say_goodbye(code, signal_number, deadline)) then_start((int)words[DIR_FD].value, then);
  return 0;
}
