// desk_store.c: questions and the folders that they lie in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/desk_store.h"

#include "ledger/db.h"

#define NAMES(f) TEXT((f)[0]), TEXT((f)[1]), TEXT((f)[2]), TEXT((f)[3]), TEXT((f)[4])
#define PLACE "l.folder, l.message, l.uidvalidity, l.uid, f.name"

static struct moved place_of(const struct rows *r, struct arena *a) {
  return (struct moved){.folder = row_int(r, 0),
                        .message = row_int(r, 1),
                        .uidvalidity = (uint32_t)row_int(r, 2),
                        .uid = (uint32_t)row_int(r, 3),
                        .name = row_text(r, a, 4)};
}

bool desk_wanted(struct ledger *l, struct arena *a, struct str mailbox, const struct str *folders,
                 size_t limit, struct ids *out, struct err *err) {
  struct rows r;
  struct ids got = {0};
  rows_open(&r, l,
            "SELECT m.id FROM suggestion s JOIN message m ON m.id = s.message"
            " WHERE s.state = 'open' AND m.mailbox = ?6 AND NOT EXISTS"
            "  (SELECT 1 FROM location l JOIN folder f ON f.id = l.folder WHERE l.message = m.id"
            "   AND f.mailbox = ?6 AND l.stale = 0 AND l.moved_on = 0 AND (f.name IN (?1, ?4)"
            "   OR (f.name IN (?2, ?3) AND l.obeyed = 0)))"
            " AND ?5 <> '' GROUP BY m.id ORDER BY min(s.id) LIMIT ?7",
            WITH(NAMES(folders), TEXT(mailbox), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = row_int(&r, 0);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool desk_decided(struct ledger *l, struct arena *a, struct str mailbox, const struct str *folders,
                  size_t limit, struct moveds *out, struct err *err) {
  struct rows r;
  struct moveds got = {0};
  rows_open(&r, l,
            "SELECT " PLACE " FROM folder f JOIN location l ON l.folder = f.id"
            " WHERE f.mailbox = ?6 AND f.name IN (?1, ?2, ?3, ?4) AND f.name <> ?5"
            " AND l.stale = 0 AND l.moved_on = 0 AND l.obeyed = 1"
            " AND EXISTS (SELECT 1 FROM suggestion WHERE message = l.message)"
            " AND NOT EXISTS (SELECT 1 FROM suggestion WHERE message = l.message"
            "  AND state = 'open') ORDER BY l.folder, l.uid LIMIT ?7",
            WITH(NAMES(folders), TEXT(mailbox), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = place_of(&r, a);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool desk_place(struct ledger *l, struct arena *a, int64_t message, const struct str *folders,
                bool anywhere, struct moved *out, bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " PLACE " FROM location l JOIN folder f ON f.id = l.folder"
            " JOIN message m ON m.id = l.message AND m.mailbox = f.mailbox"
            " WHERE l.message = ?6 AND l.stale = 0 AND l.moved_on = 0"
            " AND f.name NOT IN (?1, ?4) AND (?7 OR f.name IN (?2, ?3, ?5))"
            " ORDER BY f.name IN (?2, ?3, ?5) DESC, l.folder, l.uid DESC LIMIT 1",
            WITH(NAMES(folders), INT(message), INT(anywhere)));
  *found = rows_next(&r);
  if (*found)
    *out = place_of(&r, a);
  return rows_close(&r, err);
}

bool desk_moved_on(struct ledger *l, const struct moved *m, struct err *err) {
  return db_run(l,
                "UPDATE location SET moved_on = 1 WHERE folder = ? AND uidvalidity = ? AND uid = ?",
                WITH(INT(m->folder), INT(m->uidvalidity), INT(m->uid)), err);
}
