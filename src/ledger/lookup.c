// lookup.c: lookups to clients, each by its index, weighed by kind and rarity.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/lookup.h"
#include "ledger/db.h"
#include "ledger/invoice_keys.h"
#include "ledger/register_store.h"
#include "relance/fold.h"

#include <stdlib.h>

struct hit {
  struct str client;
  int64_t weight;
};

struct hits {
  struct hit *v;
  size_t n, cap;
};

// How each kind is asked. ?1 key, ?2 amount, ?3 currency, ?4 limit. Columns: client, and the number
// of the invoice when it is paid.
static const struct question {
  int64_t weight; // of a lookup that finds one row; only the order that comes of it matters
  const char *sql;
} questions[] = {
    [LOOKUP_MESSAGE_ID] = {1000, "SELECT client, NULL FROM reminder WHERE message_id = ?1"
                                 " UNION SELECT client, NULL FROM letter WHERE message_id = ?1"
                                 "  AND client IS NOT NULL"
                                 " UNION SELECT l.client, NULL FROM letter_alias x"
                                 "  JOIN letter l ON l.id = x.letter"
                                 "  WHERE x.message_id = ?1 AND l.client IS NOT NULL"
                                 " UNION SELECT client, NULL FROM invoice WHERE thread = ?1"
                                 " UNION SELECT client, NULL FROM message WHERE message_id = ?1"
                                 "  AND client IS NOT NULL LIMIT ?4"},
    [LOOKUP_TOKEN] = {1000, "SELECT client, NULL FROM reminder WHERE token = ?1"
                            " UNION SELECT client, NULL FROM letter WHERE token = ?1"
                            "  AND client IS NOT NULL LIMIT ?4"},
    [LOOKUP_NUMBER] = {400, NULL}, // by the keys of invoices
    [LOOKUP_REFERENCE] = {800, NULL},
    [LOOKUP_EMAIL] = {500, "SELECT client, NULL FROM client_key WHERE kind = 'email'"
                           " AND value = ?1"
                           " UNION SELECT client, NULL FROM learned WHERE kind = 'writer'"
                           "  AND value = ?1 AND ended_at IS NULL LIMIT ?4"},
    [LOOKUP_DOMAIN] = {300, "SELECT client, NULL FROM client_key WHERE kind = 'domain'"
                            " AND value = ?1 LIMIT ?4"},
    // Each half has its own limit: a UNION would read all of a common amount first.
    [LOOKUP_AMOUNT] = {200, "SELECT * FROM (SELECT client, NULL FROM invoice"
                            "  WHERE open_minor = ?2 AND open_minor <> 0"
                            "  AND (?3 = '' OR currency = ?3) LIMIT ?4)"
                            " UNION SELECT * FROM (SELECT client, NULL FROM invoice"
                            "  WHERE total_minor = ?2 AND open_minor <> 0"
                            "  AND (?3 = '' OR currency = ?3) LIMIT ?4)"},
    [LOOKUP_NAME] = {150, "SELECT client, NULL FROM client_key WHERE kind = 'word'"
                          " AND value = ?1 LIMIT ?4"},
    [LOOKUP_PAYER] = {400, "SELECT client, NULL FROM learned WHERE kind = 'payer'"
                           " AND value = ?1 AND ended_at IS NULL LIMIT ?4"},
    [LOOKUP_IBAN] = {600, "SELECT client, NULL FROM client_key WHERE kind = 'iban'"
                          " AND value = ?1 LIMIT ?4"},
};

// A row's client, and its number when nothing is open on it.
static void take_hit(const struct rows *r, struct arena *a, struct hits *hits,
                     struct strs *closed) {
  LIST_PUSH(a, hits)->client = row_text(r, a, 0);
  struct str number = row_text(r, a, 1);
  if (number.n && closed->n < SNAPSHOT_CLOSED_LIMIT)
    *LIST_PUSH(a, closed) = number;
}

static bool ask_rows(struct ledger *l, struct arena *a, const struct lookup *q, struct hits *hits,
                     struct strs *closed, struct err *err) {
  struct rows r;
  if (!q->key.n && q->kind != LOOKUP_AMOUNT)
    return true;
  rows_open(&r, l, questions[q->kind].sql,
            WITH(TEXT(q->key), INT(q->amount.minor), TEXT(str_of(q->amount.currency)),
                 INT(LOOKUP_HITS_LIMIT)));
  while (rows_next(&r))
    take_hit(&r, a, hits, closed);
  return rows_close(&r, err);
}

