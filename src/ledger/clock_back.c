// clock_back.c: what was written while the clock was ahead is brought back to now.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nothing that has left is forgotten: its moment becomes now, so that no second one is due. What
// was only planned goes, and is planned anew. A hold that ended because of the clock stands again.
#include "ledger/db.h"
#include "ledger/journal.h"

bool ledger_latest(struct ledger *l, int64_t *at, struct err *err) {
  return db_number(l, "SELECT coalesce(max(seen_at), 0) FROM folder", NOTHING, 0, at, err);
}

// In this order. ?1 is now, ?2 today.
static const struct {
  size_t n; // how many of the two it names
  const char *sql;
} corrections[] = {
    // Nobody knows when the mailbox was really seen: it has to be looked at again.
    {1, "UPDATE folder SET seen_at = 0 WHERE seen_at > ?1"},
    {1, "UPDATE setting SET value = CAST(?1 AS TEXT) WHERE name GLOB 'first look *'"
        " AND CAST(value AS INTEGER) > ?1"},
    {1,
     "UPDATE letter SET state = 'withdrawn', changed_at = ?1, why = 'written while the clock was "
     "ahead',"
     " key_given_back = in_doubt_at IS NULL AND doubted = 0"
     " WHERE state IN ('planned', 'queued') AND created_at > ?1"},
    {1, "UPDATE letter SET not_before = ?1, changed_at = ?1 WHERE state = 'queued' AND changed_at "
        "> ?1"},
    {1, "UPDATE letter SET in_doubt_at = ?1 WHERE in_doubt_at > ?1"},
    {1, "UPDATE letter SET sent_at = ?1 WHERE sent_at > ?1"},
    // The deadline that such a letter names is nobody's: the gap between two letters remains.
    {2, "UPDATE reminder SET sent_at = ?1, sent = ?2, deadline = NULL WHERE sent_at > ?1"},
    {2, "INSERT INTO hold (client, invoice, kind, from_day, until_day, why, message, at)"
        " SELECT client, invoice, kind, ?2,"
        "  iif(from_day > ?2, ?2 + (until_day - from_day), until_day), why, message, ?1 FROM hold"
        " WHERE until_day >= ?2 AND ended_at > ?1 AND ended_why = 'its last day has passed'"
        "  AND NOT EXISTS (SELECT 1 FROM hold again WHERE again.id > hold.id"
        "   AND again.client = hold.client AND again.kind = hold.kind"
        "   AND again.invoice IS hold.invoice AND again.until_day = hold.until_day)"
        "  OR from_day > ?2 AND ended_at IS NULL"},
    {2, "UPDATE hold SET ended_at = ?1, ended_why = 'begun while the clock was ahead; begun anew'"
        " WHERE ended_at IS NULL AND from_day > ?2"},
    // Mail that was taken for history, from long before the first look, did nothing yet.
    {1,
     "UPDATE message SET state = 'new', tries = 0, worked_at = NULL WHERE state = 'done'"
     " AND worked_at > ?1 AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.message = message.id)"},
};

static bool correct(struct ledger *l, struct day today, int64_t now, int64_t *changed,
                    struct err *err) {
  const struct bind moment[] = {INT(now), INT(today.n)};
  for (size_t i = 0; i < sizeof corrections / sizeof *corrections; i++) {
    if (!db_run(l, corrections[i].sql, moment, corrections[i].n, err))
      return false;
    *changed += db_changes(l);
  }
  return true;
}

bool ledger_set_back(struct ledger *l, struct day today, int64_t now, int64_t *changed,
                     struct err *err) {
  bool own;
  int64_t id, n = 0;
  struct journal_entry e = {
      .at = now, .kind = S("clock"), .say = S("the owner says that the clock is right now")};
  if (!db_enter(l, "clock", &own, err))
    return false;
  if (!db_leave(l, own, correct(l, today, now, &n, err) && journal_add(l, &e, &id, err), err))
    return false;
  *changed = n;
  return true;
}
