// act.c: holds, withdrawals, steps taken back, allocations, each with its line in the journal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/act.h"

#include "ledger/learned.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

static bool note(const struct acting *x, const char *kind, struct str client, struct str invoice,
                 struct str say, struct err *err) {
  int64_t id;
  struct journal_entry e = {.at = x->now.utc,
                            .kind = str_of(kind),
                            .message = x->message,
                            .client = client,
                            .invoice = invoice,
                            .say = say};
  return journal_add(x->l, &e, &id, err);
}

static bool put_hold(const struct acting *x, const struct act *t, struct err *err) {
  int64_t id;
  struct hold h = {.client = t->client,
                   .invoice = t->invoice,
                   .kind = t->hold,
                   .from = t->from,
                   .until = t->until,
                   .why = t->why};
  return hold_put(x->l, &h, x->message, x->now.utc, &id, err) &&
         note(x, "hold", t->client, t->invoice, t->why, err);
}

static bool withdraw(const struct acting *x, const struct act *t, struct err *err) {
  size_t n;
  if (!letters_withdraw(x->l, t->client, t->invoice, true, t->why, x->now.utc, &n, err))
    return false;
  return n == 0 || note(x, "withdraw", t->client, t->invoice, t->why, err);
}

// The reminder did not arrive. One that was in doubt left all the same: the bounce proves it.
static bool take_back(const struct acting *x, const struct act *t, struct err *err) {
  struct outbox_letter letter;
  bool found, moved;
  struct letter_change c = {.evidence = t->why, .full = str_eq(t->name, S("full"))};
  if (!letter_find(x->l, x->a, t->message_id, S(""), &letter, &found, err))
    return false;
  if (found && (letter.state == LETTER_IN_DOUBT || letter.state == LETTER_ASK_OWNER)) {
    if (!letter_move(x->l, letter.id, letter.state, LETTER_SENT, &c, t->why, x->now.utc, &moved,
                     err))
      return false;
    letter.state = LETTER_SENT;
  }
  if (found && letter.state == LETTER_SENT &&
      !letter_move(x->l, letter.id, LETTER_SENT, LETTER_UNDELIVERED, &c, t->why, x->now.utc, &moved,
                   err))
    return false;
  return note(x, "bounce", t->client, S(""), t->why, err);
}

bool act_learn_name(const struct acting *x, struct str token, struct str message_id,
                    struct err *err) {
  struct outbox_letter letter;
  bool found = false;
  return !token.n || (letter_find(x->l, x->a, S(""), token, &letter, &found, err) &&
                      (!found || letter_also_known(x->l, &letter, message_id, err)));
}

bool act_prove(const struct acting *x, struct str message_id, struct str token, struct str evidence,
               struct err *err) {
  struct outbox_letter letter;
  bool found, moved;
  struct letter_change c = {.evidence = evidence};
  if (!letter_find(x->l, x->a, message_id, token, &letter, &found, err))
    return false;
  if (!found || (letter.state != LETTER_IN_DOUBT && letter.state != LETTER_ASK_OWNER))
    return true;
  return letter_move(x->l, letter.id, letter.state, LETTER_SENT, &c, evidence, x->now.utc, &moved,
                     err);
}

static bool only_note(const struct acting *x, const struct act *t, struct err *err) {
  static const char *const kinds[] = {
      [ACT_SUGGEST] = "ask", [ACT_TASK] = "task", [ACT_ANSWER] = "answer", [ACT_NOTE] = "note"};
  return note(x, kinds[t->kind], t->client, t->invoice, t->why, err);
}

typedef bool act_one(const struct acting *x, const struct act *t, struct err *err);
static act_one *const actions[] = {
    [ACT_HOLD] = put_hold,     [ACT_WITHDRAW] = withdraw, [ACT_TAKE_BACK] = take_back,
    [ACT_SUGGEST] = only_note, [ACT_TASK] = only_note,    [ACT_ANSWER] = only_note,
    [ACT_NOTE] = only_note,
};

bool act_all(const struct acting *x, const struct acts *acts, struct err *err) {
  for (size_t i = 0; i < acts->n; i++)
    if (!actions[acts->v[i].kind](x, &acts->v[i], err))
      return false;
  return true;
}

static bool allocate_one(const struct acting *x, const struct allocation *al, struct err *err) {
  int64_t id;
  struct allocation_row row = {.invoice = al->invoice,
                               .message = x->message,
                               .at = x->now.utc,
                               .amount = al->amount,
                               .why = str_printf(x->a, "money received, decided by %s", x->by)};
  if (!al->amount.currency[0])
    return true;
  return allocation_put(x->l, &row, &id, err) &&
         note(x, "allocate", S(""), al->invoice, row.why, err);
}

bool act_allocate(const struct acting *x, const struct verdict *v, struct err *err) {
  for (size_t i = 0; i < v->allocations.n; i++)
    if (!allocate_one(x, &v->allocations.v[i], err))
      return false;
  return true;
}

bool act_undo_message(const struct acting *x, struct str why, struct err *err) {
  struct holds holds = {0};
  struct allocation_rows rows = {0};
  if (!holds_of_message(x->l, x->a, x->message, &holds, err) ||
      !allocations_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  for (size_t i = 0; i < holds.n; i++)
    if (!hold_end(x->l, holds.v[i].id, why, x->now.utc, err))
      return false;
  for (size_t i = 0; i < rows.n; i++)
    if (!rows.v[i].ended_at && !allocation_end(x->l, rows.v[i].id, why, x->now.utc, err))
      return false;
  return learned_end_of_message(x->l, x->message, why, x->now.utc, err) &&
         answers_take_back(x->l, x->message, why, x->now.utc, err) &&
         note(x, "undo", S(""), S(""), why, err);
}

bool act_restore_message(const struct acting *x, struct str ended_why, struct err *err) {
  struct allocation_rows rows = {0};
  int64_t id;
  if (!holds_restore(x->l, x->message, ended_why, x->now.utc, err) ||
      !allocations_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    struct allocation_row again = rows.v[i];
    again.at = x->now.utc;
    if (again.ended_at && str_eq(again.ended_why, ended_why) &&
        !allocation_put(x->l, &again, &id, err))
      return false;
  }
  return true;
}

json_t *reasons_as_json(const struct verdict *v) {
  json_t *list = json_array();
  for (size_t i = 0; i < v->reasons.n; i++) {
    const struct reason *r = &v->reasons.v[i];
    json_array_append_new(list, json_pack("{s:i,s:o,s:o}", "points", r->points, "say",
                                          json_str(r->say), "text", json_str(r->text)));
  }
  return list;
}
