// review_talk.c: a question as text, and what the owner may say to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/review_talk.h"

#include "cmd/decide.h"
#include "host/wake.h"
#include "ledger/inbox.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 1024 };

const char talk_keys[] = "y yes  n no  c correct  l later  u undo  q quit";

// ---------------------------------------------------------------- the card

static void add_safe(struct buf *b, struct arena *a, struct str s) {
  buf_add(b, str_printable(a, s));
}

static void add_verdict(struct buf *b, struct arena *a, const struct verdict *v) {
  for (size_t i = 0; i < v->intents.n; i++)
    buf_printf(b, "       says %s%s%.*s\n", intent_name(v->intents.v[i].kind),
               day_is(v->intents.v[i].day) ? " " : "", STR_ARG(day_iso(a, v->intents.v[i].day)));
  for (size_t i = 0; i < v->allocations.n; i++)
    buf_printf(b, "       %.*s  %.*s %s\n", STR_ARG(v->allocations.v[i].invoice),
               STR_ARG(money_plain(a, v->allocations.v[i].amount)),
               v->allocations.v[i].amount.currency);
  for (size_t i = 0; i < v->reasons.n; i++) {
    buf_printf(b, "       %s%+4d%s ", paint(v->reasons.v[i].points < 0 ? "red" : "green"),
               v->reasons.v[i].points, paint("off"));
    add_safe(b, a, v->reasons.v[i].say);
    buf_c(b, '\n');
  }
}

static void add_effect(struct buf *b, struct arena *a, const struct verdict *v) {
  if (!v->pause.n && !v->hold_client)
    return;
  buf_printf(b, "       if yes: reminders");
  for (size_t i = 0; i < v->pause.n; i++)
    buf_printf(b, "%s %.*s", i ? "," : " for", STR_ARG(v->pause.v[i]));
  if (v->hold_client)
    buf_add(b, S(" to this client"));
  if (day_is(v->resume_on))
    buf_printf(b, " wait until %.*s\n", STR_ARG(day_iso(a, v->resume_on)));
  else
    buf_add(b, S(" wait until you look again\n"));
}

static void add_message(struct buf *b, struct arena *a, const struct reading *r) {
  struct str rest = r->fresh, line;
  buf_add(b, S("\n  from "));
  add_safe(b, a, r->from.addr);
  buf_printf(b, ", %.*s: ", STR_ARG(day_iso(a, r->sent)));
  add_safe(b, a, r->subject);
  buf_c(b, '\n');
  while (str_line(&rest, &line)) {
    buf_add(b, S("  | "));
    add_safe(b, a, line);
    buf_c(b, '\n');
  }
}

struct str review_card(struct arena *a, const struct suggestion *s, const struct reading *r) {
  struct buf b = buf_in(a);
  struct verdict v;
  struct err ignored;
  buf_printf(&b, "%s%5lld%s  ", paint("bold"), (long long)s->id, paint("off"));
  add_safe(&b, a, s->say);
  buf_c(&b, '\n');
  if (verdict_parse(a, s->verdict, &v, &ignored)) {
    add_verdict(&b, a, &v);
    add_effect(&b, a, &v);
  }
  if (r)
    add_message(&b, a, r);
  return buf_str(&b);
}

// ---------------------------------------------------------------- which question

static bool make_card(struct talk *t, struct err *err) {
  struct inbox_row m;
  struct reading r;
  struct err ignored;
  bool found;
  if (!inbox_get(t->l, &t->a, t->asked.message, &m, &found, err))
    return false;
  bool read = found && reading_parse(&t->a, m.reading, &r, &ignored);
  t->card = review_card(&t->a, &t->asked, read ? &r : NULL);
  return true;
}

bool talk_next(struct talk *t, struct err *err) {
  struct suggestions open = {0};
  size_t i = 0;
  arena_free(&t->a);
  arena_init(&t->a, ARENA_MESSAGE_LIMIT);
  t->asked = (struct suggestion){0};
  t->card = S("");
  if (!suggestions_list(t->l, &t->a, SUGGESTION_OPEN, TALK_LIMIT, &open, err))
    return false;
  t->open = open.n;
  while (i < open.n && open.v[i].id <= t->after)
    i++;
  if (!open.n)
    return true;
  t->asked = open.v[i < open.n ? i : 0]; // after the last one the first comes again
  return make_card(t, err);
}

// ---------------------------------------------------------------- verbs

static void say(struct talk *t, const char *words) {
  snprintf(t->said, sizeof t->said, "%s", words);
}

