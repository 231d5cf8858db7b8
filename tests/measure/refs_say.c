// refs_say.c: which checks a payment reference passes, a line each, for the measuring scripts.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// refs_say < LINES: "RF18 5390 0754 7034" gives "rf".
#include "relance/arena.h"
#include "relance/checkdigit.h"

#include <stdio.h>
#include <string.h>

static const struct check {
  const char *name;
  bool (*valid)(struct str s);
} checks[] = {
    {"rf", rf_valid},   {"iban", iban_valid},   {"ogm", ogm_valid},
    {"qrr", qrr_valid}, {"siren", siren_valid},
};

int main(void) {
  char line[512];
  while (fgets(line, sizeof line, stdin)) {
    struct arena a;
    arena_init(&a, 1 << 20);
    line[strcspn(line, "\n")] = 0;
    struct str bare = reference_bare(&a, str_of(line));
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
      if (checks[i].valid(bare))
        printf("%s ", checks[i].name);
    putchar('\n');
    arena_free(&a);
  }
  return 0;
}
