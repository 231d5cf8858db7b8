// digest.c: the daily or weekly mail: figures, questions, letters that leave next.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/digest.h"

#include "cmd/board.h"
#include "cmd/compose_letter.h"
#include "cmd/digest_week.h"
#include "host/clock.h"
#include "host/token.h"
#include "ledger/inbox.h"
#include "ledger/journal.h"
#include "ledger/register_store.h"
#include "relance/reading.h"
#include "web/html.h"

enum { QUOTE_BYTES = 300, SCRATCH = 64 << 20 };

static const char last_setting[] = "digest last", key_setting[] = "install key";

struct digest { // what one is made from
  struct app *app;
  struct ledger *l;
  struct arena *a;
  struct html h; // for its words: the company's language
  struct now now;
  struct buf text;
  struct digest_items items;
  size_t questions, letters;
};

// ---------------------------------------------------------------- the items, kept with the mail

// "s12.1 l34": suggestion 12 in version 1, letter 34.
struct str digest_items_text(struct arena *a, const struct digest_items *items) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < items->n; i++) {
    const struct digest_item *t = &items->v[i];
    if (t->suggestion)
      buf_printf(&b, "%ss%lld.%d", i ? " " : "", (long long)t->suggestion, t->version);
    else
      buf_printf(&b, "%sl%lld", i ? " " : "", (long long)t->letter);
  }
  return buf_str(&b);
}

bool digest_items_parse(struct arena *a, struct str text, struct digest_items *out) {
  struct digest_items got = {0};
  struct str word, id, version;
  int64_t n;
  while (str_word(&text, &word)) {
    struct digest_item t = {0};
    bool asked = str_cut(str_skip(word, 1), '.', &id, &version);
    if (!word.n || (word.p[0] != 's' && word.p[0] != 'l') || asked != (word.p[0] == 's') ||
        !str_int(id, asked ? &t.suggestion : &t.letter))
      return false;
    if (asked && !str_int(version, &n))
      return false;
    t.version = asked ? (int)n : 0;
    *LIST_PUSH(a, &got) = t;
  }
  *out = got;
  return true;
}

// ---------------------------------------------------------------- its text

static void add_line(struct digest *d, struct str words) {
  buf_add(&d->text, words);
  buf_c(&d->text, '\n');
}

static void add_numbers(struct digest *d, const struct board *b, const struct ledger_stats *stats) {
  for (size_t i = 0; i < b->all.n; i++) {
    const struct board_currency *c = &b->all.v[i];
    int64_t all = 0;
    for (int k = 0; k < AGES; k++)
      all += c->open[k].minor;
    int64_t due = all - c->open[AGE_NOT_DUE].minor;
    add_line(d, tell(&d->h, "Open: $, of which $ overdue.",
                     tell_money(&d->h, money_of(all, c->credits.currency)),
                     tell_money(&d->h, money_of(due, c->credits.currency))));
  }
  for (size_t i = 0; i < b->alerts.n; i++)
    add_line(d, tell(&d->h, "Call $: pays later than usual ($ days; it was $ before).",
                     b->alerts.v[i].name, html_number(&d->h, b->alerts.v[i].late),
                     html_number(&d->h, b->alerts.v[i].usual)));
  if (stats->set_aside)
    add_line(d, tell(&d->h, "Messages that could not be read: $.",
                     html_number(&d->h, stats->set_aside)));
}

// The first lines of the message's own words, each as a quote.
static void add_quote(struct digest *d, struct str fresh) {
  struct str rest = str_utf8_clean(d->a, str_sub(fresh, 0, QUOTE_BYTES)), line;
  while (str_line(&rest, &line))
    if (str_trim(line).n)
      add_line(d, str_printf(d->a, "      | %.*s", STR_ARG(str_trim(line))));
}