static bool answered(struct talk *t, bool done, const char *what) {
  t->decided = done ? t->asked.id : t->decided;
  if (done)
    snprintf(t->said, sizeof t->said, "%lld: %s", (long long)t->asked.id, what);
  else
    say(t, "somebody else was faster, or it has changed since you saw it: look again");
  return true;
}

static bool yes(struct talk *t, struct str rest, struct err *err) {
  bool done;
  (void)rest;
  return decide_accept(t->app, t->l, &t->a, t->asked.id, t->asked.version, NULL, "owner", &done,
                       err) &&
         answered(t, done, "yes");
}

static bool no(struct talk *t, struct str rest, struct err *err) {
  bool done;
  (void)rest;
  return decide_reject(t->app, t->l, &t->a, t->asked.id, t->asked.version, "owner", &done, err) &&
         answered(t, done, "no");
}

static bool read_correction(struct talk *t, struct str rest, struct correction *c,
                            struct err *err) {
  struct str word, number, amount;
  while (str_word(&rest, &word)) {
    if (str_eq(word, S("nothing")))
      c->nothing_paid = true;
    else if (str_eq(word, S("client")))
      str_word(&rest, &c->client);
    else {
      str_cut(word, '=', &number, &amount);
      if (!correction_add(t->l, &t->a, number, amount, c, err))
        return false;
    }
  }
  return c->client.n || c->allocations.n || c->nothing_paid ||
         err_set(err, ERR_INPUT, "c FA-12=120.00 FA-13, c client C4, or c nothing");
}

static bool correct(struct talk *t, struct str rest, struct err *err) {
  struct correction c = {0};
  bool done;
  return read_correction(t, rest, &c, err) &&
         decide_accept(t->app, t->l, &t->a, t->asked.id, t->asked.version, &c, "owner", &done,
                       err) &&
         answered(t, done, "corrected");
}

static bool later(struct talk *t, struct str rest, struct err *err) {
  (void)rest, (void)err;
  t->after = t->asked.id;
  say(t, "later");
  return true;
}

static bool undo(struct talk *t, struct str rest, struct err *err) {
  int64_t fresh;
  (void)rest;
  if (!t->decided)
    return err_set(err, ERR_INPUT, "nothing has been answered yet");
  if (!decide_undo(t->app, t->l, &t->a, t->decided, "owner", &fresh, err))
    return false;
  snprintf(t->said, sizeof t->said, "%lld is taken back and open again as %lld",
           (long long)t->decided, (long long)fresh);
  t->decided = 0;
  t->after = fresh - 1;
  return true;
}

static bool quit(struct talk *t, struct str rest, struct err *err) {
  (void)rest, (void)err;
  t->over = true;
  return true;
}

static const struct talk_word {
  const char *key, *word;
  bool needs_question;
  bool (*act)(struct talk *t, struct str rest, struct err *err);
} words[] = {{"y", "yes", true, yes},         {"n", "no", true, no},
             {"c", "correct", true, correct}, {"l", "later", true, later},
             {"u", "undo", false, undo},      {"q", "quit", false, quit}};

bool talk_verb(struct talk *t, struct str line, struct err *err) {
  struct str rest = line, word;
  const struct talk_word *w = NULL;
  struct err why;
  t->said[0] = 0;
  if (!str_word(&rest, &word))
    return true;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq_ci(word, str_of(words[i].key)) || str_eq_ci(word, str_of(words[i].word)))
      w = &words[i];
  if (!w || (w->needs_question && !t->asked.id)) {
    say(t, w ? "nothing is asked" : talk_keys);
    return true;
  }
  bool ok = w->act(t, rest, &why);
  if (!ok && why.kind != ERR_INPUT)
    return err_set(err, why.kind, "%s", why.text);
  if (!ok)
    say(t, why.text);
  if (ok && !t->over)
    wake_ring(app_ledger_path(t->app), S("work"));
  return t->over || talk_next(t, err);
}

// ---------------------------------------------------------------- line by line

bool talk_lines(struct talk *t, struct err *err) {
  char line[LINE_BYTES];
  if (!talk_next(t, err))
    return false;
  while (!t->over && t->asked.id) {
    printf("%.*s\n%s> ", STR_ARG(t->card), talk_keys);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
      break;
    if (!talk_verb(t, str_of(line), err))
      return false;
    if (t->said[0])
      printf("%s\n\n", t->said);
  }
  if (!t->asked.id)
    puts("Nothing to review.");
  return true;
}
