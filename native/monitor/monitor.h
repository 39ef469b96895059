// What the parts of monitor know of each other.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum { CHUNK = 64 * 1024 }; // of output: as much as a pipe holds

enum stream { STDOUT, STDERR, TERMINAL_OUT = STDOUT };

void fail(const char *what) __attribute__((noreturn)); // before anything runs; afterwards monitor goes on

// log.c: output becomes lines of a file.
void log_open(int dir, uint64_t most, unsigned kept);
void log_output(enum stream stream, const char *bytes, size_t length);
void log_close(void);

// clients.c: who is attached sees the output and types.
void clients_listen(int dir);
void clients_add(int fd);
int clients_waiting(void); // some client has not yet taken what was sent: no more is read from the container meanwhile
int clients_poll(void *polls); // fills in what is waited for, and gives how many
void clients_act(const void *polls, int count);
int64_t milliseconds(void); // of a clock that nobody sets
void clients_wait(int64_t deadline); // in these milliseconds, for those who have not yet taken what was sent
int clients_end(int64_t deadline);
void clients_send(char kind, const char *bytes, size_t length);

// input.c: what clients type, on its way into the container.
void input_open(int fd);
int input_waiting(void);
int input_fd(void);
void input_take(const char *bytes, size_t length);
void input_flush(void);
void input_close(void);
void input_end(void); // nobody will read it

// fate.c: how the container ended, in a file.
void fate_open(int dir, int cgroup);
void fate_record(int code, int signal, const struct timespec *at);

// then.c: a program that is started in the end.
void then_start(int dir, char **program);
