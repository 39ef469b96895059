// Message queues and shared memory of System V.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

#include "probe.h"

static void tell_ipc(char **none) {
  (void)none;
  struct msginfo queues;
  struct shm_info segments;
  int top = msgctl(0, MSG_INFO, (struct msqid_ds *)&queues);
  if (top < 0) fail("msgctl", "MSG_INFO");
  printf("queues %d\n", queues.msgpool);
  if (shmctl(0, SHM_INFO, (struct shmid_ds *)&segments) < 0) fail("shmctl", "SHM_INFO");
  printf("segments %d\n", segments.used_ids);
}

static int key_of(const char *text) { return (int)strtol(text, 0, 0); }

static void make_queue(char **a) {
  if (msgget(key_of(a[0]), IPC_CREAT | IPC_EXCL | 0666) < 0) fail("msgget", a[0]);
}

struct letter {
  long type;
  char text[256];
};

static void send_letter(char **a) {
  struct letter letter = {.type = 1};
  int queue = msgget(key_of(a[0]), IPC_CREAT | 0666);
  if (queue < 0) fail("msgget", a[0]);
  snprintf(letter.text, sizeof letter.text, "%s", a[1]);
  if (msgsnd(queue, &letter, strlen(letter.text) + 1, IPC_NOWAIT) < 0) fail("msgsnd", a[0]);
}

static void receive_letter(char **a) {
  struct letter letter;
  int queue = msgget(key_of(a[0]), 0);
  if (queue < 0 || msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT) < 0) {
    printf("letter none\n"); // no such queue, or nothing in it
    return;
  }
  printf("letter %s\n", letter.text);
}

static void make_segment(char **a) {
  int id = shmget(key_of(a[0]), 4096, IPC_CREAT | 0666);
  char *at = id < 0 ? (char *)-1 : shmat(id, 0, 0);
  if (at == (char *)-1) fail("shmget", a[0]);
  snprintf(at, 4096, "%s", a[1]);
}

static void read_segment(char **a) {
  int id = shmget(key_of(a[0]), 0, 0);
  char *at = id < 0 ? (char *)-1 : shmat(id, 0, SHM_RDONLY);
  printf("segment %s\n", at == (char *)-1 ? "none" : at);
}

const struct verb ipc[] = {
    {"ipc", 0, tell_ipc},
    {"queue", 1, make_queue},
    {"send", 2, send_letter},
    {"receive", 1, receive_letter},
    {"share", 2, make_segment},
    {"shared", 1, read_segment},
    {0}};
