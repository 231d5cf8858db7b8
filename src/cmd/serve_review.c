// serve_review.c: the cards of the review, and what the owner answers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/decide.h"
#include "cmd/digest.h"
#include "cmd/sure.h"
#include "host/clock.h"
#include "host/log.h"
#include "ledger/inbox.h"
#include "ledger/register_store.h"
#include "relance/reading.h"

enum { CARDS = 10, LETTERS_LOOKED_AT = 200, SUGGESTIONS_LOOKED_AT = 500, TOLD = 3, SURE_AT_ONCE = 50 };

// ---------------------------------------------------------------- a card

static struct quote *quote_of(struct visit *v, struct card *c, const struct reading *r,
                              struct str part, struct strs *ids) {
  for (size_t i = 0; i < ids->n; i++)
    if (str_eq(ids->v[i], part))
      return &c->quotes.v[i];
  const struct read_part *p = reading_part(r, part);
  if (!p || !p->text.n)
    return NULL;
  *LIST_PUSH(v->a, ids) = part;
  struct quote *q = LIST_PUSH(v->a, &c->quotes);
  *q = (struct quote){.title = p->filename, .text = p->text};
  return q;
}

static void mark(struct visit *v, struct card *c, const struct reading *r, struct place place,
                 struct strs *ids) {
  struct quote *q = place.length ? quote_of(v, c, r, place.part, ids) : NULL;
  if (q)
    *LIST_PUSH(v->a, &q->marks) = (struct mark){place.offset, place.length};
}

// Of a message in which nothing was found its own words are shown.
static void add_quotes(struct visit *v, struct card *c, const struct reading *r,
                       const struct verdict *t) {
  struct strs ids = {0};
  for (size_t i = 0; i < t->intents.n; i++)
    mark(v, c, r, t->intents.v[i].place, &ids);
  for (size_t i = 0; i < t->reasons.n; i++)
    mark(v, c, r, t->reasons.v[i].place, &ids);
  if (!c->quotes.n && r->fresh.n)
    *LIST_PUSH(v->a, &c->quotes) = (struct quote){.text = r->fresh};
}

static bool add_lines(struct visit *v, struct card *c, const struct verdict *t, struct err *err) {
  for (size_t i = 0; i < t->allocations.n; i++) {
    struct invoice invoice = {0};
    bool found;
    if (!register_invoice(v->s->ledger, v->a, t->allocations.v[i].invoice, &invoice, &found, err))
      return false;
    *LIST_PUSH(v->a, &c->lines) = (struct card_line){.invoice = t->allocations.v[i].invoice,
                                                     .amount = t->allocations.v[i].amount,
                                                     .open = invoice.open,
                                                     .due = found ? invoice.due : DAY_NONE};
  }
  return true;
}

static bool names_one(const struct outbox_letter *l, const struct strs *paused) {
  for (size_t i = 0; i < paused->n; i++)
    for (size_t k = 0; k < l->invoices.n; k++)
      if (str_eq(paused->v[i], l->invoices.v[k]))
        return true;
  return false;
}

static bool add_effects(struct visit *v, struct card *c, struct err *err) {
  struct outbox_letters letters = {0};
  if (c->client.n &&
      !letters_of_client(v->s->ledger, v->a, c->client, LETTERS_LOOKED_AT, &letters, err))
    return false;
  for (size_t i = 0; i < letters.n; i++) {
    const struct outbox_letter *l = &letters.v[i];
    bool waits = l->state == LETTER_PLANNED || l->state == LETTER_QUEUED;
    if (waits && l->kind == OUTBOX_REMINDER && (c->hold_client || names_one(l, &c->paused)))
      *LIST_PUSH(v->a, &c->effects) = (struct card_effect){
          .letter = l->id, .step = l->step, .day = clock_at(l->not_before).today};
  }
  return true;
}

// In the page's language where the sentence is one of ours.
static struct card_reason reason_card(const struct reason *r) {
  const char *sentence = reason_sentence(r->code);
  return (struct card_reason){r->points, str_of(sentence ? sentence : "$"),
                              sentence ? r->about : r->say};
}

static void add_verdict(struct visit *v, struct card *c, const struct verdict *t) {
  c->kind = str_of(kind_name(t->kind));
  c->paused = t->pause;
  c->resume = t->resume_on;
  c->hold_client = t->hold_client;
  for (size_t i = 0; i < t->intents.n; i++)
    *LIST_PUSH(v->a, &c->intents) = (struct card_intent){
        str_of(intent_name(t->intents.v[i].kind)), t->intents.v[i].day, t->intents.v[i].amount};
  for (size_t i = 0; i < t->reasons.n; i++)
    *LIST_PUSH(v->a, &c->reasons) = reason_card(&t->reasons.v[i]);
}

// What its sentence needs.
static struct card sentence_card(struct visit *v, const struct suggestion *s) {
  return (struct card){.id = s->id,
                       .message = s->message,
                       .version = s->version,
                       .asks = s->say,
                       .client = s->client,
                       .client_name = client_name(v, s->client),
                       .sent = DAY_NONE,
                       .resume = DAY_NONE};
}

