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

// ---- STATUS

bool imap_line_announces(struct str line, size_t *octets) {
  size_t open = line.n;
  int64_t n;
  if (!str_ends(line, S("}")))
    return false;
  while (open > 0 && line.p[open - 1] != '{')
    open--;
  struct str digits = str_sub(line, open, line.n - open - 1);
  if (open == 0 || digits.n > 9 || !str_is_digits(digits) || !str_int(digits, &n))
    return false;
  *octets = (size_t)n;
  return true;
}

static bool take_quoted(struct arena *a, struct str *rest, struct str *out) {
  struct buf b = buf_in(a);
  for (size_t i = 1; i < rest->n; i++) {
    if (rest->p[i] == '"') {
      *out = buf_str(&b);
      *rest = str_skip(*rest, i + 1);
      return true;
    }
    if (rest->p[i] == '\\' && i + 1 < rest->n)
      i++;
    buf_c(&b, rest->p[i]);
  }
  return false;
}

static bool take_literal(struct str *rest, struct str *out) {
  size_t end, octets;
  if (!str_find(*rest, S("}"), &end) || !imap_line_announces(str_sub(*rest, 0, end + 1), &octets) ||
      octets > rest->n - end - 1)
    return false;
  *out = str_sub(*rest, end + 1, octets);
  *rest = str_skip(*rest, end + 1 + octets);
  return true;
}

static bool take_mailbox(struct arena *a, struct str *rest, struct str *out) {
  if (str_starts(*rest, S("\"")))
    return take_quoted(a, rest, out);
  if (str_starts(*rest, S("{")))
    return take_literal(rest, out);
  size_t n = 0;
  while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '(')
    n++;
  *out = str_sub(*rest, 0, n);
  *rest = str_skip(*rest, n);
  return n > 0;
}

static void note_attribute(struct imap_status_line *l, struct str name, uint32_t number) {
  if (str_eq_ci(name, S("MESSAGES")))
    l->exists = number;
  else if (str_eq_ci(name, S("UIDNEXT")))
    l->uidnext = number;
  else if (str_eq_ci(name, S("UIDVALIDITY")))
    l->uidvalidity = number;
}

bool imap_status_parse(struct arena *a, struct str text, struct imap_status_line *out) {
  struct imap_status_line l = {0};
  struct str rest = str_trim(text), name, word;
  int64_t number;
  if (!take_mailbox(a, &rest, &l.folder))
    return false;
  rest = str_trim(rest);
  if (!str_starts(rest, S("(")) || !str_ends(rest, S(")")))
    return false;
  rest = str_sub(rest, 1, rest.n - 2);
  while (str_word(&rest, &name)) {
    if (!str_word(&rest, &word) || !str_is_digits(word))
      return false;
    bool small = str_int(word, &number) && number <= UINT32_MAX; // others are not for us
    note_attribute(&l, name, small ? (uint32_t)number : 0);
  }
  *out = l;
  return true;
}

// ---- NAMESPACE

void imap_namespace_parse(struct arena *a, struct str text, struct strs *foreign) {
  struct str rest = text, word;
  int depth = 0, group = 0; // 0: ours
  bool first = false;       // the next string of this namespace is its prefix
  while (rest.n) {
    char c = rest.p[0];
    if (c == '"') {
      if (!take_quoted(a, &rest, &word))
        return;
      if (first && group > 0 && word.n)
        *LIST_PUSH(a, foreign) = word;
      first = false;
      continue;
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    first = c == '(' ? depth == 2 : first && c != ')';
    group += c == ' ' && depth == 0;
    rest = str_skip(rest, 1);
  }
}
