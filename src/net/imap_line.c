// imap_line.c: one line of an IMAP server taken apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_line.h"

static const struct {
  struct str word;
  enum imap_said said;
} statuses[] = {
    {{"OK", 2}, IMAP_SAID_OK},   {{"NO", 2}, IMAP_SAID_NO},           {{"BAD", 3}, IMAP_SAID_BAD},
    {{"BYE", 3}, IMAP_SAID_BYE}, {{"PREAUTH", 7}, IMAP_SAID_PREAUTH},
};

static bool status_of(struct str word, enum imap_said *out) {
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
    if (str_eq_ci(word, statuses[i].word)) {
      *out = statuses[i].said;
      return true;
    }
  return false;
}

static struct str take_word(struct str *rest) {
  struct str word, after;
  str_cut(*rest, ' ', &word, &after);
  *rest = after;
  return word;
}

static void read_code(struct imap_line *l) {
  size_t end;
  if (!str_starts(l->text, S("[")) || !str_find(l->text, S("]"), &end))
    return;
  l->code = str_sub(l->text, 1, end - 1);
  l->text = str_trim(str_skip(l->text, end + 1));
}

bool imap_line_parse(struct str line, struct imap_line *out) {
  struct imap_line l = {0};
  struct str rest = line;
  int64_t number;
  l.tag = take_word(&rest);
  if (l.tag.n == 0)
    return false;
  if (str_eq(l.tag, S("+"))) {
    l.said = IMAP_SAID_CONTINUE;
    l.text = rest;
    *out = l;
    return true;
  }
  l.word = take_word(&rest);
  if (str_is_digits(l.word) && str_int(l.word, &number) && number <= UINT32_MAX) {
    l.number = (uint32_t)number;
    l.word = take_word(&rest);
  }
  if (l.word.n == 0)
    return false;
  l.text = rest;
  l.said = IMAP_SAID_DATA;
  if (status_of(l.word, &l.said))
    read_code(&l);
  *out = l;
  return true;
}
