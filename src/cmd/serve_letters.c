// serve_letters.c: letters that wait, letters in doubt, one letter, and what is done with them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/outbox_move.h"
#include "host/clock.h"
#include "relance/mail.h"

static bool awaits_yes(struct visit *v, const struct outbox_letter *l) {
  bool asked = l->needs_person || str_eq(v->frame.mode, str_of(mode_name(MODE_APPROVE)));
  return asked && l->state == LETTER_QUEUED && !l->approved_at && l->draft == DRAFT_NONE;
}

static struct letter_row row_of(struct visit *v, const struct outbox_letter *l) {
  struct now at = clock_at(l->sent_at ? l->sent_at : l->not_before);
  return (struct letter_row){.id = l->id,
                             .state = str_of(letter_state_name(l->state)),
                             .client = l->client,
                             .client_name = client_name(v, l->client),
                             .to = l->env_to,
                             .subject = l->subject,
                             .why = l->why.n ? l->why : l->plan,
                             .invoices = l->invoices,
                             .step = l->step,
                             .day = at.today,
                             .minute = at.minute_of_day,
                             .awaits_yes = awaits_yes(v, l),
                             .needs_person = l->needs_person && l->state == LETTER_PLANNED};
}

static bool list(struct visit *v, const enum letter_state *states, size_t n, struct err *err) {
  struct outbox_letters all = {0};
  struct letter_rows rows = {0};
  struct ledger_stats stats;
  size_t shown;
  if (!asked_count(v, &stats, err))
    return false;
  for (size_t i = 0; i < n; i++) {
    struct outbox_letters some = {0};
    if (!letters_by_state(v->s->ledger, v->a, states[i], rows_wanted(v), &some, err))
      return false;
    for (size_t k = 0; k < some.n && all.n < rows_wanted(v); k++)
      *LIST_PUSH(v->a, &all) = some.v[k];
  }
  size_t first = rows_first(v, all.n, &shown);
  for (size_t i = first; all.v && i < first + shown; i++)
    *LIST_PUSH(v->a, &rows) = row_of(v, &all.v[i]);
  v->body = page_letters(v->a, &v->frame, &rows);
  return true;
}

bool serve_next(struct visit *v, struct err *err) {
  static const enum letter_state states[] = {LETTER_SENDING, LETTER_QUEUED, LETTER_PLANNED};
  return list(v, states, sizeof states / sizeof *states, err);
}

bool serve_doubt(struct visit *v, struct err *err) {
  static const enum letter_state states[] = {LETTER_ASK_OWNER, LETTER_IN_DOUBT};
  return list(v, states, sizeof states / sizeof *states, err);
}

// Our own letter, not a stranger's: it may be read here.
static struct str text_of(struct visit *v, const struct outbox_letter *l) {
  struct message m;
  struct err ignored;
  if (!message_read(v->a, l->mime, &m, &ignored))
    return S("");
  for (size_t i = 0; i < m.parts.n; i++)
    if (m.parts.v[i].role == PART_BODY)
      return m.parts.v[i].text;
  return S("");
}

bool serve_letter(struct visit *v, struct err *err) {
  struct outbox_letter l;
  struct events events = {0};
  struct story_events story = {0};
  struct ledger_stats stats;
  bool found;
  if (!asked_count(v, &stats, err) || !letter_get(v->s->ledger, v->a, v->id, &l, &found, err) ||
      !history_of_letter(v->s->ledger, v->a, v->id, &events, err))
    return false;
  if (!found)
    return not_there(v, "letter", err);
  add_story(v, &events, &story);
  struct letter_view view = {.row = row_of(v, &l), .text = text_of(v, &l)};
  v->body = page_letter(v->a, &v->frame, &view, &story);
  return true;
}

static bool move(struct visit *v, const char *action, const char *choice, struct err *err) {
  if (!ledger_begin(v->s->ledger, "owner", err))
    return false;
  if (!outbox_move(v->s->ledger, v->a, action, choice, v->id, err) ||
      !ledger_commit(v->s->ledger, err)) {
    ledger_rollback(v->s->ledger);
    return false;
  }
  v->go = str_printf(v->a, "/letter/%lld?done=moved", (long long)v->id);
  return true;
}

bool serve_approve(struct visit *v, struct err *err) {
  return move(v, "approve", "", err);
}

bool serve_withdraw(struct visit *v, struct err *err) {
  return move(v, "withdraw", "", err);
}

bool serve_sent(struct visit *v, struct err *err) {
  return move(v, "release", "sent", err);
}

bool serve_again(struct visit *v, struct err *err) {
  return move(v, "release", "again", err);
}

bool serve_drop(struct visit *v, struct err *err) {
  return move(v, "release", "drop", err);
}
