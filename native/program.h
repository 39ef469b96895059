// A program of steps as one block of memory, written by encode.ts and walked by walker.c.
// The tables stand behind the header, in its order; behind them the data, which alone is written by patches and kernel.
// All offsets count from the start of the block. Fields are little-endian, as on every machine we run on.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct program {
  uint32_t size;           // bytes of the whole block
  uint32_t count;          // steps [0, count) are the program; nested and alternative steps follow them
  uint32_t steps;          // offset of struct step[]
  uint32_t step_count;     // all steps, nested ones too
  uint32_t rules;          // offset of struct rule[]
  uint32_t rule_count;
  uint32_t patches;        // offset of struct patch[]
  uint32_t patch_count;
  uint32_t slots;          // offset of int64_t[]
  uint32_t slot_count;
  uint32_t trace;          // 1: note when each step began and ended
  uint32_t failed;         // written by the walker, last of all: 1 + the index of the step that failed, else 0
  uint32_t alive;          // cleared by the kernel when the child no longer uses this memory (CLONE_CHILD_CLEARTID)
  uint32_t clones;         // 1: a step clones a process, which walks its steps in a copy of this memory
  uint32_t spare[2];
};

enum { ARG_NUMBER, ARG_POINTER, ARG_SLOT };

struct step {
  int64_t nr;
  uint64_t args[6];        // a number, an offset in the block, or the index of a slot: see kinds
  uint8_t kinds[6];
  uint16_t spare;
  int32_t save;            // slot for the result, or -1
  uint32_t rule, rules;    // first rule and how many
  uint32_t patch, patches; // first patch to apply before the call, and how many
  uint32_t child, children; // first and number of the steps that run where the call returned 0 (clone3)
  uint32_t again;          // this errno is answered by calling again, as EINTR is; 0: none
  int64_t least;           // a smaller result is a failure
  int64_t result;          // written by the walker: result or -errno; a failure without errno was less than least
  uint64_t began, ended;   // nanoseconds of CLOCK_MONOTONIC, when tracing
};

struct rule {
  int32_t error;           // this errno ...
  int32_t then;            // ... leads to this later step instead, or is allowed (-1)
};

struct patch {
  uint32_t at;             // offset of the place to write
  uint32_t from;           // offset in the block, or index of a slot
  uint32_t width;          // 4 or 8 bytes
  uint32_t slot;           // 1: from is a slot; 0: from is an offset (written once, by program_link)
};

// Turns offsets into addresses. Returns 0, or -1 when the block contradicts itself.
int program_link(struct program *p, uint64_t size);

// Runs steps [first, first + count). Returns 0, or -1 after a failure: p->failed, and that step's result.
int program_walk(struct program *p, uint32_t first, uint32_t count);

// clone3(2) with `args` (their size is `size`); the child walks the program and never returns.
// Returns the child's pid or -errno.
long program_clone(struct program *p, void *args, uint64_t size, int own_stack);

#ifdef __cplusplus
}
#endif
