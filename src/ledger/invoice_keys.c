// invoice_keys.c: by which texts an invoice is found: as numbers, singly or by the million.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An entry is a hash of the key with the invoice's id behind it: sorted, all invoices of a key
// stand side by side. A single invoice's entries are rows. A million invoices have five million:
// as rows they would take longer than all the rest of an import, so they are sorted here and
// written a page at a time; a sorted set of such pages is a run.
#include "ledger/invoice_keys.h"

#include <stdlib.h>
#include <string.h>

enum {
  ID_BITS = 28, // 268 million invoices
  PACK_ENTRIES = 480,
  ENTRY_BYTES = 8,   // big-endian: a ledger may be carried to another machine
  RUN_LEAST = 50000, // fewer are put as rows, so that runs stay few
  RUN_MOST = 4 << 20,
  BATCH_ARENA = 1 << 30,
};
#define ID_MASK ((INT64_C(1) << ID_BITS) - 1)

struct key_batch {
  struct arena arena;
  LIST(int64_t) entries;
};

// FNV-1a; the 35 bits that are left make of five million keys one wrong candidate in ten thousand
// looks, and what matches an invoice is judged by the invoice.
static int64_t hash_of(struct str head, struct str key) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < head.n; i++)
    h = (h ^ (unsigned char)head.p[i]) * UINT64_C(0x100000001b3);
  for (size_t i = 0; i < key.n; i++)
    h = (h ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001b3);
  return (int64_t)(h >> (ID_BITS + 1)) << ID_BITS;
}

// ---------------------------------------------------------------- putting

static bool put_row(struct ledger *l, int64_t entry, struct err *err) {
  return db_run(l, "INSERT INTO invoice_key (entry) VALUES (?) ON CONFLICT DO NOTHING",
                WITH(INT(entry)), err);
}

static bool put(struct ledger *l, int64_t invoice, struct str head, struct str key,
                struct err *err) {
  struct key_batch *b = l->keys;
  if (invoice > ID_MASK)
    return err_set(err, ERR_SETUP, "%s: more invoices than a ledger can hold", l->path);
  int64_t entry = hash_of(head, key) | invoice;
  if (!b)
    return put_row(l, entry, err);
  *LIST_PUSH(&b->arena, &b->entries) = entry;
  return true;
}

bool invoice_keys_put(struct ledger *l, int64_t invoice, const struct strs *keys, struct err *err) {
  for (size_t i = 0; keys && i < keys->n; i++)
    if (!put(l, invoice, S(""), keys->v[i], err))
      return false;
  return !l->keys || l->keys->entries.n < RUN_MOST || invoice_keys_write(l, err);
}

bool invoice_keys_put_reference(struct ledger *l, int64_t invoice, struct str folded,
                                struct err *err) {
  return !folded.n || put(l, invoice, S(KEY_REFERENCE), folded, err);
}

// ---------------------------------------------------------------- many

bool invoice_keys_wait(struct ledger *l, struct err *err) {
  l->keys = calloc(1, sizeof *l->keys);
  if (!l->keys)
    return err_set(err, ERR_WAIT, "%s: no memory to import into it", l->path);
  arena_init(&l->keys->arena, BATCH_ARENA);
  return true;
}

void invoice_keys_forget(struct ledger *l) {
  if (!l->keys)
    return;
  arena_free(&l->keys->arena);
  free(l->keys);
  l->keys = NULL;
}

// By one byte after the other, the lowest first: entries are never negative.
static int64_t *sorted(int64_t *v, int64_t *spare, size_t n) {
  for (int shift = 0; shift < 64; shift += 8) {
    size_t begin[257] = {0};
    for (size_t i = 0; i < n; i++)
      begin[(v[i] >> shift & 0xff) + 1]++;
    for (size_t k = 1; k < 257; k++)
      begin[k] += begin[k - 1];
    for (size_t i = 0; i < n; i++)
      spare[begin[v[i] >> shift & 0xff]++] = v[i];
    int64_t *other = v;
    v = spare;
    spare = other;
  }
  return v;
}

static bool write_pack(struct ledger *l, int64_t run, const int64_t *v, size_t n, struct err *err) {
  char bytes[PACK_ENTRIES * ENTRY_BYTES];
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < ENTRY_BYTES; k++)
      bytes[i * ENTRY_BYTES + k] = (char)(v[i] >> (56 - 8 * k) & 0xff);
  struct str blob = {bytes, n * ENTRY_BYTES};
  return db_run(l, "INSERT INTO invoice_key_pack (run, first, entries) VALUES (?, ?, ?)",
                WITH(INT(run), INT(v[0]), BLOB(blob)), err);
}

