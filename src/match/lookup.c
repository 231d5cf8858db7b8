// lookup.c: what of the register could matter for a reading.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys.h"
#include "relance/fold.h"
#include "relance/match.h"

enum {
  RANGE_LIMIT = 60,   // numbers that a range may stand for
  NAME_LIMIT = 60,    // words looked up as parts of a client's name
  FRESH_LIMIT = 8192, // bytes of own words in which names are sought
  TOKEN_LEAST = 5,    // letters and digits of a number in running text
  TOKEN_MOST = 24,
  TITLE_WORD = 4, // shorter words of running text are no names
};

struct asking {
  struct arena *a;
  struct lookups *out;
};

static void ask(struct asking q, enum lookup_kind kind, struct str key) {
  if (key.n == 0 || q.out->n >= LOOKUP_LIMIT)
    return;
  for (size_t i = 0; i < q.out->n; i++)
    if (q.out->v[i].kind == kind && str_eq(q.out->v[i].key, key))
      return;
  *LIST_PUSH(q.a, q.out) = (struct lookup){.kind = kind, .key = key};
}

static void ask_amount(struct asking q, struct money m) {
  if (m.minor < 0)
    m = money_neg(m);
  if (m.minor <= 0 || q.out->n >= LOOKUP_LIMIT)
    return;
  for (size_t i = 0; i < q.out->n; i++)
    if (q.out->v[i].kind == LOOKUP_AMOUNT && money_eq(q.out->v[i].amount, m))
      return;
  *LIST_PUSH(q.a, q.out) = (struct lookup){.kind = LOOKUP_AMOUNT, .amount = m};
}

static void ask_number(struct asking q, struct str written) {
  struct strs keys = number_keys(q.a, written);
  for (size_t i = 0; i < keys.n; i++)
    ask(q, LOOKUP_NUMBER, keys.v[i]);
}

struct strs range_numbers(struct arena *a, struct str first, struct str last) {
  struct strs out = {0};
  struct number f = number_parts(a, first), l = number_parts(a, last);
  int64_t from, to;
  if (!str_int(f.last, &from) || !str_int(l.last, &to) || to <= from || to - from >= RANGE_LIMIT)
    return out;
  struct str letters = f.letters.n ? f.letters.v[0] : S(""), year = f.year.n ? f.year : l.year;
  for (int64_t n = from; n <= to; n++)
    *LIST_PUSH(a, &out) = str_printf(a, "%.*s%s%.*s%s%lld", STR_ARG(letters), letters.n ? "-" : "",
                                     STR_ARG(year), year.n ? "-" : "", (long long)n);
  return out;
}

static void ask_range(struct asking q, struct str first, struct str last) {
  ask_number(q, first);
  ask_number(q, last);
  struct strs between = range_numbers(q.a, first, last);
  for (size_t i = 0; i < between.n; i++)
    ask_number(q, between.v[i]);
}

static void ask_ids(struct asking q, const struct reading *r) {
  for (size_t i = 0; i < r->in_reply_to.n; i++)
    ask(q, LOOKUP_MESSAGE_ID, r->in_reply_to.v[i]);
  for (size_t i = r->references.n; i-- > 0;) // the nearest first
    ask(q, LOOKUP_MESSAGE_ID, r->references.v[i]);
  ask(q, LOOKUP_MESSAGE_ID, r->bounce.original_message_id);
  ask(q, LOOKUP_TOKEN, r->bounce.original_ref);
}

// The address, its domain, and the domains above it that still have a dot.
static void ask_address(struct asking q, struct str addr) {
  struct str local, domain, head, tail;
  addr = str_lower(q.a, addr);
  if (!str_cut(addr, '@', &local, &domain))
    return;
  ask(q, LOOKUP_EMAIL, addr);
  for (; str_cut(domain, '.', &head, &tail); domain = tail)
    ask(q, LOOKUP_DOMAIN, domain);
}