static bool add_sentence(struct visit *v, const struct suggestion *s, struct card_list *to,
                         struct err *err) {
  struct card c = sentence_card(v, s);
  struct verdict verdict;
  struct err ignored;
  if (verdict_parse(v->a, s->verdict, &verdict, &ignored)) {
    add_verdict(v, &c, &verdict);
    if (!add_lines(v, &c, &verdict, err))
      return false;
  }
  *LIST_PUSH(v->a, to) = c;
  return true;
}

// A verdict or reading of an older form is shown by its stored sentence alone.
static bool add_card(struct visit *v, const struct suggestion *s, struct review *r,
                     struct err *err) {
  struct card c = sentence_card(v, s);
  struct verdict verdict;
  struct reading reading;
  struct inbox_row m;
  struct err ignored;
  bool found, judged = verdict_parse(v->a, s->verdict, &verdict, &ignored);
  if (judged)
    add_verdict(v, &c, &verdict);
  if (judged && (!add_lines(v, &c, &verdict, err) || !add_effects(v, &c, err)))
    return false;
  if (!inbox_get(v->s->ledger, v->a, s->message, &m, &found, err))
    return false;
  if (found && judged)
    c.sureness = sureness_of(&verdict, m.kind);
  if (found && reading_parse(v->a, m.reading, &reading, &ignored)) {
    c.from = reading.from.addr;
    c.subject = reading.subject;
    c.sent = reading.sent;
    if (judged)
      add_quotes(v, &c, &reading, &verdict);
  }
  *LIST_PUSH(v->a, &r->cards) = c;
  return true;
}

// ---------------------------------------------------------------- the page

static bool add_cards(struct visit *v, struct review *r, struct err *err) {
  struct suggestions open = {0};
  int64_t after = form_number(&v->query, "after");
  size_t i = 0;
  if (!suggestions_list(v->s->ledger, v->a, SUGGESTION_OPEN, SUGGESTIONS_LOOKED_AT, &open, err))
    return false;
  while (i < open.n && open.v[i].id <= after)
    i++;
  if (i == open.n)
    i = 0; // after the last one the first comes again
  for (size_t n = 0; i < open.n && n < CARDS; i++, n++)
    if (!add_card(v, &open.v[i], r, err))
      return false;
  return true;
}

static bool add_sure(struct visit *v, struct review *r, struct err *err) {
  struct suggestions sure = {0};
  if (!sure_questions(v->s->ledger, v->a, SURE_AT_ONCE, &sure, err))
    return false;
  for (size_t i = 0; i < sure.n; i++)
    if (!add_sentence(v, &sure.v[i], &r->sure, err))
      return false;
  return true;
}

// What one yes for several has taken: the address names them, the ledger says whether it is so.
static bool add_taken(struct visit *v, struct review *r, struct err *err) {
  r->some_left = form_number(&v->query, "left") > 0;
  for (size_t i = 0; i < v->query.n && r->taken.n < SURE_AT_ONCE; i++) {
    struct suggestion s;
    int64_t id;
    bool found;
    if (!str_eq(v->query.v[i].name, S("taken")) || !str_int(v->query.v[i].value, &id))
      continue;
    if (!suggestion_get(v->s->ledger, v->a, id, &s, &found, err))
      return false;
    if (found && s.state == SUGGESTION_ACCEPTED && !add_sentence(v, &s, &r->taken, err))
      return false;
  }
  return true;
}

static bool add_calm(struct visit *v, const struct ledger_stats *stats, struct review *r,
                     struct err *err) {
  struct outbox_letters planned = {0};
  int64_t seen;
  if (!inbox_seen_at(v->s->ledger, S(""), &seen, err) ||
      !letters_by_state(v->s->ledger, v->a, LETTER_PLANNED, LETTERS_LOOKED_AT, &planned, err))
    return false;
  r->messages = stats->messages - stats->waiting;
  r->seen_minutes = minutes_since(v, seen);
  r->letters_waiting = (int64_t)planned.n;
  return true;
}

// Somebody else has decided with a folder, or meant to: whoever looks here is told.
static bool add_told(struct visit *v, struct review *r, struct err *err) {
  struct events moves = {0};
  if (!history_of_folders(v->s->ledger, v->a, v->now.utc - v->now.minute_of_day * 60, TOLD, &moves,
                          err))
    return false;
  for (size_t i = 0; i < moves.n; i++)
    *LIST_PUSH(v->a, &r->told) = moves.v[i].say;
  return true;
}

bool serve_review(struct visit *v, struct err *err) {
  struct review r = {0};
  struct ledger_stats stats;
  if (!asked_count(v, &stats, err) || !add_told(v, &r, err) || !add_taken(v, &r, err) ||
      !add_sure(v, &r, err) || !add_cards(v, &r, err) || !add_calm(v, &stats, &r, err))
    return false;
  v->body = page_review(v->a, &v->frame, &r);
  return true;
}

