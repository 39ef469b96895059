// What runs in the child between clone3 and execve. It may share its memory with a running Node,
// so it makes raw system calls and touches nothing but its stack and its program. Compiled without
// instrumentation and stack protector: both would reach for thread-local memory that is not the child's.
#include "program.h"
#include "raw.h"

#include <asm/unistd.h>
#include <linux/sched.h>

enum { INTERRUPTED = 4, MONOTONIC = 1, TRIES = 1000 };

_Static_assert(sizeof(struct program) == 64 && sizeof(struct step) == 128, "encode.ts writes these sizes");
_Static_assert(sizeof(struct rule) == 8 && sizeof(struct patch) == 16, "encode.ts writes these sizes");

static struct step *steps_of(struct program *p) { return (struct step *)((char *)p + p->steps); }
static struct rule *rules_of(struct program *p) { return (struct rule *)((char *)p + p->rules); }
static struct patch *patches_of(struct program *p) { return (struct patch *)((char *)p + p->patches); }
static int64_t *slots_of(struct program *p) { return (int64_t *)((char *)p + p->slots); }

static void write_at(struct program *p, const struct patch *patch, uint64_t value) {
  char *place = (char *)p + patch->at;
  for (uint32_t i = 0; i < patch->width; i++) place[i] = (char)(value >> (8 * i)); // a place need not be aligned
}

// Takes `count` entries behind what was taken before. No sum can overflow: all are made of 32-bit numbers.
static int take_table(uint64_t *end, uint64_t offset, uint64_t count, uint64_t each) {
  if (offset % 8 != 0 || offset < *end) return 0;
  *end = offset + count * each;
  return 1;
}

static int range_fits(uint64_t first, uint64_t count, uint64_t limit) { return first + count <= limit; }

// Rules and children lead to later steps only: whatever a program says, it comes to an end.
static int step_fits(struct program *p, uint32_t index) {
  const struct step *s = &steps_of(p)[index];
  if (s->save >= (int64_t)p->slot_count || !range_fits(s->rule, s->rules, p->rule_count) ||
      !range_fits(s->patch, s->patches, p->patch_count) || !range_fits(s->child, s->children, p->step_count) ||
      (s->children > 0 && s->child <= index))
    return 0;
  for (uint32_t i = 0; i < s->rules; i++) {
    int64_t then = rules_of(p)[s->rule + i].then;
    if (then >= 0 && (then <= index || then >= p->step_count)) return 0;
  }
  return 1;
}

// The step clones a process whose program is here: tell_number() writes into its struct clone_args.
static int clones(const struct step *s) { return s->children > 0 && s->nr == __NR_clone3; }

static int args_fit(const struct step *s, uint64_t data, uint64_t size) {
  uint64_t at = s->args[0];
  return s->kinds[0] == ARG_POINTER && at % 8 == 0 && at >= data && at < size && range_fits(at, CLONE_ARGS_SIZE_VER0, size);
}

int program_link(struct program *p, uint64_t size) {
  uint64_t data = sizeof *p; // where the tables end and the data begin
  if (size < sizeof *p || p->size != size || p->count > p->step_count ||
      !take_table(&data, p->steps, p->step_count, sizeof(struct step)) ||
      !take_table(&data, p->rules, p->rule_count, sizeof(struct rule)) ||
      !take_table(&data, p->patches, p->patch_count, sizeof(struct patch)) ||
      !take_table(&data, p->slots, p->slot_count, sizeof(int64_t)) || data > size)
    return -1;
  for (uint32_t i = 0; i < p->step_count; i++) {
    struct step *s = &steps_of(p)[i];
    if (!step_fits(p, i) || (clones(s) && !args_fit(s, data, size))) return -1;
    for (int a = 0; a < 6; a++) {
      if (s->kinds[a] > ARG_SLOT || (s->kinds[a] == ARG_SLOT && s->args[a] >= p->slot_count)) return -1;
      if (s->kinds[a] != ARG_POINTER) continue;
      if (s->args[a] < data || s->args[a] > size) return -1;
      s->args[a] += (uint64_t)p;
      s->kinds[a] = ARG_NUMBER;
    }
  }
  for (uint32_t i = 0; i < p->patch_count; i++) {
    struct patch *patch = &patches_of(p)[i];
    if ((patch->width != 4 && patch->width != 8) || patch->at < data || !range_fits(patch->at, patch->width, size))
      return -1;
    if (patch->slot ? patch->from >= p->slot_count : patch->from < data || patch->from > size) return -1;
    if (!patch->slot) write_at(p, patch, (uint64_t)p + patch->from);
  }
  return 0;
}

static uint64_t now(const struct program *p) {
  if (!p->trace) return 0;
  int64_t time[2] = {0, 0};
  if (raw_syscall(__NR_clock_gettime, MONOTONIC, (long)time, 0, 0, 0, 0) < 0) return 0;
  return (uint64_t)time[0] * 1000000000u + (uint64_t)time[1];
}

