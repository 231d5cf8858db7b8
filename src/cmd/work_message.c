// work_message.c: read, think, read, think, write.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_message.h"

#include "cmd/act.h"
#include "cmd/answers.h"
#include "cmd/digest_reply.h"
#include "cmd/judge.h"
#include "cmd/knowledge.h"
#include "cmd/look.h"
#include "cmd/set_aside.h"
#include "cmd/work_sent.h"
#include "cmd/work_statements.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "ledger/trace.h"

struct worked { // all that is known of one message before anything is written
  struct reading reading;
  struct str reading_json;
  struct snapshot snapshot;
  struct verdict verdict;
  struct acts acts;
  struct papers papers; // of a bank's mail
};

// What a client asks for and does not get by itself: his reminders wait until a person has sent it,
// and the owner is told.
static void leave_to_owner(struct arena *a, enum message_kind kind, struct acts *acts) {
  if (kind == KIND_AUTO_REPLY || answer_among(acts)) // who is away asks for nothing
    return;
  for (size_t i = 0, n = acts->n; i < n; i++) {
    struct act *t = &acts->v[i];
    if (t->kind != ACT_HOLD || t->hold != HOLD_ASKED || !day_is(t->until))
      continue;
    t->until = DAY_NONE;
    struct act ask = {
        .kind = ACT_SUGGEST, .client = t->client, .invoice = t->invoice, .why = t->why};
    *LIST_PUSH(a, acts) = ask;
  }
}

// Words that lie in Junk may be true, so they hold; whether they are, a person says.
static void doubt_junk(struct arena *a, struct worked *k) {
  bool weighs = k->verdict.decision != DECISION_NONE;
  for (size_t i = 0; i < k->acts.n; i++)
    weighs |= k->acts.v[i].kind == ACT_HOLD || k->acts.v[i].kind == ACT_TAKE_BACK;
  if (!weighs)
    return;
  k->verdict.decision = DECISION_SUGGEST;
  struct act ask = {.kind = ACT_SUGGEST,
                    .client = k->verdict.client,
                    .why = str_printf(a, "it lies in the Junk folder: is it really from %.*s?",
                                      STR_ARG(k->reading.from.addr))};
  for (size_t i = 0; i < k->acts.n; i++)
    if (k->acts.v[i].kind == ACT_SUGGEST) {
      k->acts.v[i].why = ask.why;
      return;
    }
  *LIST_PUSH(a, &k->acts) = ask;
}

static struct answering answering_of(struct worker *w, struct arena *a, const struct worked *k,
                                     int64_t message, struct now now) {
  return (struct answering){.app = w->app,
                            .l = w->ledger,
                            .a = a,
                            .r = &k->reading,
                            .v = &k->verdict,
                            .s = &k->snapshot,
                            .message = message,
                            .now = now};
}

static bool think(struct worker *w, struct arena *a, const struct inbox_message *m,
                  struct worked *k, struct now now, struct err *err) {
  const struct knowledge *know = w->app->know;
  if (!judge(w->app, w->ledger, a, &k->reading, now.today, &k->snapshot, &k->verdict, err))
    return false;
  dunning_consequences(a, &k->reading, &k->verdict, &k->snapshot, &know->policies, &know->calendar,
                       now.today, &k->acts);
  if (m->kind == FOLDER_JUNK)
    doubt_junk(a, k);
  struct answering q = answering_of(w, a, k, m->id, now);
  if (!answers_choose(&q, &k->acts, err))
    return false;
  leave_to_owner(a, k->verdict.kind, &k->acts);
  return true;
}

static bool asks_owner(const struct worked *k) {
  for (size_t i = 0; i < k->acts.n; i++)
    if (k->acts.v[i].kind == ACT_SUGGEST)
      return true;
  return k->verdict.decision == DECISION_SUGGEST;
}

static struct str question(struct arena *a, const struct worked *k) {
  for (size_t i = 0; i < k->acts.n; i++)
    if (k->acts.v[i].kind == ACT_SUGGEST)
      return k->acts.v[i].why;
  return str_printf(a, "%s from %.*s: is it read rightly?", kind_name(k->verdict.kind),
                    STR_ARG(k->reading.from.addr));
}

static bool suggest(const struct acting *x, const struct worked *k, struct err *err) {
  int64_t id;
  struct suggestion s = {.message = x->message,
                         .client = k->verdict.client,
                         .say = question(x->a, k),
                         .verdict = verdict_json(x->a, &k->verdict)};
  return !asks_owner(k) || suggestion_put(x->l, &s, x->now.utc, &id, err);
}

