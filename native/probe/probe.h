// Verbs of probe, told apart by what they are about. Each takes its arguments as words.
#pragma once

struct verb {
  const char *name;
  int arguments;
  void (*act)(char **arguments);
};

// Each list ends with an entry without a name.
extern const struct verb processes[], signals[], ipc[], files[], layers[], escapes[], resources[], rights[], owners[], network[], terminals[];

// Says what failed, with errno's meaning, and ends probe.
void fail(const char *what, const char *about);
