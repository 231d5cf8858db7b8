// weights.c: the table of reasons, one column each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "weights.h"

#define SAY_NAME(id, name, points, text) name,
#define SAY_POINTS(id, name, points, text) points,
#define SAY_TEXT(id, name, points, text) text,

const struct weights default_weights = {
    .points = {SAYS(SAY_POINTS)}, .least = 15, .certain = 20, .margin = 10};

const char *say_name(enum say s) {
  static const char *const names[] = {SAYS(SAY_NAME)};
  return names[s];
}

const char *say_text(enum say s) {
  static const char *const texts[] = {SAYS(SAY_TEXT)};
  return texts[s];
}

const char *reason_sentence(struct str code) {
  for (int i = 0; i < SAY_COUNT; i++)
    if (str_eq(code, str_of(say_name((enum say)i))))
      return say_text((enum say)i);
  return NULL;
}
