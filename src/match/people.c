// people.c: which client a message is about, by every kind of evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deciding.h"
#include "relance/fold.h"

#include <stdlib.h>

enum {
  TEXT_LIMIT = 64 << 10, // bytes of a text in which a client's name is sought
  NAME_LEAST = 6,        // a name of fewer letters is not sought in running text
  SUBJECT_LEAST = 12,    // letters of a subject that is known again
  LAST_MOST = 3,         // last digits that count: many have some of them
  NUMBERS_MOST = 60,     // decibans that all numbers together may give
  BARE_DIGITS = 5,       // fewer digits without a word before them are any number
  NEAR_WORD = 5,         // letters of a word that may be cut off or mistyped
  FULL = 100,
  NEAR = 60,
};

static struct str bare_id(struct str id) {
  id = str_trim(id);
  if (str_starts(id, S("<")) && str_ends(id, S(">")))
    id = str_sub(id, 1, id.n - 2);
  return id;
}

// By our Message-ID, or by one that a server gave it in place of ours.
static bool reminder_is(const struct reminder *m, struct str id) {
  for (size_t i = 0; i < m->aliases.n; i++)
    if (str_eq(bare_id(m->aliases.v[i]), id))
      return true;
  return str_eq(bare_id(m->message_id), id);
}

static const struct reminder *reminder_of_id(const struct deciding *d, struct str id) {
  id = bare_id(id);
  for (size_t i = 0; id.n && i < d->s->reminders.n; i++)
    if (reminder_is(&d->s->reminders.v[i], id))
      return &d->s->reminders.v[i];
  return NULL;
}

static const struct reminder *reminder_of_token(const struct deciding *d, struct str token) {
  for (size_t i = 0; token.n && i < d->s->reminders.n; i++)
    if (str_eq(d->s->reminders.v[i].token, token))
      return &d->s->reminders.v[i];
  return NULL;
}

void thread_find(struct deciding *d) {
  const struct reading *r = d->r;
  for (size_t i = 0; !d->thread && i < r->in_reply_to.n; i++)
    d->thread = reminder_of_id(d, r->in_reply_to.v[i]);
  for (size_t i = r->references.n; !d->thread && i-- > 0;)
    d->thread = reminder_of_id(d, r->references.v[i]);
  if (!d->thread)
    d->thread = reminder_of_id(d, r->bounce.original_message_id);
  if (!d->thread)
    d->thread = reminder_of_token(d, r->bounce.original_ref);
  for (size_t i = 0; !d->thread && i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_TOKEN)
      d->thread = reminder_of_token(d, r->evidence.v[i].ref);
}

// Phones and ticket systems lose In-Reply-To but keep our subject behind theirs.
static const struct reminder *reminder_of_subject(const struct deciding *d, struct str client) {
  struct str subject = fold_words(d->a, d->r->subject);
  const struct reminder *best = NULL;
  for (size_t i = 0; i < d->s->reminders.n; i++) {
    const struct reminder *m = &d->s->reminders.v[i];
    struct str ours = fold_words(d->a, m->subject);
    bool fits = str_eq(m->client, client) && ours.n >= SUBJECT_LEAST && str_ends(subject, ours) &&
                m->sent.n <= d->today.n;
    if (fits && (!best || m->sent.n > best->sent.n ||
                 (m->sent.n == best->sent.n && str_cmp(m->message_id, best->message_id) > 0)))
      best = m;
  }
  return best;
}

void thread_by_subject(struct deciding *d) {
  if (!d->thread && d->chosen)
    d->thread = reminder_of_subject(d, d->chosen->client->id);
}

static void credit(struct deciding *d, struct candidate *c, enum say say, struct str about,
                   const struct evidence *at) {
  *LIST_PUSH(d->a, &c->reasons) = reason_of(d, say, about, at);
  c->points += d->w->points[say];
}

static void by_subject(struct deciding *d, struct candidate *c) {
  c->subject = !d->thread && reminder_of_subject(d, c->client->id);
  if (c->subject)
    credit(d, c, SAY_SUBJECT, c->client->name, NULL);
}

static bool list_has(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq_ci(list->v[i], s))
      return true;
  return false;
}

static bool domain_of_client(const struct client *c, struct str addr) {
  struct str local, domain, head, tail;
  if (!str_cut(addr, '@', &local, &domain))
    return false;
  for (; domain.n; domain = tail) {
    if (list_has(&c->domains, domain))
      return true;
    if (!str_cut(domain, '.', &head, &tail))
      return false;
  }
  return false;
}