static const struct rule *rule_for(struct program *p, const struct step *s, long error) {
  for (uint32_t i = 0; i < s->rules; i++) {
    const struct rule *rule = &rules_of(p)[s->rule + i];
    if (rule->error == error) return rule;
  }
  return 0;
}

// The first failure counts: of a child that this program cloned, perhaps, and then the end of the waiting for it.
static void fail(struct program *p, uint32_t index) {
  if (p->failed == 0) __atomic_store_n(&p->failed, index + 1, __ATOMIC_RELEASE);
}

static void walk_and_leave(struct program *p, uint32_t first, uint32_t count) {
  int status = program_walk(p, first, count) < 0 ? 1 : 0;
  for (;;) raw_syscall(__NR_exit_group, status, 0, 0, 0, 0, 0);
}

// The kernel tells the number of the new process before that one runs, and here: the call itself may come back much later
// (CLONE_VFORK), or never, where its caller is killed meanwhile.
static void tell_number(struct step *s) {
  if (!clones(s)) return;
  struct clone_args *args = (struct clone_args *)s->args[0];
  args->flags |= CLONE_PARENT_SETTID;
  args->parent_tid = (uint64_t)&s->result;
  s->result = 0; // it writes half of it
}

// One step, or what stands in for it after an error. Returns 0, or -1 after fail().
static int take(struct program *p, uint32_t index) {
  int64_t *slots = slots_of(p);
  for (;;) {
    struct step *s = &steps_of(p)[index];
    for (uint32_t i = 0; i < s->patches; i++) {
      const struct patch *patch = &patches_of(p)[s->patch + i];
      if (patch->slot) write_at(p, patch, (uint64_t)slots[patch->from]);
    }
    long a[6];
    for (int i = 0; i < 6; i++) a[i] = s->kinds[i] == ARG_SLOT ? (long)slots[s->args[i]] : (long)s->args[i];

    const struct rule *rule = 0;
    int64_t result;
    int error, tries = 0;
    s->began = now(p);
    tell_number(s);
    do {
      result = raw_syscall((long)s->nr, a[0], a[1], a[2], a[3], a[4], a[5]);
      error = result < 0 && result >= -4095;
      if (error) rule = rule_for(p, s, (long)-result);
    } while (error && !rule && (result == -INTERRUPTED || (result == -(int64_t)s->again && ++tries < TRIES)));
    if (result == 0 && s->children > 0) walk_and_leave(p, s->child, s->children); // the clone that this step made
    s->result = result;
    s->ended = now(p);

    if (rule && rule->then >= 0) {
      index = (uint32_t)rule->then;
      continue;
    }
    if (error ? !rule : result < s->least) return fail(p, index), -1;
    if (s->save >= 0) slots[s->save] = result;
    return 0;
  }
}

int program_walk(struct program *p, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++)
    if (take(p, i) < 0) return -1;
  return 0;
}

// A child with a stack of its own cannot return into the frames of its parent, so it calls instead.
static long clone_and_call(void *args, uint64_t size, void (*enter)(struct program *), struct program *p) {
#if defined(__x86_64__)
  long result;
  register void (*function)(struct program *) __asm__("r12") = enter;
  register struct program *argument __asm__("r13") = p;
  __asm__ volatile(
      "syscall\n"
      "test %%rax, %%rax\n"
      "jnz 1f\n"
      "xor %%ebp, %%ebp\n"
      "mov %%r13, %%rdi\n"
      "call *%%r12\n"
      "hlt\n"
      "1:\n"
      : "=a"(result)
      : "a"((long)__NR_clone3), "D"(args), "S"(size), "r"(function), "r"(argument)
      : "rcx", "r11", "memory", "cc");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = __NR_clone3;
  register long x0 __asm__("x0") = (long)args;
  register long x1 __asm__("x1") = (long)size;
  register void (*function)(struct program *) __asm__("x19") = enter;
  register struct program *argument __asm__("x20") = p;
  __asm__ volatile(
      "svc 0\n"
      "cbnz x0, 1f\n"
      "mov x29, xzr\n"
      "mov x0, x20\n"
      "blr x19\n"
      "brk 0\n"
      "1:\n"
      : "+r"(x0)
      : "r"(x8), "r"(x1), "r"(function), "r"(argument)
      : "memory", "cc", "x30");
  return x0;
#endif
}

static void enter(struct program *p) { walk_and_leave(p, 0, p->count); }

long program_clone(struct program *p, void *args, uint64_t size, int own_stack) {
  if (own_stack) return clone_and_call(args, size, enter, p);
  long pid = raw_syscall(__NR_clone3, (long)args, (long)size, 0, 0, 0, 0);
  if (pid == 0) enter(p);
  return pid;
}