static bool ask_invoice(struct ledger *l, struct arena *a, int64_t id, struct str reference,
                        struct hits *hits, struct strs *closed, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT client, iif(open_minor = 0, number, NULL), payment_reference FROM invoice"
            " WHERE id = ?",
            WITH(INT(id)));
  if (rows_next(&r) && (!reference.n || str_eq(fold_key(a, row_borrowed(&r, 2)), reference)))
    take_hit(&r, a, hits, closed);
  return rows_close(&r, err);
}

static bool ask_keys(struct ledger *l, struct arena *a, const struct lookup *q, struct hits *hits,
                     struct strs *closed, struct err *err) {
  bool by_reference = q->kind == LOOKUP_REFERENCE;
  struct str reference = by_reference ? fold_key(a, q->key) : S("");
  struct str key = by_reference ? str_printf(a, KEY_REFERENCE "%.*s", STR_ARG(reference)) : q->key;
  struct ids found = {0};
  if (!q->key.n || (by_reference && !reference.n))
    return true;
  if (!invoice_keys_find(l, a, key, LOOKUP_HITS_LIMIT, &found, err))
    return false;
  for (size_t i = 0; i < found.n; i++)
    if (!ask_invoice(l, a, found.v[i], reference, hits, closed, err))
      return false;
  return true;
}

static bool ask(struct ledger *l, struct arena *a, const struct lookup *q, struct hits *hits,
                struct strs *closed, struct err *err) {
  size_t first = hits->n;
  if (!(questions[q->kind].sql ? ask_rows : ask_keys)(l, a, q, hits, closed, err))
    return false;
  for (size_t i = first; i < hits->n; i++)
    hits->v[i].weight = questions[q->kind].weight * 1000 / (int64_t)(hits->n - first);
  return true;
}

static int by_client(const void *x, const void *y) {
  return str_cmp(((const struct hit *)x)->client, ((const struct hit *)y)->client);
}

static int by_weight(const void *x, const void *y) {
  const struct hit *a = x, *b = y;
  if (a->weight != b->weight)
    return a->weight < b->weight ? 1 : -1;
  return str_cmp(a->client, b->client);
}

static void add_up(struct hits *h) {
  size_t n = 0;
  if (h->n)
    qsort(h->v, h->n, sizeof *h->v, by_client);
  for (size_t i = 0; i < h->n; i++) {
    if (n && str_eq(h->v[n - 1].client, h->v[i].client))
      h->v[n - 1].weight += h->v[i].weight;
    else
      h->v[n++] = h->v[i];
  }
  h->n = n;
  if (n)
    qsort(h->v, n, sizeof *h->v, by_weight);
}

static bool listed(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

// A parent may pay for its daughters: the others of a group come behind those that were found.
static bool add_groups(struct ledger *l, struct arena *a, struct strs *clients, struct err *err) {
  for (size_t i = 0, found = clients->n; i < found; i++) {
    struct rows r;
    rows_open(&r, l,
              "SELECT o.id FROM client c JOIN client o ON o.client_group = c.client_group"
              " WHERE c.id = ? AND o.id <> c.id ORDER BY o.id LIMIT ?",
              WITH(TEXT(clients->v[i]), INT(SNAPSHOT_CLIENTS_LIMIT)));
    while (rows_next(&r) && clients->n < SNAPSHOT_CLIENTS_LIMIT)
      if (!listed(clients, row_borrowed(&r, 0)))
        *LIST_PUSH(a, clients) = row_text(&r, a, 0);
    if (!rows_close(&r, err))
      return false;
  }
  return true;
}

bool lookup_clients(struct ledger *l, struct arena *a, const struct lookups *q, struct found *out,
                    struct err *err) {
  struct hits hits = {0};
  struct found got = {0};
  for (size_t i = 0; i < q->n && i < LOOKUPS_LIMIT; i++)
    if (!ask(l, a, &q->v[i], &hits, &got.closed, err))
      return false;
  add_up(&hits);
  for (size_t i = 0; i < hits.n && i < SNAPSHOT_CLIENTS_LIMIT; i++)
    *LIST_PUSH(a, &got.clients) = hits.v[i].client;
  if (!add_groups(l, a, &got.clients, err))
    return false;
  *out = got;
  return true;
}