// ---- evidence for a client, one function each

static void by_thread(struct deciding *d, struct candidate *c) {
  if (!d->thread || !str_eq(d->thread->client, c->client->id))
    return;
  c->thread = true;
  credit(d, c, SAY_THREAD, c->client->name, NULL);
}

static void by_address(struct deciding *d, struct candidate *c) {
  c->address = list_has(&c->client->emails, d->r->from.addr);
  c->domain = domain_of_client(c->client, d->r->from.addr);
  if (c->address)
    credit(d, c, SAY_ADDRESS, c->client->name, NULL);
  else if (c->domain)
    credit(d, c, SAY_DOMAIN, c->client->name, NULL);
}

static void by_reply_to(struct deciding *d, struct candidate *c) {
  c->reply_to = list_has(&c->client->emails, d->r->reply_to.addr) ||
                domain_of_client(c->client, d->r->reply_to.addr);
  if (c->reply_to && !c->address && !c->domain)
    credit(d, c, SAY_REPLY_TO, c->client->name, NULL);
}

static void by_recipient(struct deciding *d, struct candidate *c) {
  if (d->r->bounce.recipient.n && (list_has(&c->client->emails, d->r->bounce.recipient) ||
                                   domain_of_client(c->client, d->r->bounce.recipient)))
    c->recipient = true, credit(d, c, SAY_RECIPIENT, c->client->name, NULL);
}

// Two words of names: equal, one cut off, or one slip of the pen apart.
static int word_likeness(struct str a, struct str b) {
  if (str_eq(a, b))
    return FULL;
  if (a.n < NEAR_WORD || b.n < NEAR_WORD)
    return a.n >= NEAR_WORD - 1 && str_starts(b, a) ? NEAR : 0;
  if (str_starts(a, b) || str_starts(b, a) || fold_distance(a, b, 1) <= 1)
    return NEAR;
  return 0;
}

static int overlap(struct strs written, struct strs known) {
  int sum = 0;
  for (size_t i = 0; i < written.n; i++) {
    int best = 0;
    for (size_t j = 0; j < known.n; j++)
      if (word_likeness(written.v[i], known.v[j]) > best)
        best = word_likeness(written.v[i], known.v[j]);
    sum += best;
  }
  return written.n ? sum / (int)written.n : 0;
}

int name_overlap(struct arena *a, struct str written, const struct client *c) {
  struct strs words = name_keys(a, written);
  int company = overlap(words, name_keys(a, c->name));
  int person = overlap(words, name_keys(a, c->contact_name));
  return company > person ? company : person;
}

static void by_payer(struct deciding *d, struct candidate *c) {
  int best = 0;
  const struct evidence *at = NULL;
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (e->what != EV_NAME)
      continue;
    int o = name_overlap(d->a, e->ref.n ? e->ref : e->text, c->client);
    if (o > best)
      best = o, at = e;
  }
  c->named = best == FULL;
  if (best == FULL)
    credit(d, c, SAY_PAYER, c->client->name, at);
  else if (best >= NEAR - 10)
    credit(d, c, SAY_PAYER_NEAR, c->client->name, at);
}

// A private address that carries the whole name of the person we know there.
bool address_names_contact(struct deciding *d, const struct client *c) {
  struct str local, domain;
  struct strs words = name_keys(d->a, c->contact_name);
  if (words.n < 2 || !str_cut(d->r->from.addr, '@', &local, &domain))
    return false;
  struct str key = fold_key(d->a, local);
  for (size_t i = 0; i < words.n; i++)
    if (!str_find(key, words.v[i], NULL))
      return false;
  return true;
}

static void by_person(struct deciding *d, struct candidate *c) {
  c->person = address_names_contact(d, c->client);
  if (d->r->kind != KIND_BOUNCE &&
      (c->person || name_overlap(d->a, d->r->from.name, c->client) == FULL))
    credit(d, c, SAY_PERSON, c->client->name, NULL);
}

static bool text_has(struct deciding *d, struct str text, struct str name) {
  struct str folded = fold_words(d->a, str_sub(text, 0, TEXT_LIMIT));
  struct str hay = str_printf(d->a, " %.*s ", STR_ARG(folded));
  return str_find(hay, str_printf(d->a, " %.*s ", STR_ARG(name)), NULL);
}

