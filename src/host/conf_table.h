// conf_table.h: what a setting is; private to conf*.c.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "host/conf.h"

enum setting_type { TEXT, LIST_OF_TEXT, WORDS_LOWER, NUMBER, YES_NO, CHOICE };

struct setting {
  const char *kind, *key, *fallback; // fallback in the words of the file; NULL: must be given
  enum setting_type type;
  size_t at; // of the value in struct conf, for a mailbox in struct mailbox_conf
  int64_t least, most;
  const char *const *choices;
  const char *help;
};

extern const struct setting settings[];
extern const size_t settings_count;
extern const char *const setting_kinds[]; // NULL-terminated
extern const char *const mode_choices[];
