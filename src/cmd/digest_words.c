// digest_words.c: numbers, verbs and dates of the owner's answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/digest_words.h"

#include "relance/fold.h"

#include <string.h>

static const char *const names[] = {"yes", "no", "later", "all", "filler", NULL};

static bool which(struct str name, enum digest_verb *out) {
  for (int i = 0; names[i]; i++)
    if (str_eq(name, str_of(names[i]))) {
      *out = (enum digest_verb)i;
      return true;
    }
  return false;
}

bool digest_words_load(struct arena *a, const struct stanzas *rules, struct digest_words *out,
                       struct err *err) {
  static const char *const keys[] = {"is", NULL};
  struct digest_words got = {0};
  enum digest_verb v;
  for (size_t i = 0; i < rules->n; i++) {
    const struct stanza *s = &rules->v[i];
    if (!str_eq(s->kind, S("digest")))
      continue;
    if (!which(s->name, &v))
      return err_set(err, ERR_SETUP, "%.*s:%d: [digest %.*s]: yes, no, later, all or filler",
                     STR_ARG(s->file), s->line, STR_ARG(s->name));
    if (!stanza_check_keys(s, keys, err))
      return false;
    struct str rest = stanza_get(s, "is"), word;
    while (str_field(&rest, ',', &word))
      *LIST_PUSH(a, &got.lists[v]) = fold_words(a, str_trim(word));
  }
  *out = got;
  return true;
}

bool digest_word(struct arena *a, const struct digest_words *words, struct str word,
                 enum digest_verb *out) {
  struct str folded = fold_words(a, word);
  for (int v = 0; v < DIGEST_VERBS; v++)
    for (size_t i = 0; i < words->lists[v].n; i++)
      if (str_eq(folded, words->lists[v].v[i])) {
        *out = (enum digest_verb)v;
        return true;
      }
  return false;
}

// ---------------------------------------------------------------- one word

struct reading_on {
  struct arena *a;
  const struct digest_words *words;
  struct digest_answer *out;
  struct day today;
  int items;
  bool chosen[DIGEST_ITEMS_LIMIT + 1]; // named, and waiting for a verb
  bool any, spent;                     // some are; the verb has come: the next number begins anew
};

static void begin_anew(struct reading_on *r) {
  memset(r->chosen, 0, sizeof r->chosen);
  r->any = r->spent = false;
}

static void choose(struct reading_on *r, int from, int to) {
  if (r->spent)
    begin_anew(r);
  for (int i = from; i <= to && i <= r->items; i++)
    r->chosen[i] = r->any = true;
}

static struct digest_command *command_of(struct digest_answer *out, int item) {
  for (size_t i = 0; i < out->commands.n; i++)
    if (out->commands.v[i].item == item)
      return &out->commands.v[i];
  return NULL;
}

// "3 later, until 30/11" is one command; "3 yes, 3 no" is none.
static void put(struct reading_on *r, int item, enum digest_verb verb, struct day until) {
  struct digest_command *c = command_of(r->out, item);
  if (!c) {
    *LIST_PUSH(r->a, &r->out->commands) = (struct digest_command){item, verb, until};
  } else if (c->verb == DIGEST_LATER && verb == DIGEST_LATER) {
    c->until = day_is(until) ? until : c->until;
  } else if (c->verb != verb) {
    c->verb = DIGEST_FILLER; // dropped at the end
    *LIST_PUSH(r->a, &r->out->unclear) = str_printf(r->a, "%d", item);
  }
}

static bool decide(struct reading_on *r, enum digest_verb verb, struct day until) {
  for (int i = 1; i <= r->items; i++)
    if (r->chosen[i])
      put(r, i, verb, until);
  r->spent = true;
  return r->any;
}

static bool numbers(struct str word, int most, int *from, int *to) {
  struct str a, b;
  int64_t x, y;
  bool range = str_cut(word, '-', &a, &b);
  if (!str_is_digits(a) || a.n > 3 || !str_int(a, &x) ||
      (range && (!str_is_digits(b) || b.n > 3 || !str_int(b, &y))))
    return false;
  *from = (int)x;
  *to = range ? (int)y : (int)x;
  return *from >= 1 && *from <= *to && *to <= most;
}

// Day first; without a year the next such day.
static bool date(struct str word, struct day today, struct day *out) {
  struct str d, m, y, rest;
  int64_t day, month, year = day_civil(today).year;
  char sep = str_find(word, S("/"), NULL) ? '/' : '.';
  if (day_parse_iso(word, out))
    return out->n >= today.n;
  if (!str_cut(word, sep, &d, &rest))
    return false;
  bool has_year = str_cut(rest, sep, &m, &y) && y.n;
  if (!str_is_digits(d) || !str_is_digits(m) || !str_int(d, &day) || !str_int(m, &month) ||
      (has_year && (!str_is_digits(y) || !str_int(y, &year))) || y.n > 4)
    return false;
  year += has_year && y.n <= 2 ? 2000 : 0;
  struct civil c = {(int)year, (int)month, (int)day};
  if (d.n > 2 || m.n > 2 || !civil_valid(c))
    return false;
  *out = day_of(c.year, c.month, c.day);
  if (!has_year && out->n < today.n)
    *out = day_of(c.year + 1, c.month, c.day == 29 && c.month == 2 ? 28 : c.day);
  return out->n >= today.n;
}

static bool take(struct reading_on *r, struct str word) {
  struct day until;
  int from, to;
  if (numbers(word, r->items, &from, &to))
    return choose(r, from, to), true;
  if (date(word, r->today, &until))
    return decide(r, DIGEST_LATER, until);
  enum digest_verb verb;
  if (!digest_word(r->a, r->words, word, &verb))
    return false;
  if (verb == DIGEST_ALL)
    choose(r, 1, r->items);
  return verb == DIGEST_ALL || verb == DIGEST_FILLER || decide(r, verb, DAY_NONE);
}

static struct str bare(struct str word) {
  static const char marks[] = ",;:!.()[]\"";
  while (word.n && strchr(marks, word.p[word.n - 1]))
    word.n--;
  while (word.n && strchr(marks, word.p[0]))
    word = str_skip(word, 1);
  return word;
}

static void drop_unclear(struct digest_answer *out) {
  size_t kept = 0;
  for (size_t i = 0; i < out->commands.n; i++)
    if (out->commands.v[i].verb != DIGEST_FILLER)
      out->commands.v[kept++] = out->commands.v[i];
  out->commands.n = kept;
}

void digest_answer_parse(struct arena *a, const struct digest_words *words, struct str own,
                         int items, struct day today, struct digest_answer *out) {
  *out = (struct digest_answer){0};
  struct reading_on r = {.a = a, .words = words, .out = out, .today = today, .items = items};
  struct str line, word, part;
  r.items = items < DIGEST_ITEMS_LIMIT ? items : DIGEST_ITEMS_LIMIT;
  for (int n = 0; str_line(&own, &line);)
    while (str_word(&line, &word) && n++ < DIGEST_WORDS_LIMIT)
      while (str_field(&word, ',', &part)) {
        part = bare(part);
        if (!part.n || take(&r, part))
          continue;
        begin_anew(&r);
        *LIST_PUSH(a, &out->unclear) = part;
      }
  drop_unclear(out);
}