// ---------------------------------------------------------------- answers

static bool decided(struct visit *v, bool done, const char *notice, struct err *err) {
  if (!done)
    return err_set(err, ERR_INPUT,
                   "suggestion %lld has changed since you saw it, or was decided already: look "
                   "again",
                   (long long)v->id);
  v->go = str_printf(v->a, "/review?done=%s&id=%lld", notice, (long long)v->id);
  return true;
}

static int version(const struct visit *v, struct err *err) {
  int64_t n = form_number(&v->form, "version");
  if (!n || n > INT32_MAX)
    err_set(err, ERR_INPUT, "the form does not say which version it shows: load the page again");
  return n > INT32_MAX ? 0 : (int)n;
}

bool serve_accept(struct visit *v, struct err *err) {
  bool done = false;
  int seen = version(v, err);
  return seen &&
         decide_accept(v->s->app, v->s->ledger, v->a, v->id, seen, NULL, "owner", &done, err) &&
         decided(v, done, "accepted", err);
}

bool serve_reject(struct visit *v, struct err *err) {
  bool done = false;
  int seen = version(v, err);
  return seen && decide_reject(v->s->app, v->s->ledger, v->a, v->id, seen, "owner", &done, err) &&
         decided(v, done, "rejected", err);
}

// Fields "sure" are "ID.VERSION" as they were shown.
static bool read_seen(struct visit *v, struct digest_items *seen, struct err *err) {
  for (size_t i = 0; i < v->form.n; i++) {
    struct str id, version;
    int64_t n;
    struct digest_item t = {0};
    if (!str_eq(v->form.v[i].name, S("sure")))
      continue;
    if (seen->n == SURE_AT_ONCE || !str_cut(v->form.v[i].value, '.', &id, &version) ||
        !str_int(id, &t.suggestion) || !str_int(version, &n) || n <= 0 || n > INT32_MAX)
      return err_set(err, ERR_INPUT, "the form is not as it was shown: load the page again");
    t.version = (int)n;
    *LIST_PUSH(v->a, seen) = t;
  }
  return seen->n || err_set(err, ERR_INPUT, "the form names no card: load the page again");
}

// Each is its own decision: one that cannot be taken is left and told, the others stand.
bool serve_sure(struct visit *v, struct err *err) {
  struct digest_items seen = {0};
  struct buf taken = buf_in(v->a);
  int left = 0;
  if (!read_seen(v, &seen, err))
    return false;
  for (size_t i = 0; i < seen.n; i++) {
    const struct digest_item *t = &seen.v[i];
    bool done = false;
    if (!sure_accept(v->s->app, v->s->ledger, t->suggestion, t->version, "owner", &done, err))
      log_say(LOG_WARNING, "suggestion %lld stays open: %s", (long long)t->suggestion, err->text);
    if (done)
      buf_printf(&taken, "&taken=%lld", (long long)t->suggestion);
    left += !done;
  }
  v->go = str_printf(v->a, "/review?left=%d%.*s", left, STR_ARG(buf_str(&taken)));
  return true;
}

// Fields "invoice" and "amount" come in pairs.
static bool read_correction(struct visit *v, struct correction *c, struct err *err) {
  struct str invoice = S("");
  c->client = str_trim(form_get(&v->form, "client"));
  c->nothing_paid = form_get(&v->form, "nothing").n > 0;
  for (size_t i = 0; i < v->form.n && !c->nothing_paid; i++) {
    struct form_field f = v->form.v[i];
    if (str_eq(f.name, S("invoice")))
      invoice = str_trim(f.value);
    if (!str_eq(f.name, S("amount")) || !invoice.n)
      continue;
    if (!correction_add(v->s->ledger, v->a, invoice, str_trim(f.value), c, err))
      return false;
    invoice = S("");
  }
  if (c->client.n && !client_name(v, c->client).n)
    return err_set(err, ERR_INPUT, "%.*s is no client of this ledger",
                   STR_ARG(str_sub(c->client, 0, 80)));
  return c->client.n || c->allocations.n || c->nothing_paid ||
         err_set(err, ERR_INPUT, "say what is right: a client, an invoice, or no money");
}

bool serve_correct(struct visit *v, struct err *err) {
  struct correction c = {0};
  bool done = false;
  int seen = version(v, err);
  return seen && read_correction(v, &c, err) &&
         decide_accept(v->s->app, v->s->ledger, v->a, v->id, seen, &c, "owner", &done, err) &&
         decided(v, done, "corrected", err);
}

bool serve_undo(struct visit *v, struct err *err) {
  int64_t fresh;
  if (!decide_undo(v->s->app, v->s->ledger, v->a, v->id, "owner", &fresh, err))
    return false;
  v->go = str_printf(v->a, "/review?done=undone&after=%lld", (long long)fresh - 1);
  return true;
}