static struct str outcome_words(struct arena *a, const struct worked *k) {
  struct buf b = buf_in(a);
  buf_printf(&b, "%s, %s", kind_name(k->verdict.kind), decision_name(k->verdict.decision));
  for (size_t i = 0; i < k->verdict.intents.n; i++)
    buf_printf(&b, "%s %s", i ? "," : ":", intent_name(k->verdict.intents.v[i].kind));
  if (asks_owner(k))
    buf_add(&b, S("; waits for you"));
  return buf_str(&b);
}

static bool journal_verdict(const struct acting *x, const struct worked *k, struct str words,
                            struct err *err) {
  int64_t id;
  char *json = json_dumps(reasons_as_json(&k->verdict), JSON_COMPACT);
  struct journal_entry e = {.at = x->now.utc,
                            .kind = S("match"),
                            .message = x->message,
                            .client = k->verdict.client,
                            .say = words,
                            .reasons = str_of(json)};
  bool ok = journal_add(x->l, &e, &id, err);
  free(json);
  return ok;
}

// Who answers our letter has had it, whatever became of the 250.
static bool prove_letters(const struct acting *x, const struct reading *r, struct err *err) {
  const struct strs *lists[] = {&r->in_reply_to, &r->references};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (size_t j = 0; j < lists[i]->n; j++)
      if (!act_prove(x, lists[i]->v[j], S(""), S("an answer to it has come in"), err))
        return false;
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_TOKEN &&
        !act_prove(x, S(""), r->evidence.v[i].ref, S("an answer that quotes it has come in"), err))
      return false;
  return act_learn_name(x, r->bounce.original_ref, r->bounce.original_message_id, err);
}

static bool answer(struct worker *w, const struct acting *x, const struct worked *k,
                   struct err *err) {
  struct answering q = answering_of(w, x->a, k, x->message, x->now);
  return answer_write(&q, &k->acts, err);
}

static bool write_down(struct worker *w, const struct acting *x, const struct worked *k,
                       struct err *err) {
  struct str words = outcome_words(x->a, k);
  struct inbox_outcome o = {.client = k->verdict.client,
                            .reading = k->reading_json,
                            .verdict = verdict_json(x->a, &k->verdict),
                            .words = words};
  struct str bank = S("");
  bool gaps;
  if (!statements_put(x, &k->papers, &bank, &gaps, err))
    return false;
  if (bank.n)
    o.words = words = str_printf(x->a, "%.*s; %.*s", STR_ARG(words), STR_ARG(bank));
  return journal_verdict(x, k, words, err) && prove_letters(x, &k->reading, err) &&
         act_all(x, &k->acts, err) && answer(w, x, k, err) && suggest(x, k, err) &&
         inbox_finish(x->l, x->message, &o, x->now.utc, err);
}

static bool transaction(struct worker *w, const struct acting *x, const struct worked *k,
                        struct err *err) {
  if (ledger_begin(w->ledger, "decide", err) && write_down(w, x, k, err) &&
      ledger_commit(w->ledger, err))
    return true;
  ledger_rollback(w->ledger);
  return false;
}

static struct str title_of(struct arena *a, const struct inbox_message *m) {
  return m->message_id.n ? m->message_id : str_printf(a, "message %lld", (long long)m->id);
}

// The reader died or refused. What it died on is tried again, and set aside at the last try.
static bool unreadable(struct worker *w, const struct inbox_message *m, const struct err *why,
                       bool final, struct err *err) {
  if (!final && (m->tries < INBOX_TRIES || stop_wanted())) // a stop may have killed the reader
    return true; // stays claimed: the next round takes it again
  log_say(LOG_WARNING, "message %lld is set aside: %s", (long long)m->id, why->text);
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct acting x = {
      .l = w->ledger, .a = &a, .message = m->id, .now = clock_now(), .by = "relance"};
  bool ok = set_aside(&x, m, str_of(why->text), S(""), err);
  arena_free(&a);
  return ok;
}

// Only its headers were fetched; they tell whose it is, and what he calls it.
static bool too_large(struct worker *w, const struct acting *x, const struct inbox_message *m,
                      struct err *err) {
  struct worked k = {0};
  struct err why;
  struct str words = m->refused;
  if (reader_read(&w->reader, x->a, title_of(x->a, m), m->raw, &k.reading_json, &k.reading, &why)) {
    if (!judge(w->app, w->ledger, x->a, &k.reading, x->now.today, &k.snapshot, &k.verdict, err))
      return false;
    words = str_printf(x->a, "from %.*s, \"%.*s\": %.*s", STR_ARG(k.reading.from.addr),
                       STR_ARG(k.reading.subject), STR_ARG(m->refused));
  } else if (why.kind != ERR_INPUT)
    return err_set(err, why.kind, "%s", why.text);
  log_say(LOG_WARNING, "message %lld is set aside: %.*s", (long long)m->id, STR_ARG(words));
  return set_aside(x, m, words, k.verdict.client, err);
}