static bool add_question(struct digest *d, const struct suggestion *s, struct err *err) {
  struct inbox_row m;
  struct reading r;
  struct err ignored;
  bool found;
  *LIST_PUSH(d->a, &d->items) = (struct digest_item){.suggestion = s->id, .version = s->version};
  add_line(d, str_printf(d->a, "  %zu. %.*s%s%.*s", d->items.n, STR_ARG(s->client),
                         s->client.n ? ": " : "", STR_ARG(s->say)));
  if (!inbox_get(d->l, d->a, s->message, &m, &found, err))
    return false;
  if (found && reading_parse(d->a, m.reading, &r, &ignored)) {
    add_line(d, str_printf(d->a, "      %.*s, %.*s", STR_ARG(r.from.addr), STR_ARG(r.subject)));
    add_quote(d, r.fresh);
  }
  return true;
}

static bool add_questions(struct digest *d, struct err *err) {
  struct suggestions open = {0};
  if (!suggestions_list(d->l, d->a, SUGGESTION_OPEN, DIGEST_QUESTIONS, &open, err))
    return false;
  d->questions = open.n;
  if (open.n)
    add_line(d, str_printf(d->a, "\n%.*s", STR_ARG(say(&d->h, "What I am unsure of:"))));
  for (size_t i = 0; i < open.n; i++)
    if (!add_question(d, &open.v[i], err))
      return false;
  return true;
}

static bool add_letters(struct digest *d, struct err *err) {
  struct outbox_letters planned = {0};
  if (!letters_by_state(d->l, d->a, LETTER_PLANNED, DIGEST_LETTERS, &planned, err))
    return false;
  d->letters = planned.n;
  if (planned.n)
    add_line(d, str_printf(d->a, "\n%.*s",
                           STR_ARG(d->app->conf.service.mode == MODE_APPROVE
                                       ? say(&d->h, "What leaves with your yes:")
                                       : say(&d->h, "What leaves unless you say no:"))));
  for (size_t i = 0; i < planned.n; i++) {
    const struct outbox_letter *t = &planned.v[i];
    *LIST_PUSH(d->a, &d->items) = (struct digest_item){.letter = t->id};
    add_line(d, str_printf(d->a, "  %zu. %.*s, %.*s, %.*s", d->items.n,
                           STR_ARG(tell_day(&d->h, clock_at(t->not_before).today)),
                           STR_ARG(t->client), STR_ARG(t->subject)));
  }
  return true;
}

static bool is_weekly(const struct digest *d) {
  return d->app->conf.service.digest == DIGEST_WEEKLY;
}

static bool fill(struct digest *d, struct err *err) {
  struct board b;
  struct ledger_stats stats;
  if (!board_fetch(d->l, d->a, d->now.today, &b, err) || !ledger_stats(d->l, &stats, err))
    return false;
  add_numbers(d, &b, &stats);
  if (is_weekly(d) && !digest_week(d->l, &d->h, d->now, &d->text, err))
    return false;
  if (!add_questions(d, err) || !add_letters(d, err))
    return false;
  if (!d->items.n)
    return true;
  add_line(d, str_printf(d->a, "\n%.*s",
                         STR_ARG(say(&d->h, "Answer this mail: 1 yes, 2 no, 3 until 30/11, all "
                                            "yes. What you do not name stays open."))));
  return true;
}

// ---------------------------------------------------------------- into the outbox

static struct str domain_of(struct str address) {
  struct str local, domain;
  return str_cut(address, '@', &local, &domain) ? domain : S("localhost");
}

static bool token_for(struct ledger *l, struct arena *a, struct str key, struct str *token,
                      struct err *err) {
  struct str secret;
  bool found;
  if (!ledger_setting_get(l, a, key_setting, &secret, &found, err))
    return false;
  if (!found) {
    secret = token_key_new(a);
    if (!ledger_setting_put(l, key_setting, secret, err))
      return false;
  }
  *token = token_of(a, secret, key);
  return true;
}

