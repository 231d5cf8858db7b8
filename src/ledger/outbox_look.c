// outbox_look.c: looking at letters; a letter's bytes are checked against their hash first.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/outbox.h"
#include "ledger/outbox_rows.h"

static const char *const kinds[] = {"reminder", "answer", "notice"};

struct str outbox_kind_name(enum outbox_kind k) {
  return str_of(kinds[k]);
}

static enum outbox_kind kind_of(struct str name) {
  size_t i = 0;
  while (i < OUTBOX_NOTICE && !str_eq(name, str_of(kinds[i])))
    i++;
  return (enum outbox_kind)i;
}

// The schema's CHECK leaves no other words.
static enum letter_state state_of(struct str name) {
  enum letter_state s = LETTER_ASK_OWNER;
  letter_state_of(name, &s);
  return s;
}

// "1234.56 EUR" for each invoice, as put there by outbox.c.
static void add_open(struct arena *a, struct outbox_letter *l, struct str list) {
  struct strs words = list_split(a, list);
  for (size_t i = 0; i < words.n; i++) {
    struct str amount, currency;
    struct money m = {0};
    struct err ignored;
    str_cut(words.v[i], ' ', &amount, &currency);
    if (money_parse(amount, str_c(a, currency), &m, &ignored))
      *LIST_PUSH(a, &l->open) = m;
  }
}

struct outbox_letter letter_of_row(const struct rows *r, struct arena *a) {
  struct outbox_letter l = {
      .id = row_int(r, 0),
      .state = state_of(row_borrowed(r, 1)),
      .kind = kind_of(row_borrowed(r, 2)),
      .mailbox = row_text(r, a, 3),
      .client = row_text(r, a, 4),
      .step = (int)row_int(r, 5),
      .cycle = (int)row_int(r, 6),
      .invoices = list_split(a, row_borrowed(r, 7)),
      .message_id = row_text(r, a, 8),
      .token = row_text(r, a, 9),
      .subject = row_text(r, a, 10),
      .env_from = row_text(r, a, 11),
      .env_to = row_text(r, a, 12),
      .sha256 = row_text(r, a, 13),
      .deadline = row_day(r, 14),
      .plan = row_text(r, a, 15),
      .created_at = row_int(r, 16),
      .not_before = row_int(r, 17),
      .changed_at = row_int(r, 18),
      .in_doubt_at = row_int(r, 19),
      .sent_at = row_int(r, 20),
      .attempts = (int)row_int(r, 21),
      .reply_code = (int)row_int(r, 22),
      .reply = row_text(r, a, 23),
      .evidence = row_text(r, a, 24),
      .why = row_text(r, a, 25),
      .filed = row_int(r, 26) != 0,
      .letter = row_text(r, a, 28),
      .needs_person = row_int(r, 29) != 0,
      .key = row_text(r, a, 30),
      .approved_at = row_int(r, 31),
      .draft = letter_draft_of(row_borrowed(r, 32)),
      .draft_at = row_int(r, 33),
  };
  add_open(a, &l, row_borrowed(r, 27));
  return l;
}

// ---------------------------------------------------------------- one

// Of a damaged row nothing may leave.
static bool whole(struct arena *a, const struct outbox_letter *l, struct err *err) {
  return str_eq(sha256(a, l->mime), l->sha256) ||
         err_set(err, ERR_SETUP,
                 "letter %lld: its bytes are not those that were decided (hash differs): look at "
                 "the disk; `relance check` tells more",
                 (long long)l->id);
}

static bool first(struct rows *r, struct arena *a, struct outbox_letter *out, bool *found,
                  struct err *err) {
  struct outbox_letter got = {0};
  bool there = rows_next(r);
  if (there) {
    got = letter_of_row(r, a);
    got.mime = row_text(r, a, LETTER_COLUMN_COUNT);
  }
  if (!rows_close(r, err) || (there && !whole(a, &got, err)))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

#define WITH_MIME                                                                                  \
  "SELECT " LETTER_COLUMNS ", m.mime FROM letter l JOIN letter_mime m ON m.letter = l.id "

bool letter_get(struct ledger *l, struct arena *a, int64_t id, struct outbox_letter *out,
                bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l, WITH_MIME "WHERE l.id = ?", WITH(INT(id)));
  return first(&r, a, out, found, err);
}

bool letter_find(struct ledger *l, struct arena *a, struct str message_id, struct str token,
                 struct outbox_letter *out, bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            WITH_MIME "WHERE l.id = coalesce((SELECT id FROM letter WHERE message_id = ?1),"
                      " (SELECT letter FROM letter_alias WHERE message_id = ?1))",
            WITH(TEXT(message_id)));
  bool there;
  if (!first(&r, a, out, &there, err))
    return false;
  if (there || !token.n) {
    *found = there;
    return true;
  }
  rows_open(&r, l, WITH_MIME "WHERE l.token = ?", WITH(TEXT(token)));
  return first(&r, a, out, found, err);
}

// ---------------------------------------------------------------- many

static bool collect(struct rows *r, struct arena *a, struct outbox_letters *out, struct err *err) {
  struct outbox_letters got = {0};
  while (rows_next(r))
    *LIST_PUSH(a, &got) = letter_of_row(r, a);
  if (!rows_close(r, err))
    return false;
  *out = got;
  return true;
}

bool letters_by_state(struct ledger *l, struct arena *a, enum letter_state state, size_t limit,
                      struct outbox_letters *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " LETTER_COLUMNS " FROM letter l WHERE l.state = ?"
            " ORDER BY l.not_before, l.id LIMIT ?",
            WITH(TEXT(str_of(letter_state_name(state))), INT((int64_t)limit)));
  return collect(&r, a, out, err);
}

bool letters_of_client(struct ledger *l, struct arena *a, struct str client, size_t limit,
                       struct outbox_letters *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " LETTER_COLUMNS " FROM letter l WHERE l.client = ? ORDER BY l.id DESC LIMIT ?",
            WITH(TEXT(client), INT((int64_t)limit)));
  return collect(&r, a, out, err);
}

bool letters_unfiled(struct ledger *l, struct arena *a, struct str mailbox, size_t limit,
                     struct outbox_letters *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " LETTER_COLUMNS " FROM letter l WHERE l.state = 'sent' AND l.filed_at IS NULL"
            " AND l.mailbox = ? ORDER BY l.id LIMIT ?",
            WITH(TEXT(mailbox), INT((int64_t)limit)));
  return collect(&r, a, out, err);
}

bool letters_count(struct ledger *l, struct str client, int64_t since, size_t *all, size_t *his,
                   struct err *err) {
  int64_t total, of_client;
  if (!db_number(l, "SELECT count(*) FROM letter WHERE in_doubt_at >= ?", WITH(INT(since)), 0,
                 &total, err) ||
      !db_number(l, "SELECT count(*) FROM letter WHERE in_doubt_at >= ? AND client = ?",
                 WITH(INT(since), TEXT(client)), 0, &of_client, err))
    return false;
  *all = (size_t)total;
  *his = (size_t)of_client;
  return true;
}
