// author.c: what a message is once the register has told whose it is.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "author.h"

bool address_is_machine(struct str addr) {
  static const char *const machines[] = {"noreply",    "no-reply",      "no_reply",
                                         "donotreply", "nepasrepondre", NULL};
  for (const char *const *m = machines; *m; m++)
    if (str_starts_ci(addr, str_of(*m)))
      return true;
  return false;
}

static bool by_writer(const struct deciding *d, struct reading *again) {
  if (!company_owns(&d->s->company, d->r->from.addr) || !d->r->writer.addr.n)
    return false;
  again->from = d->r->writer;
  again->reply_to = (struct address){0};
  again->kind = KIND_REPLY;
  again->intents = d->r->heard;
  return true;
}

static bool has_lines(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_LINE && r->evidence.v[i].own)
      return true;
  return false;
}

// Banks are no clients: words like a bank's from a client's own address are an advice of his, or
// his talk of money, credit notes and transfers.
static bool by_client_like_bank(const struct deciding *d, struct reading *again) {
  if (company_banks_with(&d->s->company, d->r->from.addr))
    return false;
  if (address_is_machine(d->r->from.addr) || has_lines(d->r)) {
    again->kind = KIND_REMITTANCE;
    return true;
  }
  again->kind = KIND_REPLY;
  again->intents = d->r->heard;
  return true;
}

// "Our bill is attached; thank you for your business" is no answer.
static bool sends_a_file(const struct reading *r) {
  for (size_t i = 0; i < r->heard.n; i++)
    if (r->heard.v[i].kind != INTENT_THANKS)
      return false;
  return r->attachments.n > 0;
}

// Something that people write to us about bills was heard, or a sum that is open with him.
static bool by_client_like_nobody(const struct deciding *d, const struct candidate *c,
                                  struct reading *again) {
  if ((!d->r->heard.n || sends_a_file(d->r)) && !c->amount)
    return false;
  again->kind = KIND_REPLY;
  again->intents = d->r->heard;
  return true;
}

bool author_known(const struct deciding *d, struct reading *again) {
  const struct candidate *c = d->candidates.n ? &d->candidates.v[0] : NULL;
  *again = *d->r;
  if (by_writer(d, again))
    return true;
  if (!c || !(c->address || c->domain) || d->r->auth == AUTH_FAIL)
    return false;
  if (d->r->kind == KIND_BANK_NOTICE)
    return by_client_like_bank(d, again);
  return d->r->kind == KIND_OTHER && by_client_like_nobody(d, c, again);
}