// By its headers: what servers hand on has theirs.
static bool was_received(struct str raw) {
  struct str rest = trace_headers(raw), line;
  while (str_line(&rest, &line))
    if (str_starts_ci(line, S("Received:")) || str_starts_ci(line, S("Return-Path:")))
      return true;
  return false;
}

// People keep what they wrote to a client beside what he wrote. But a form on our own site writes
// in our name too.
static bool is_outgoing(const struct worker *w, const struct inbox_message *m,
                        const struct reading *r) {
  const struct company *us = &w->app->conf.company;
  bool outgoing = m->kind == FOLDER_SENT;
  for (size_t i = 0; m->kind == FOLDER_OTHER && i < us->addresses.n; i++)
    outgoing |= str_eq_ci(us->addresses.v[i], r->from.addr) && !was_received(m->raw);
  return outgoing;
}

static bool is_history(struct worker *w, const struct inbox_message *m, int64_t now, bool *yes,
                       struct err *err) {
  int64_t first;
  if (!look_first(w->ledger, m->mailbox, now, &first, err))
    return false;
  *yes = m->arrived_at > 0 && m->arrived_at + LOOK_HISTORY_DAYS * 86400LL < first;
  return true;
}

static bool keep_history(struct worker *w, const struct inbox_message *m, int64_t now,
                         struct err *err) {
  struct inbox_outcome o = {.words = S("from before relance: kept, nothing done")};
  return inbox_finish(w->ledger, m->id, &o, now, err);
}

// What its files hold for the register. Where they cannot be read the mail still counts.
static bool read_papers(struct worker *w, struct arena *a, const struct inbox_message *m,
                        const struct reading *r, struct papers *out, struct err *err) {
  struct err why;
  if (!r->attachments.n || reader_papers(&w->reader, a, PAPERS_OF_MAIL, m->raw, out, &why))
    return true;
  if (why.kind != ERR_INPUT)
    return err_set(err, why.kind, "%s", why.text);
  *LIST_PUSH(a, &out->trouble) = str_dup(a, str_of(why.text));
  return true;
}

static bool work_one(struct worker *w, struct arena *a, const struct inbox_message *m,
                     struct err *err) {
  struct worked k = {0};
  struct now now = clock_now();
  struct acting x = {.l = w->ledger, .a = a, .message = m->id, .now = now, .by = "relance"};
  struct err why;
  bool history, taken = false;
  if (!is_history(w, m, now.utc, &history, err))
    return false;
  if (history)
    return keep_history(w, m, now.utc, err);
  if (m->refused.n)
    return too_large(w, &x, m, err);
  if (!reader_read(&w->reader, a, title_of(a, m), m->raw, &k.reading_json, &k.reading, &why)) {
    if (why.kind != ERR_INPUT)
      return err_set(err, why.kind, "%s", why.text);
    return unreadable(w, m, &why, w->reader.child.pid > 0, err);
  }
  if (m->kind != FOLDER_SENT && !digest_reply(w, &x, &k.reading, k.reading_json, &taken, err))
    return false;
  if (taken)
    return true;
  if (is_outgoing(w, m, &k.reading)) {
    struct papers papers = {0};
    return read_papers(w, a, m, &k.reading, &papers, err) &&
           work_sent(&x, &w->app->conf, &k.reading, k.reading_json, &papers, err);
  }
  if (is_from_bank(&w->app->conf, &k.reading) && !read_papers(w, a, m, &k.reading, &k.papers, err))
    return false;
  return think(w, a, m, &k, now, err) && transaction(w, &x, &k, err);
}

bool work_message(struct worker *w, const struct inbox_message *m, struct err *err) {
  struct err died = {.text = "relance died while working it, again and again"};
  if (m->tries > INBOX_DEATHS) // far more than any stop or power cut explains
    return unreadable(w, m, &died, true, err);
  struct arena a;
  jmp_buf full;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  a.full = &full;
  bool ok;
  if (setjmp(full)) {
    ledger_rollback(w->ledger);
    reader_stop(&w->reader); // half an answer may still lie in its socket
    struct err why = {.text = "working it out needs more memory than a message may use"};
    ok = unreadable(w, m, &why, true, err);
  } else {
    ok = work_one(w, &a, m, err);
    if (!ok && err->kind == ERR_INPUT) { // the register will not have it: no reason to stand still
      struct err why = *err;
      ok = unreadable(w, m, &why, false, err);
    }
  }
  arena_free(&a);
  return ok;
}
