// Gives program_link() blocks that no encode() makes, and walks those that it accepts, with system calls that are made
// up: whatever is accepted must not reach outside of its block, and must come to an end. Built with sanitizers.
//   fuzz COUNT SEED FILE...     each file a good program; prints how many of COUNT were accepted
#define raw_syscall real_syscall
#include "../raw.h"
#undef raw_syscall
static long raw_syscall(long nr, long a, long b, long c, long d, long e, long f);
#include "../walker.c"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CALLS = 100000 };
static uint64_t state;
static jmp_buf left;
static int calls;

static uint32_t chance(uint32_t below) { // xorshift64*
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)((state * 0x2545f4914f6cdd1dull) >> 32) % below;
}

static long raw_syscall(long nr, long a, long b, long c, long d, long e, long f) {
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
  if (nr == __NR_exit_group) longjmp(left, 1);
  if (++calls > MOST_CALLS) {
    fprintf(stderr, "a walk without end\n");
    abort();
  }
  static const long results[] = {0, 0, 1, 7, 1 << 20, -1, -2, -3, -4, -13, -20, -4095, -4096};
  return results[chance(sizeof results / sizeof *results)];
}

static uint32_t interesting(uint32_t size) {
  switch (chance(6)) {
    case 0: return chance(16);
    case 1: return chance(size + 16);
    case 2: return chance(size + 16) & ~7u;
    case 3: return UINT32_MAX - chance(16);
    case 4: return 1u << chance(32);
    default: return chance(UINT32_MAX);
  }
}

// A few words of the block become others; most often in the header and the tables.
static void mutate(uint8_t *bytes, uint32_t size) {
  for (uint32_t n = 1 + chance(4); n > 0; n--) {
    uint32_t reach = size > 64 && chance(3) == 0 ? 64 : size;
    uint32_t word = interesting(size), at = chance(reach / 4) * 4;
    if (chance(4) == 0) bytes[chance(size)] ^= (uint8_t)(1u << chance(8));
    else memcpy(bytes + at, &word, sizeof word);
  }
}

static int try(const uint8_t *program, uint32_t size) {
  uint32_t cut = chance(20) == 0 ? chance(size + 1) : size; // a block of another size than it says
  uint8_t *copy = malloc(cut ? cut : 1);
  if (!copy) abort();
  memcpy(copy, program, cut);
  if (cut >= 4) mutate(copy, cut);
  struct program *p = (struct program *)copy;
  int accepted = program_link(p, cut) == 0;
  calls = 0;
  if (accepted && setjmp(left) == 0) program_walk(p, 0, p->count);
  free(copy);
  return accepted;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  state = strtoull(argv[2], 0, 0) | 1;
  int accepted = 0, count = atoi(argv[1]);
  for (int i = 0; i < count; i++) {
    static uint8_t program[1 << 20];
    FILE *f = fopen(argv[3 + i % (argc - 3)], "rb");
    if (!f) return 2;
    size_t size = fread(program, 1, sizeof program, f);
    fclose(f);
    accepted += try(program, (uint32_t)size);
  }
  printf("%d\n", accepted);
  return 0;
}