// The name as a run of words, legal forms left out: "Graine d'Octets" in a text or file.
static struct str sought_name(struct deciding *d, const struct client *c) {
  struct str rest = fold_words(d->a, c->name), word, name = {0};
  struct strs keys = name_keys(d->a, c->name);
  struct str start = rest;
  while (str_word(&rest, &word)) {
    bool key = false;
    for (size_t i = 0; i < keys.n; i++)
      key |= str_eq(keys.v[i], word);
    if (key)
      name = str_sub(start, 0, (size_t)(word.p - start.p) + word.n);
  }
  return name.n >= NAME_LEAST ? name : S("");
}

// A name of one word that another client has as well.
static bool is_shared(struct deciding *d, struct str name, const struct client *owner) {
  if (str_find(name, S(" "), NULL))
    return false;
  for (size_t i = 0; i < d->s->clients.n; i++) {
    const struct client *other = &d->s->clients.v[i];
    struct strs keys = name_keys(d->a, other->name);
    if (other != owner && list_has(&keys, name))
      return true;
  }
  return false;
}

static void by_text(struct deciding *d, struct candidate *c) {
  struct str name = sought_name(d, c->client);
  if (name.n && is_shared(d, name, c->client)) // "Dupont" is nobody, "Dupont SARL" is one
    name = fold_words(d->a, c->client->name);
  if (!name.n || c->address || c->domain || c->named)
    return;
  bool found = text_has(d, d->r->subject, name) || text_has(d, d->r->fresh, name);
  for (size_t i = 0; !found && i < d->r->attachments.n; i++)
    found = text_has(d, d->r->attachments.v[i].text, name);
  for (size_t i = 0; !found && i < d->r->parts.n; i++)
    found = text_has(d, d->r->parts.v[i].text, name);
  if (!found)
    return;
  c->named = true;
  credit(d, c, SAY_IN_TEXT, c->client->name, NULL);
}

// A bank writes who paid into its text, in any order of the words.
static void by_contact(struct deciding *d, struct candidate *c) {
  struct strs words = name_keys(d->a, c->client->contact_name);
  bool all = words.n > 1 && d->r->kind == KIND_BANK_NOTICE && !c->named;
  for (size_t i = 0; all && i < words.n; i++)
    all = text_has(d, d->r->fresh, words.v[i]);
  if (!all)
    return;
  c->named = true;
  credit(d, c, SAY_IN_TEXT, c->client->contact_name, NULL);
}

// As evidence like any other; that nothing is applied on it alone, effects.c sees to.
static void by_learned(struct deciding *d, struct candidate *c) {
  for (size_t i = 0; i < d->s->learned.n; i++) {
    const struct taught *x = &d->s->learned.v[i];
    bool fits = x->kind == LEARNED_WRITER && str_eq_ci(x->value, d->r->from.addr);
    const struct evidence *at = NULL;
    for (size_t k = 0; x->kind == LEARNED_PAYER && !fits && k < d->r->evidence.n; k++) {
      at = &d->r->evidence.v[k];
      fits =
          at->what == EV_NAME && str_eq(fold_words(d->a, at->ref.n ? at->ref : at->text), x->value);
    }
    if (!fits || !str_eq(x->client, c->client->id) || c->address || c->domain || c->named)
      continue;
    c->learned = true;
    c->taught = d->w->points[SAY_LEARNED];
    credit(d, c, SAY_LEARNED, x->value, fits && at ? at : NULL);
    return;
  }
}

static void by_iban(struct deciding *d, struct candidate *c) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    for (size_t j = 0; e->what == EV_IBAN && j < d->s->payments.n; j++) {
      const struct payment *p = &d->s->payments.v[j];
      if (str_eq(p->client, c->client->id) && p->iban.n &&
          str_eq(fold_key(d->a, p->iban), fold_key(d->a, e->ref))) {
        credit(d, c, SAY_IBAN, c->client->name, e);
        return;
      }
    }
  }
}

// "100" in running text is a hundred of something, though an invoice may have that number.
static bool is_bare(const struct ref *ref) {
  return ref->ev->ref.n < BARE_DIGITS && str_is_digits(ref->ev->ref) &&
         str_ends(ref->ev->rule, S(".number"));
}