static bool write_run(struct ledger *l, const int64_t *v, size_t n, struct err *err) {
  int64_t run;
  if (!db_number(l, "SELECT coalesce(max(run), 0) + 1 FROM invoice_key_pack", NOTHING, 1, &run,
                 err))
    return false;
  for (size_t i = 0; i < n; i += PACK_ENTRIES)
    if (!write_pack(l, run, v + i, n - i < PACK_ENTRIES ? n - i : PACK_ENTRIES, err))
      return false;
  return true;
}

static bool write_rows(struct ledger *l, const int64_t *v, size_t n, struct err *err) {
  for (size_t i = 0; i < n; i++)
    if (!put_row(l, v[i], err))
      return false;
  return true;
}

bool invoice_keys_write(struct ledger *l, struct err *err) {
  struct key_batch *b = l->keys;
  size_t n = b->entries.n;
  if (!n)
    return true;
  int64_t *spare = arena_alloc(&b->arena, sizeof *spare, n);
  int64_t *v = sorted(b->entries.v, spare, n);
  bool ok = n < RUN_LEAST ? write_rows(l, v, n, err) : write_run(l, v, n, err);
  arena_free(&b->arena);
  b->entries.v = NULL;
  b->entries.n = b->entries.cap = 0;
  return ok;
}

// ---------------------------------------------------------------- finding

static void add_pack(struct arena *a, struct str blob, int64_t from, size_t limit,
                     struct ids *out) {
  const unsigned char *p = (const unsigned char *)blob.p;
  for (size_t i = blob.n / ENTRY_BYTES; i-- > 0 && out->n < limit;) {
    int64_t entry = 0;
    for (size_t k = 0; k < ENTRY_BYTES; k++)
      entry = entry << 8 | p[i * ENTRY_BYTES + k];
    if (entry < from)
      return;
    if (entry <= (from | ID_MASK))
      *LIST_PUSH(a, out) = entry & ID_MASK;
  }
}

// Of one run: the last page that begins before the key, and those that begin with it.
static bool add_run(struct ledger *l, struct arena *a, int64_t run, int64_t from, size_t limit,
                    struct ids *out, struct err *err) {
  struct rows r;
  struct ids got = {0};
  rows_open(&r, l,
            "SELECT entries FROM invoice_key_pack WHERE run = ?1 AND first <= ?3 AND first >="
            " coalesce((SELECT max(first) FROM invoice_key_pack WHERE run = ?1 AND first <= ?2), 0)"
            " ORDER BY first DESC",
            WITH(INT(run), INT(from), INT(from | ID_MASK)));
  while (got.n < limit && rows_next(&r))
    add_pack(a, row_borrowed(&r, 0), from, limit, &got);
  for (size_t i = 0; i < got.n; i++)
    *LIST_PUSH(a, out) = got.v[i];
  return rows_close(&r, err);
}

static bool add_rows(struct ledger *l, struct arena *a, int64_t from, size_t limit, struct ids *out,
                     struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT entry FROM invoice_key WHERE entry BETWEEN ? AND ? ORDER BY entry DESC LIMIT ?",
            WITH(INT(from), INT(from | ID_MASK), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, out) = row_int(&r, 0) & ID_MASK;
  return rows_close(&r, err);
}

static int newest_first(const void *x, const void *y) {
  const int64_t *a = x, *b = y;
  return (*a < *b) - (*a > *b);
}

static void sort_once(struct ids *ids, size_t limit) {
  size_t n = 0;
  if (ids->n)
    qsort(ids->v, ids->n, sizeof *ids->v, newest_first);
  for (size_t i = 0; i < ids->n && n < limit; i++)
    if (!n || ids->v[n - 1] != ids->v[i])
      ids->v[n++] = ids->v[i];
  ids->n = n;
}

bool invoice_keys_find(struct ledger *l, struct arena *a, struct str key, size_t limit,
                       struct ids *out, struct err *err) {
  struct ids got = {0};
  int64_t runs, from = hash_of(S(""), key);
  if (!db_number(l, "SELECT max(run) FROM invoice_key_pack", NOTHING, 0, &runs, err) ||
      !add_rows(l, a, from, limit, &got, err))
    return false;
  for (int64_t run = 1; run <= runs; run++)
    if (!add_run(l, a, run, from, limit, &got, err))
      return false;
  sort_once(&got, limit);
  *out = got;
  return true;
}
