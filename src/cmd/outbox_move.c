// outbox_move.c: the moves that are open to a person.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/outbox_move.h"

#include "host/clock.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"

#include <string.h>

// From where to where; the database knows the same picture.
static const struct move {
  const char *action, *choice;
  enum letter_state from, to;
  const char *why;
} moves[] = {
    {"approve", "", LETTER_PLANNED, LETTER_QUEUED, "approved by the owner"},
    {"approve", "", LETTER_QUEUED, LETTER_QUEUED, "approved by the owner"},
    {"withdraw", "", LETTER_PLANNED, LETTER_WITHDRAWN, "withdrawn by the owner"},
    {"withdraw", "", LETTER_QUEUED, LETTER_WITHDRAWN, "withdrawn by the owner"},
    {"withdraw", "draft", LETTER_QUEUED, LETTER_WITHDRAWN,
     "its draft was removed without being sent"},
    {"release", "sent", LETTER_ASK_OWNER, LETTER_SENT, "the owner knows that it left"},
    {"release", "again", LETTER_ASK_OWNER, LETTER_QUEUED, "the owner wants it sent again"},
    {"release", "drop", LETTER_ASK_OWNER, LETTER_WITHDRAWN, "dropped by the owner"},
    {"release", "sent", LETTER_IN_DOUBT, LETTER_SENT, "the owner knows that it left"},
};

static const struct move *find_move(const char *action, const char *choice,
                                    enum letter_state from) {
  for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
    if (strcmp(moves[i].action, action) == 0 && strcmp(moves[i].choice, choice) == 0 &&
        moves[i].from == from)
      return &moves[i];
  return NULL;
}

// Whoever takes a letter back does not want it again tomorrow: its invoices wait for his word.
static bool wait_for_owner(struct ledger *l, struct arena *a, const struct outbox_letter *t,
                           struct err *err) {
  struct now now = clock_now();
  int64_t id;
  for (size_t i = 0; i < t->invoices.n; i++) {
    struct hold h = {.client = t->client,
                     .invoice = t->invoices.v[i],
                     .kind = HOLD_OWNER,
                     .from = now.today,
                     .until = DAY_NONE,
                     .why = str_printf(a, "you took letter %lld back; relance resume %.*s",
                                       (long long)t->id, STR_ARG(t->client))};
    if (!hold_put(l, &h, 0, now.utc, &id, err))
      return false;
  }
  return true;
}

static bool carry_out(struct ledger *l, const struct outbox_letter *t, const struct move *m,
                      bool *moved, struct err *err) {
  int64_t now = clock_now().utc, entry;
  struct letter_change c = {.approves = m->to == LETTER_QUEUED};
  struct journal_entry e = {.at = now,
                            .kind = str_of(m->action),
                            .letter = t->id,
                            .client = t->client,
                            .say = str_of(m->why)};
  if (m->to == LETTER_SENT)
    c.evidence = str_of(m->why);
  bool ok = m->from == m->to
                ? letter_approve(l, t->id, str_of(m->why), now, moved, err)
                : letter_move(l, t->id, m->from, m->to, &c, str_of(m->why), now, moved, err);
  return ok && (!*moved || journal_add(l, &e, &entry, err));
}

bool outbox_move(struct ledger *l, struct arena *a, const char *action, const char *choice,
                 int64_t id, struct err *err) {
  struct outbox_letter t;
  bool found, moved = false;
  if (!letter_get(l, a, id, &t, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "there is no letter %lld", (long long)id);
  const struct move *m = find_move(action, choice, t.state);
  if (m && !carry_out(l, &t, m, &moved, err))
    return false;
  if (moved && m->to == LETTER_WITHDRAWN && !wait_for_owner(l, a, &t, err))
    return false;
  return moved ||
         err_set(err, ERR_INPUT, "letter %lld is %s: it cannot be %s%s%s now", (long long)id,
                 letter_state_name(t.state), action, *choice ? " " : "", choice);
}
