// invoice_keys.c: the keys of invoice numbers; of many invoices at once in the order of the index.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A million invoices have five million keys. Put one by one, each lands somewhere in an index that
// no longer fits into memory; sorted first, a few hundred thousand at a time, they are one pass
// through it.
#include "ledger/invoice_keys.h"

#include "ledger/register_store.h"

#include <stdlib.h>
#include <string.h>

enum {
  BATCH_KEYS = 1 << 20,    // sorted and written together
  BATCH_ARENA = 512 << 20, // bytes; far above what so many keys need
  KEY_HEAD = sizeof(uint64_t),
};

struct waiting_key {
  uint64_t head; // first bytes, so that most comparisons are one of numbers
  struct str value;
  int64_t invoice;
};

struct key_batch {
  struct arena arena;
  LIST(struct waiting_key) keys;
  struct arena arena_indexes;
  struct strs indexes; // that are made again at the end
};

// Sixteen to a statement: half of the time would go into beginning and ending them.
enum { KEYS_AT_ONCE = 16 };
#define FOUR_KEYS "(?, ?), (?, ?), (?, ?), (?, ?)"

static bool put_some(struct ledger *l, const struct waiting_key *k, struct err *err) {
  struct bind v[2 * KEYS_AT_ONCE];
  for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
    v[2 * i] = TEXT(k[i].value);
    v[2 * i + 1] = INT(k[i].invoice);
  }
  return db_run(l,
                "INSERT INTO invoice_key (value, invoice) VALUES " FOUR_KEYS ", " FOUR_KEYS
                ", " FOUR_KEYS ", " FOUR_KEYS " ON CONFLICT DO NOTHING",
                v, (size_t)2 * KEYS_AT_ONCE, err);
}

static bool put(struct ledger *l, struct str key, int64_t invoice, struct err *err) {
  return db_run(l, "INSERT INTO invoice_key (value, invoice) VALUES (?, ?) ON CONFLICT DO NOTHING",
                WITH(TEXT(key), INT(invoice)), err);
}

static uint64_t head_of(struct str s) {
  uint64_t head = 0;
  for (size_t i = 0; i < KEY_HEAD; i++)
    head = head << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
  return head;
}

static int in_order(const void *x, const void *y) {
  const struct waiting_key *a = x, *b = y;
  if (a->head != b->head)
    return a->head < b->head ? -1 : 1;
  int c = str_cmp(a->value, b->value);
  return c ? c : (a->invoice > b->invoice) - (a->invoice < b->invoice);
}

static bool flush(struct ledger *l, struct err *err) {
  struct key_batch *b = l->keys;
  bool ok = true;
  if (b->keys.n)
    qsort(b->keys.v, b->keys.n, sizeof *b->keys.v, in_order);
  size_t i = 0;
  for (; ok && i + KEYS_AT_ONCE <= b->keys.n; i += KEYS_AT_ONCE)
    ok = put_some(l, &b->keys.v[i], err);
  for (; ok && i < b->keys.n; i++)
    ok = put(l, b->keys.v[i].value, b->keys.v[i].invoice, err);
  arena_free(&b->arena);
  b->keys.v = NULL;
  b->keys.n = b->keys.cap = 0;
  return ok;
}

bool invoice_keys_put(struct ledger *l, int64_t invoice, const struct strs *keys, struct err *err) {
  struct key_batch *b = l->keys;
  for (size_t i = 0; keys && i < keys->n; i++) {
    if (!b && !put(l, keys->v[i], invoice, err))
      return false;
    if (b)
      *LIST_PUSH(&b->arena, &b->keys) =
          (struct waiting_key){head_of(keys->v[i]), str_dup(&b->arena, keys->v[i]), invoice};
  }
  return !b || b->keys.n < BATCH_KEYS || flush(l, err);
}

// The indexes of a table that is still empty are made when it is full: sorted once, instead of one
// row at a time.
static bool set_indexes_aside(struct ledger *l, struct err *err) {
  struct arena *a = &l->keys->arena_indexes;
  struct strs names = {0};
  struct rows r;
  int64_t some;
  if (!db_number(l, "SELECT 1 FROM invoice LIMIT 1", NOTHING, 0, &some, err))
    return false;
  if (some)
    return true;
  rows_open(&r, l,
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice'"
            " AND sql IS NOT NULL ORDER BY name",
            NOTHING);
  while (rows_next(&r)) {
    *LIST_PUSH(a, &names) = row_text(&r, a, 0);
    *LIST_PUSH(a, &l->keys->indexes) = row_text(&r, a, 1);
  }
  bool ok = rows_close(&r, err);
  for (size_t i = 0; ok && i < names.n; i++)
    ok = db_once(l, str_printf(a, "DROP INDEX %.*s", STR_ARG(names.v[i])), err);
  return ok;
}

static bool make_indexes(struct ledger *l, struct err *err) {
  bool ok = true;
  for (size_t i = 0; ok && i < l->keys->indexes.n; i++)
    ok = db_once(l, l->keys->indexes.v[i], err);
  return ok;
}

bool register_many(struct ledger *l, struct err *err) {
  if (l->keys)
    return true;
  l->keys = calloc(1, sizeof *l->keys);
  if (!l->keys)
    return err_set(err, ERR_WAIT, "%s: no memory to import into it", l->path);
  arena_init(&l->keys->arena, BATCH_ARENA);
  arena_init(&l->keys->arena_indexes, 1 << 20);
  return db_run(l, "PRAGMA cache_size = -262144", NOTHING, err) && set_indexes_aside(l, err);
}

void invoice_keys_forget(struct ledger *l) {
  if (!l->keys)
    return;
  arena_free(&l->keys->arena);
  arena_free(&l->keys->arena_indexes);
  free(l->keys);
  l->keys = NULL;
}

bool register_many_done(struct ledger *l, struct err *err) {
  bool ok = !l->keys || (flush(l, err) && make_indexes(l, err));
  invoice_keys_forget(l);
  return ok && db_run(l, "PRAGMA cache_size = -16384", NOTHING, err);
}