static enum say say_of(const struct ref *ref, enum strength s) {
  if (s == NAMES_REFERENCE)
    return SAY_REFERENCE;
  if (ref->where == IN_QUOTE)
    return SAY_QUOTED_NUMBER;
  if (s <= NAMES_LAST || is_bare(ref))
    return SAY_NUMBER_LAST;
  if (ref->where == IN_SUBJECT)
    return SAY_SUBJECT_NUMBER;
  return s >= NAMES_DIGITS ? SAY_NUMBER : SAY_NUMBER_SHORT;
}

// Of a range the first number counts; what lies between may be anybody's.
static const struct naming *named_by(const struct deciding *d, const struct ref *ref,
                                     const struct client *c, struct namings *first) {
  if (!ref->range)
    return naming_of(&ref->names, c, ref->ev->amount);
  *first = refs_of(d, ref->ev->ref);
  return naming_of(first, c, (struct money){0});
}

static void by_numbers(struct deciding *d, struct candidate *c) {
  int sum = 0, last = 0;
  struct strs said = {0};
  for (size_t i = 0; i < d->refs.n && sum < NUMBERS_MOST; i++) {
    const struct ref *ref = &d->refs.v[i];
    struct namings first = {0};
    const struct naming *n = named_by(d, ref, c->client, &first);
    if (!n || n->strength <= NAMES_TAIL || list_has(&said, n->item->inv->number))
      continue;
    enum say say = say_of(ref, n->strength);
    *LIST_PUSH(d->a, &said) = n->item->inv->number;
    if (say == SAY_NUMBER_LAST && ++last > LAST_MOST)
      continue;
    sum += d->w->points[say];
    bool whole = ref->where != IN_QUOTE && n->strength >= NAMES_DIGITS && !is_bare(ref);
    c->numbered |= whole && n->item->number.digits.n >= BARE_DIGITS;
    c->short_number |= whole;
    credit(d, c, say, n->item->inv->number, ref->ev);
  }
}

static bool amount_fits(const struct deciding *d, const struct client *c, struct money m) {
  if (m.minor < 0)
    m = money_neg(m);
  int64_t all = 0;
  for (size_t i = 0; m.minor && i < d->items.n; i++) {
    const struct item *it = &d->items.v[i];
    if (it->client != c)
      continue;
    if (it->open && same_amount(it, m, llabs(it->open)))
      return true;
    all += it->open;
  }
  return m.minor && all == m.minor;
}

static void by_amount(struct deciding *d, struct candidate *c) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    bool fits =
        e->own && (amount_fits(d, c->client, e->amount) || amount_fits(d, c->client, e->other) ||
                   amount_fits(d, c->client, e->gross));
    if (!fits)
      continue;
    c->amount = true;
    credit(d, c, SAY_AMOUNT, c->client->name, e);
    return;
  }
}

typedef void client_evidence(struct deciding *d, struct candidate *c);
static client_evidence *const kinds[] = {
    by_thread, by_subject, by_address, by_reply_to, by_recipient, by_payer, by_person,
    by_text,   by_contact, by_learned, by_iban,     by_numbers,   by_amount};

static int best_first(const void *x, const void *y) {
  const struct candidate *a = x, *b = y;
  if (a->points != b->points)
    return a->points > b->points ? -1 : 1;
  return str_cmp(a->client->id, b->client->id);
}

void candidates_rank(struct deciding *d) {
  for (size_t i = 0; i < d->s->clients.n; i++) {
    struct candidate c = {.client = &d->s->clients.v[i]};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
      kinds[k](d, &c);
    if (c.points > 0)
      *LIST_PUSH(d->a, &d->candidates) = c;
  }
  if (d->candidates.n)
    qsort(d->candidates.v, d->candidates.n, sizeof *d->candidates.v, best_first);
}

bool candidate_tied(const struct candidate *c) {
  return c->thread || c->address || c->domain || c->reply_to || c->named || c->numbered ||
         c->recipient || c->person || c->learned || (c->short_number && c->amount);
}

// He is only the sender, and the invoice that he names is the other one's.
static bool only_sends(const struct candidate *c, const struct candidate *other) {
  return other->numbered && !c->numbered && !c->thread && !c->subject && !c->amount;
}

// Ahead of the next one by so much that another client is not believable.
bool candidate_certain(const struct deciding *d) {
  const struct candidate *v = d->candidates.v;
  if (!d->candidates.n || v[0].points < d->w->least)
    return false;
  return d->candidates.n == 1 ||
         (v[0].points - v[1].points >= d->w->margin && !only_sends(&v[0], &v[1]));
}
