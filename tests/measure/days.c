// days.c: which day the date finder alone sees in the marked words of labelled replies.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   days xx.txt...     (of the language xx; the marks are explained in replies.py)
//
// Prints the marks whose day is not among those found in their words, read as their intent reads
// them, and per file how many are. What the intents make of the days is replies.py's to measure.
#include "match/words.h"
#include "rules_dir.h"

#include <string.h>

struct tally {
  size_t right, all;
};

static struct words *load(struct arena *a) {
  struct stanzas all = {0};
  struct words *w;
  struct err err = {0};
  glob_t g = {0};
  glob("rules/words/*.rules", 0, NULL, &g);
  for (size_t i = 0; i < g.gl_pathc; i++)
    if (!stanza_parse(a, str_of(g.gl_pathv[i]), rules_dir_read(a, g.gl_pathv[i]), &all, &err))
      break;
  globfree(&g);
  if (err.text[0] || !words_make(a, &all, &w, &err)) {
    fprintf(stderr, "%s\n", err.text);
    exit(1);
  }
  return w;
}

static bool reads_as(struct str intent, const struct date_found *f, struct day want) {
  bool away = str_eq(intent, S("out_of_office"));
  if (f->role == DATE_NONE)
    return false;
  if (away && (f->role == DATE_UNTIL || f->role == DATE_THROUGH))
    return want.n == f->ahead.n || want.n == workday_add(f->ahead, 1).n;
  return want.n == f->ahead.n || (!away && want.n == f->back.n);
}

static void judge(struct arena *a, const struct words *w, struct str lang, struct str sent,
                  struct str intent, struct str want, struct str text, struct tally *tally) {
  struct date_from from = {0};
  struct dates_found found = {0};
  struct day day;
  struct tokens t = tokens_of(a, text);
  if (!day_parse_iso(sent, &from.sent) || !day_parse_iso(want, &day))
    return;
  dates_find(a, &t, words_dates(w, lang), from, &found);
  tally->all++;
  for (size_t i = 0; i < found.n; i++)
    if (reads_as(intent, &found.v[i], day)) {
      tally->right++;
      return;
    }
  printf("    %.*s %.*s %.*s:", STR_ARG(sent), STR_ARG(intent), STR_ARG(want));
  for (size_t i = 0; i < found.n; i++)
    printf(" %s%d", found.v[i].role == DATE_NONE ? "none:" : "", found.v[i].ahead.n - from.sent.n);
  printf(" | %.*s\n", STR_ARG(text));
}

// "[intent DATE+intent DATE: words]", one after the other.
static void judge_line(struct arena *a, const struct words *w, struct str lang, struct str line,
                       struct tally *tally) {
  struct str sent, text, head, rest, mark, name, want;
  if (!str_cut(line, '\t', &sent, &text))
    return;
  while (str_cut(text, '[', &head, &rest) && str_cut(rest, ']', &mark, &text) &&
         str_cut(mark, ':', &head, &rest))
    for (struct str one; str_field(&head, '+', &one);)
      if (str_word(&one, &name) && str_word(&one, &want))
        judge(a, w, lang, sent, name, want, rest, tally);
}

int main(int argc, char **argv) {
  struct arena a;
  arena_init(&a, 512 << 20);
  const struct words *w = load(&a);
  for (int i = 1; i < argc; i++) {
    const char *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
    struct str text = rules_dir_read(&a, argv[i]), line;
    struct tally tally = {0};
    while (str_field(&text, '\n', &line))
      judge_line(&a, w, str_sub(str_of(base), 0, 2), line, &tally);
    printf("%.2s  days seen in their words %zu/%zu\n", base, tally.right, tally.all);
  }
  arena_free(&a);
  return 0;
}