bool notice_put(struct app *app, struct ledger *l, struct arena *a, struct str key, struct str plan,
                const char *auto_submitted, struct outgoing *o, int64_t *id, struct err *err) {
  const struct mailbox_conf *m = letter_mailbox(&app->conf);
  struct now now = clock_now();
  struct str token, bytes;
  bool fresh;
  if (!m)
    return err_set(err, ERR_SETUP, "no [mailbox] to write to the owner from");
  if (!token_for(l, a, key, &token, err))
    return false;
  o->from = (struct address){S("relance"), m->from};
  o->to = (struct address){S(""), app->conf.service.digest_to};
  o->message_id = str_printf(a, "relance.%.*s@%.*s", STR_ARG(token), STR_ARG(domain_of(m->from)));
  o->date = now.utc;
  o->zone_minutes = clock_zone_minutes(now.utc);
  o->text = str_printf(a, "%.*s\n-- \nrelance %.*s\n", STR_ARG(o->text), STR_ARG(token));
  *LIST_PUSH(a, &o->extra) = (struct header){S("Auto-Submitted"), str_of(auto_submitted)};
  *LIST_PUSH(a, &o->extra) = (struct header){S("X-Auto-Response-Suppress"), S("All")};
  if (!outgoing_bytes(a, o, &bytes, err))
    return false;
  struct outbox_letter row = {.state = LETTER_QUEUED,
                              .kind = OUTBOX_NOTICE,
                              .mailbox = m->name,
                              .key = key,
                              .message_id = o->message_id,
                              .token = token,
                              .subject = o->subject,
                              .env_from = m->from,
                              .env_to = app->conf.service.digest_to,
                              .mime = bytes,
                              .deadline = DAY_NONE,
                              .plan = plan,
                              .why = S("for the owner"),
                              .created_at = now.utc,
                              .not_before = now.utc};
  return letter_put(l, &row, id, &fresh, err);
}

static bool put(struct digest *d, struct str day, struct err *err) {
  int64_t id;
  struct outgoing o = {.text = buf_str(&d->text)};
  struct str questions = tell_count(&d->h, "1 question", "$ questions", d->questions);
  o.subject = tell(&d->h, "relance: $, $ leave next", questions,
                   tell_count(&d->h, "1 letter", "$ letters", d->letters));
  return notice_put(d->app, d->l, d->a, str_printf(d->a, "digest/%.*s", STR_ARG(day)),
                    digest_items_text(d->a, &d->items), "auto-generated", &o, &id, err) &&
         ledger_setting_put(d->l, last_setting, day, err);
}

// Never twice a day, never before its hour; a weekly one on the first working day of the week.
static bool is_time(struct app *app, struct ledger *l, struct arena *a, struct now now, bool *yes,
                    struct err *err) {
  const struct service_conf *c = &app->conf.service;
  struct str last;
  struct day before = DAY_NONE;
  bool found;
  *yes = false;
  bool wanted = c->digest_to.n && (c->mode == MODE_APPROVE || c->mode == MODE_AUTOMATIC) &&
                now.minute_of_day >= c->digest_hour * 60 && day_weekday(now.today) < SATURDAY;
  if (!wanted)
    return true;
  if (!ledger_setting_get(l, a, last_setting, &last, &found, err))
    return false;
  if (found && !day_parse_iso(last, &before))
    before = DAY_NONE;
  bool weekly = c->digest == DIGEST_WEEKLY;
  struct day monday = day_add(now.today, -(int)day_weekday(now.today));
  *yes = !day_is(before) || before.n < (weekly ? monday.n : now.today.n);
  return true;
}

static bool write(struct digest *d, bool *written, struct err *err) {
  bool yes;
  *written = false;
  if (!is_time(d->app, d->l, d->a, d->now, &yes, err))
    return false;
  if (!yes)
    return true;
  if (!fill(d, err))
    return false;
  if (!d->items.n && !is_weekly(d))
    return true; // nothing to decide: no mail
  *written = true;
  return put(d, day_iso(d->a, d->now.today), err);
}

bool digest_write(struct app *app, struct ledger *l, bool *written, struct err *err) {
  struct arena a;
  const struct speech *speech = speech_of(app->conf.company.language, S("en"));
  arena_init(&a, SCRATCH);
  struct digest d = {.app = app,
                     .l = l,
                     .a = &a,
                     .h = html_in(&a, speech),
                     .now = clock_now(),
                     .text = buf_in(&a)};
  bool ok = ledger_begin(l, "digest", err) && write(&d, written, err) && ledger_commit(l, err);
  if (!ok)
    ledger_rollback(l);
  arena_free(&a);
  return ok;
}
