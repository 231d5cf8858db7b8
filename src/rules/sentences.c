// sentences.c: own words to sentences, list items and table rows.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A sentence ends with . ! ? … before white space, with a blank line, and with the end of a line
// that was not wrapped by a mail program (short, or followed by a list item or a table row).
#include "ruleset.h"

enum {
  WRAPPED_MIN = 50,      // bytes: a line that a mail program wrapped is at least so long
  SENTENCE_LIMIT = 2000, // bytes: longer ones are cut at a word
};

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static struct str word_before(struct str s, size_t end) {
  size_t from = end;
  while (from > 0 && !is_space(s.p[from - 1]) && s.p[from - 1] != '(' && s.p[from - 1] != '.')
    from--;
  return str_sub(s, from, end - from);
}

static bool is_stop(char c) {
  return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ')';
}

static struct str word_after(struct str s, size_t from) {
  while (from < s.n && is_space(s.p[from]))
    from++;
  size_t n = 0;
  while (from + n < s.n && !is_space(s.p[from + n]) && !is_stop(s.p[from + n]))
    n++;
  return str_sub(s, from, n);
}

static bool is_abbreviation(const struct ruleset *rs, struct arena *a, struct str word) {
  if (word.n == 0 || word.n > 12)
    return word.n == 0;
  struct str plain = subject_of(a, word, false).text;
  const struct word *w = rules_word(rs, plain);
  return plain.n == 1 ? !is_digit(plain.p[0]) : w && w->stops;
}

static bool is_small(struct str s) {
  unsigned char c = s.n ? (unsigned char)s.p[0] : 0, next = s.n > 1 ? (unsigned char)s.p[1] : 0;
  return (c >= 'a' && c <= 'z') || (c == 0xC3 && next >= 0xA0); // U+00E0 to U+00FF are small
}

// "am 12. November", "am 12. bezahlt": a number with its dot, and the sentence goes on.
static bool is_ordinal(const struct ruleset *rs, struct arena *a, struct str before,
                       struct str after) {
  if (before.n == 0 || before.n > 2 || !str_is_digits(before))
    return false;
  const struct word *w = rules_word(rs, subject_of(a, after, false).text);
  return is_small(after) || (w && w->follows);
}

static bool ends_at_dot(const struct ruleset *rs, struct arena *a, struct str s, size_t i) {
  struct str before = word_before(s, i), after = word_after(s, i + 1);
  if (i > 0 && s.p[i - 1] == ')')
    return true;
  return !is_abbreviation(rs, a, before) && !is_ordinal(rs, a, before, after);
}

static bool is_bullet(struct str line) {
  size_t n = 0;
  while (n < line.n && is_digit(line.p[n]))
    n++;
  return str_starts(line, S("- ")) || str_starts(line, S("* ")) ||
         str_starts(line, S("\xE2\x80\xA2")) || str_starts(line, S("\xE2\x80\x93 ")) ||
         (n > 0 && n < 3 && n < line.n && (line.p[n] == ')' || line.p[n] == '.'));
}

static bool is_row(struct str line) {
  return str_find(line, S("\t"), NULL) || str_find(line, S("   "), NULL) ||
         str_find(line, S(" | "), NULL);
}

// Whether the line that ends at s.p[i] == '\n' ends a sentence.
static bool ends_at_line(struct str s, size_t i) {
  size_t from = i;
  while (from > 0 && s.p[from - 1] != '\n')
    from--;
  struct str line = str_trim(str_sub(s, from, i - from)), rest = str_skip(s, i + 1), next;
  if (!str_line(&rest, &next) || str_trim(next).n == 0 || line.n == 0)
    return true;
  return line.n < WRAPPED_MIN || is_row(line) || is_row(str_trim(next)) ||
         is_bullet(str_trim(next));
}

static bool ends_here(const struct ruleset *rs, struct arena *a, struct str s, size_t i) {
  char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : '\n';
  if (c == '\n')
    return ends_at_line(s, i);
  if (!is_space(next))
    return false;
  if (c == '.')
    return ends_at_dot(rs, a, s, i);
  return c == '!' || c == '?' || (c == '\xA6' && i >= 2 && s.p[i - 1] == '\x80');
}

static void add(struct arena *a, struct str text, size_t from, size_t to, struct sentences *out) {
  while (from < to && is_space(text.p[from]))
    from++;
  while (to > from && is_space(text.p[to - 1]))
    to--;
  if (to > from)
    *LIST_PUSH(a, out) = (struct sentence){from, to - from};
}

static void cut_run(const struct ruleset *rs, struct arena *a, struct str text, struct span span,
                    struct sentences *out) {
  struct str run = str_sub(text, span.offset, span.length);
  size_t from = 0;
  for (size_t i = 0; i < run.n; i++) {
    bool long_enough = i - from >= SENTENCE_LIMIT && is_space(run.p[i]);
    if (!long_enough && !ends_here(rs, a, run, i))
      continue;
    add(a, text, span.offset + from, span.offset + i + 1, out);
    from = i + 1;
  }
  add(a, text, span.offset + from, span.offset + run.n, out);
}

void rules_sentences(const struct ruleset *rs, struct arena *a, struct str text,
                     const struct spans *spans, struct sentences *out) {
  for (size_t i = 0; i < spans->n; i++)
    if (spans->v[i].kind == SPAN_OWN || spans->v[i].kind == SPAN_FORWARDED)
      cut_run(rs, a, text, spans->v[i], out);
}