static void ask_addresses(struct asking q, const struct reading *r) {
  ask_address(q, r->from.addr);
  ask_address(q, r->reply_to.addr);
  ask_address(q, r->writer.addr);
  ask_address(q, r->bounce.recipient);
  for (size_t i = 0; i < r->cc.n && i < 20; i++)
    ask(q, LOOKUP_EMAIL, str_lower(q.a, r->cc.v[i].addr));
}

static void ask_name(struct asking q, struct str name) {
  struct strs words = name_keys(q.a, name);
  for (size_t i = 0; i < words.n; i++)
    ask(q, LOOKUP_NAME, words.v[i]);
}

static void ask_evidence(struct asking q, const struct evidence *e) {
  switch (e->what) {
  case EV_INVOICE:
  case EV_LINE:
    if (e->last.n)
      ask_range(q, e->ref, e->last);
    else
      ask_number(q, e->ref);
    ask(q, LOOKUP_REFERENCE, fold_key(q.a, e->ref));
    break;
  case EV_REFERENCE:
    ask(q, LOOKUP_REFERENCE, fold_key(q.a, e->ref));
    break;
  case EV_TOKEN:
    ask(q, LOOKUP_TOKEN, e->ref);
    break;
  case EV_IBAN:
    ask(q, LOOKUP_IBAN, fold_key(q.a, e->ref));
    break;
  case EV_NAME:
    ask_name(q, e->ref.n ? e->ref : e->text);
    ask(q, LOOKUP_PAYER, fold_words(q.a, e->ref.n ? e->ref : e->text));
    break;
  case EV_AMOUNT:
  case EV_TOTAL:
  case EV_DATE:
  case EV_SCOPE:
  case EV_COUNT:
    break;
  }
}

static void ask_amounts(struct asking q, const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++)
    ask_amount(q, r->intents.v[i].amount);
  for (size_t i = 0; i < r->heard.n; i++)
    ask_amount(q, r->heard.v[i].amount);
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    ask_amount(q, e->amount);
    ask_amount(q, e->other);
    ask_amount(q, e->gross);
  }
}

// A client may be named in running text only: an administrator, a colleague, a new accountant.
// Words that begin with a capital are tried as parts of names.
static void ask_title_words(struct asking q, struct str text) {
  struct str rest = str_sub(text, 0, FRESH_LIMIT), word;
  size_t start = q.out->n;
  while (q.out->n < start + NAME_LIMIT && str_word(&rest, &word)) {
    size_t len;
    uint32_t rune = str_rune(word, 0, &len);
    bool title = (rune >= 'A' && rune <= 'Z') || (rune >= 0xC0 && rune <= 0xDE);
    if (title && word.n >= TITLE_WORD)
      ask_name(q, word);
  }
}

// Numbers that no shape tells, as banks run them together.
static void ask_tokens(struct asking q, struct str text) {
  struct str rest = str_sub(text, 0, FRESH_LIMIT), word;
  while (str_word(&rest, &word))
    if (word.n >= TOKEN_LEAST && word.n <= TOKEN_MOST &&
        number_parts(q.a, word).digits.n >= TOKEN_LEAST)
      ask(q, LOOKUP_NUMBER, number_keys(q.a, word).v[0]);
}

static void ask_intents(struct asking q, const struct intents *list) {
  for (size_t i = 0; i < list->n; i++)
    for (size_t j = 0; j < list->v[i].invoices.n; j++)
      ask_number(q, list->v[i].invoices.v[j]);
}

struct lookups match_lookups(struct arena *a, const struct reading *r) {
  struct lookups out = {0};
  struct asking q = {a, &out};
  ask_ids(q, r);
  ask_addresses(q, r);
  for (size_t i = 0; i < r->evidence.n; i++)
    ask_evidence(q, &r->evidence.v[i]);
  ask_intents(q, &r->intents);
  ask_intents(q, &r->heard);
  if (r->kind == KIND_BANK_NOTICE || r->kind == KIND_REMITTANCE)
    ask_tokens(q, r->fresh);
  ask_name(q, r->from.name);
  ask_amounts(q, r);
  ask_title_words(q, r->subject);
  ask_title_words(q, r->fresh);
  return out;
}
