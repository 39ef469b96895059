// What demos and checks run as a container's command: it tells what it sees and does what it is told, one verb
// after the other, a line for each fact.   probe pid hostname ns exit 7
// Static, so that it runs in any root file system. Made for the course; no runtime needs it.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what, const char *about) {
  fprintf(stderr, "probe: %s%s%s: %s\n", what, about ? " " : "", about ? about : "", strerror(errno));
  exit(1);
}

static void tell_pid(void) { printf("pid %d ppid %d\n", getpid(), getppid()); }

static void tell_self(void) { // what the /proc at hand calls us
  char target[64];
  ssize_t n = readlink("/proc/self", target, sizeof target - 1);
  if (n < 0) fail("readlink", "/proc/self");
  target[n] = 0;
  printf("self %s\n", target);
}

static void tell_names(void) {
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

static void tell_environment(void) {
  for (char **e = environ; *e; e++) printf("env %s\n", *e);
}

static void tell_cwd(void) {
  char path[4096];
  if (!getcwd(path, sizeof path)) fail("getcwd", 0);
  printf("cwd %s\n", path);
}

static void tell_status(void) { // masks of signals, ids, capabilities: as the kernel prints them
  FILE *f = fopen("/proc/self/status", "r");
  char line[512];
  if (!f) fail("open", "/proc/self/status");
  while (fgets(line, sizeof line, f)) printf("status %s", line);
  fclose(f);
}

static void tell_ipc(void) {
  struct msginfo queues;
  struct shm_info segments;
  int top = msgctl(0, MSG_INFO, (struct msqid_ds *)&queues);
  if (top < 0) fail("msgctl", "MSG_INFO");
  printf("queues %d\n", queues.msgpool);
  if (shmctl(0, SHM_INFO, (struct shmid_ds *)&segments) < 0) fail("shmctl", "SHM_INFO");
  printf("segments %d\n", segments.used_ids);
}

static int key_of(const char *text) { return (int)strtol(text, 0, 0); }

static void make_queue(const char *key) {
  if (msgget(key_of(key), IPC_CREAT | IPC_EXCL | 0666) < 0) fail("msgget", key);
}

struct letter {
  long type;
  char text[256];
};

static void send_letter(const char *key, const char *text) {
  struct letter letter = {.type = 1};
  int queue = msgget(key_of(key), IPC_CREAT | 0666);
  if (queue < 0) fail("msgget", key);
  snprintf(letter.text, sizeof letter.text, "%s", text);
  if (msgsnd(queue, &letter, strlen(letter.text) + 1, IPC_NOWAIT) < 0) fail("msgsnd", key);
}

static void receive_letter(const char *key) {
  struct letter letter;
  int queue = msgget(key_of(key), 0);
  if (queue < 0 || msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT) < 0) {
    printf("letter none\n"); // no such queue, or nothing in it
    return;
  }
  printf("letter %s\n", letter.text);
}

static void make_segment(const char *key, const char *text) {
  int id = shmget(key_of(key), 4096, IPC_CREAT | 0666);
  char *at = id < 0 ? (char *)-1 : shmat(id, 0, 0);
  if (at == (char *)-1) fail("shmget", key);
  snprintf(at, 4096, "%s", text);
}

static void read_segment(const char *key) {
  int id = shmget(key_of(key), 0, 0);
  char *at = id < 0 ? (char *)-1 : shmat(id, 0, SHM_RDONLY);
  printf("segment %s\n", at == (char *)-1 ? "none" : at);
}

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

static void trap(const char *name) {
  struct sigaction action = {.sa_handler = catch};
  if (sigaction(signal_of(name), &action, 0) < 0) fail("sigaction", name);
}

static void await_signal(void) { // "ready", then the trapped signal; blocked meanwhile, so that none slips by
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &all, 0) < 0) fail("sigprocmask", 0);
  printf("ready\n");
  fflush(stdout);
  while (!caught) sigsuspend(&none);
  printf("got %d\n", caught);
  if (sigprocmask(SIG_SETMASK, &none, 0) < 0) fail("sigprocmask", 0);
}

static void forever(void) {
  printf("ready\n");
  fflush(stdout);
  for (;;) pause();
}

// A grandchild whose parent ends at once; it lives for so many milliseconds.
static void make_orphans(int count, int milliseconds) {
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

static void die(const char *name) {
  fflush(stdout);
  int number = signal_of(name);
  signal(number, SIG_DFL);
  raise(number);
  printf("survived %s\n", name); // PID 1 does: a signal with no handler is ignored
}

static void signal_pid(const char *name, const char *pid) {
  int failed = kill((pid_t)atoi(pid), signal_of(name)) < 0;
  printf("kill %s %s\n", pid, failed ? strerror(errno) : "done");
}

static void copy_input(void) {
  char buffer[65536];
  fflush(stdout);
  for (ssize_t n; (n = read(0, buffer, sizeof buffer)) > 0;)
    for (ssize_t done = 0; done < n;) {
      ssize_t m = write(1, buffer + done, (size_t)(n - done));
      if (m < 0) fail("write", 0);
      done += m;
    }
}

static void show_file(const char *path) {
  FILE *f = fopen(path, "r");
  char line[4096];
  if (!f) {
    printf("file %s: %s\n", path, strerror(errno));
    return;
  }
  while (fgets(line, sizeof line, f)) printf("file %s", line);
  fclose(f);
}

static void write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
  printf("write %s: %s\n", path, n < 0 ? strerror(errno) : "done");
  if (fd >= 0) close(fd);
}

static void rename_host(const char *name) {
  printf("sethostname %s: %s\n", name, sethostname(name, strlen(name)) < 0 ? strerror(errno) : "done");
}

static void eat(int megabytes) {
  for (int i = 0; i < megabytes; i++) {
    char *p = malloc(1 << 20);
    if (!p) fail("malloc", 0);
    memset(p, i + 1, 1 << 20);
  }
}

static void tell_args(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("arg %d %s\n", i, argv[i]);
}

static const struct verb { const char *name; int args; } verbs[] = {
    {"pid", 0}, {"self", 0}, {"names", 0}, {"ns", 0}, {"fds", 0}, {"env", 0}, {"cwd", 0}, {"status", 0}, {"args", 0}, {"ipc", 0},
    {"queue", 1}, {"send", 2}, {"receive", 1}, {"share", 2}, {"shared", 1}, {"trap", 1}, {"await", 0}, {"forever", 0},
    {"orphans", 2}, {"die", 1}, {"kill", 2}, {"cat", 0}, {"show", 1}, {"write", 2}, {"rename", 1}, {"eat", 1},
    {"sleep", 1}, {"say", 1}, {"complain", 1}, {"exit", 1}};

int main(int argc, char **argv) {
  setvbuf(stdout, 0, _IOLBF, 0);
  for (int i = 1; i < argc;) {
    const char *verb = argv[i++];
    const struct verb *known = 0;
    for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
      if (!strcmp(verbs[k].name, verb)) known = &verbs[k];
    if (!known || argc - i < known->args) {
      fprintf(stderr, "probe: %s: %s\n", verb, known ? "needs an argument" : "no such verb; see native/probe.c");
      return 2;
    }
    const char *a = known->args > 0 ? argv[i] : 0, *b = known->args > 1 ? argv[i + 1] : 0;
    i += known->args;
    if (!strcmp(verb, "pid")) tell_pid();
    else if (!strcmp(verb, "self")) tell_self();
    else if (!strcmp(verb, "names")) tell_names();
    else if (!strcmp(verb, "ns")) tell_links("/proc/self/ns", "ns");
    else if (!strcmp(verb, "fds")) tell_links("/proc/self/fd", "fd");
    else if (!strcmp(verb, "env")) tell_environment();
    else if (!strcmp(verb, "cwd")) tell_cwd();
    else if (!strcmp(verb, "status")) tell_status();
    else if (!strcmp(verb, "args")) tell_args(argc, argv);
    else if (!strcmp(verb, "ipc")) tell_ipc();
    else if (!strcmp(verb, "queue")) make_queue(a);
    else if (!strcmp(verb, "send")) send_letter(a, b);
    else if (!strcmp(verb, "receive")) receive_letter(a);
    else if (!strcmp(verb, "share")) make_segment(a, b);
    else if (!strcmp(verb, "shared")) read_segment(a);
    else if (!strcmp(verb, "trap")) trap(a);
    else if (!strcmp(verb, "await")) await_signal();
    else if (!strcmp(verb, "forever")) forever();
    else if (!strcmp(verb, "orphans")) make_orphans(atoi(a), atoi(b));
    else if (!strcmp(verb, "die")) die(a);
    else if (!strcmp(verb, "kill")) signal_pid(a, b);
    else if (!strcmp(verb, "cat")) copy_input();
    else if (!strcmp(verb, "show")) show_file(a);
    else if (!strcmp(verb, "write")) write_file(a, b);
    else if (!strcmp(verb, "rename")) rename_host(a);
    else if (!strcmp(verb, "eat")) eat(atoi(a));
    else if (!strcmp(verb, "sleep")) usleep((useconds_t)atoi(a) * 1000);
    else if (!strcmp(verb, "say")) printf("%s\n", a);
    else if (!strcmp(verb, "complain")) fprintf(stderr, "%s\n", a);
    else if (!strcmp(verb, "exit")) return fflush(stdout), atoi(a);
  }
  return 0;
}
