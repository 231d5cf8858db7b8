// facts.c: what a letter may say, from the plan, the register and the sender.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/occasion.h"
#include "relance/fold.h"

static struct str money(const struct writing *w, struct money m) {
  return language_money(w->a, w->l, m);
}

static void lines(const struct writing *w, struct fact *f, const char *name, const struct strs *all,
                  const char *item) {
  struct fact *list = fact_list(w->a, f, name);
  for (size_t i = 0; i < all->n; i++)
    fact_text(w->a, fact_item(w->a, list), item, all->v[i]);
}

// ---- Who

// A name belongs to the first address, or to one in which it is found; another address may be
// anybody's.
static bool name_fits(const struct writing *w) {
  struct str to = w->due->to, local, domain, name = w->client->contact_name, word;
  if (!w->client->emails.n || !to.n || str_eq_ci(to, w->client->emails.v[0]))
    return true;
  str_cut(to, '@', &local, &domain);
  struct str key = fold_key(w->a, local);
  while (str_word(&name, &word)) {
    struct str part = fold_key(w->a, word);
    if (part.n >= 3 && str_find(key, part, NULL))
      return true;
  }
  return false;
}

static bool is_particle(const struct language *l, struct str word) {
  for (size_t i = 0; i < l->particles.n; i++)
    if (str_eq_ci(l->particles.v[i], word))
      return true;
  return false;
}

// "Joost van den Berg" is Van den Berg, "Ana Núñez Gil" Núñez Gil, "Anne Marie Roux" Roux.
static struct str family_name(const struct writing *w, struct str full) {
  struct strs words = {0};
  struct str word, rest = full;
  while (str_word(&rest, &word))
    *LIST_PUSH(w->a, &words) = word;
  if (!words.n)
    return full;
  size_t from = words.n - 1;
  if (words.n > 2 && w->l->surnames == 2)
    from = words.n - 2;
  for (size_t i = words.n; i-- > 1;)
    if (is_particle(w->l, words.v[i]))
      from = i;
  struct str last = str_skip(full, (size_t)(words.v[from].p - full.p));
  if (!w->l->capital_particle || !is_particle(w->l, words.v[from]))
    return last;
  struct str head = str_sub(last, 0, 1);
  return str_printf(w->a, "%c%.*s", head.p[0] >= 'a' ? head.p[0] - 32 : head.p[0],
                    STR_ARG(str_skip(last, 1)));
}

static struct str addressed(const struct writing *w) {
  struct str full = w->client->contact_name, rest, word;
  struct str form = language_word(&w->l->titles, w->client->title), before, after;
  if (!full.n || !name_fits(w))
    return S("");
  if (!w->client->title.n || !str_cut(form, '{', &before, &after))
    return full;
  struct str name = str_starts(after, S("last}")) ? family_name(w, full) : full;
  str_cut(after, '}', &word, &rest);
  return str_printf(w->a, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(name), STR_ARG(rest));
}

static struct str iban_groups(struct arena *a, struct str iban) {
  struct buf b = buf_in(a);
  size_t n = 0;
  for (size_t i = 0; i < iban.n; i++) {
    if (iban.p[i] == ' ')
      continue;
    if (n && n % 4 == 0)
      buf_c(&b, ' ');
    buf_c(&b, iban.p[i]);
    n++;
  }
  return buf_str(&b);
}

static void who(const struct writing *w, struct fact *f) {
  const struct sender *s = w->from;
  const struct {
    const char *name;
    struct str text;
  } texts[] = {
      {"name", addressed(w)},
      {"client", w->client->name},
      {"client_id", w->client->id},
      {"client_registration", w->client->registration},
      {"company", s->company.n ? s->company : w->s->company.name},
      {"service", s->service},
      {"signatory", s->signatory},
      {"phone", s->phone},
      {"email", s->email},
      {"web", s->web},
      {"registration", s->registration},
      {"place", s->place},
      {"bic", s->bic},
      {"bank", s->bank},
      {"token", w->due->token},
      {"question", w->occasion->question},
      {"qr",
       w->occasion->qr_cid.n ? str_printf(w->a, "cid:%.*s", STR_ARG(w->occasion->qr_cid)) : S("")},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    fact_text(w->a, f, texts[i].name, texts[i].text);
  lines(w, f, "address", &s->address, "line");
  lines(w, f, "client_postal", &w->client->postal, "line");
  fact_flag(w->a, f, "consumer", w->client->consumer);
}

// ---- What

static struct str percent_encoded(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                 c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      buf_c(&b, (char)c);
    else
      buf_printf(&b, "%%%02X", c);
  }
  return buf_str(&b);
}

static struct str pay_link(const struct writing *w, struct str invoice, struct money open) {
  const struct {
    const char *name;
    struct str value;
  } slots[] = {{"{invoice}", invoice},
               {"{amount}", money_plain(w->a, open)},
               {"{currency}", str_of(open.currency)},
               {"{client}", w->client->id}};
  struct str url = w->from->pay_link;
  for (size_t i = 0; url.n && i < sizeof slots / sizeof *slots; i++) {
    size_t at;
    struct str name = str_of(slots[i].name), value = percent_encoded(w->a, slots[i].value);
    if (str_find(url, name, &at))
      url = str_printf(w->a, "%.*s%.*s%.*s", STR_ARG(str_sub(url, 0, at)), STR_ARG(value),
                       STR_ARG(str_skip(url, at + name.n)));
  }
  return url;
}

static void invoice_facts(const struct writing *w, struct fact *item, const struct invoice *in,
                          struct money open) {
  bool credit = in->kind == CREDIT_NOTE;
  int late = day_is(in->due) ? w->today.n - in->due.n : 0;
  fact_text(w->a, item, "number", in->number);
  fact_text(w->a, item, "issued", language_date(w->a, w->l, w->l->short_date, in->issued));
  fact_text(w->a, item, "due",
            credit ? S("") : language_date(w->a, w->l, w->l->short_date, in->due));
  fact_text(w->a, item, "late", credit || late <= 0 ? S("") : str_printf(w->a, "%d", late));
  fact_text(w->a, item, "open", money(w, open));
  fact_text(w->a, item, "full", money(w, in->total));
  fact_flag(w->a, item, "credit", credit);
  fact_flag(w->a, item, "partial", !credit && open.minor < in->total.minor);
}

struct tally {
  size_t invoices, credits, partial, files;
  const struct invoice *first; // the oldest
  struct money first_open;
};

static void count_invoice(struct tally *t, const struct invoice *in, struct money open) {
  t->files += in->file.n > 0;
  t->credits += in->kind == CREDIT_NOTE;
  if (in->kind == CREDIT_NOTE)
    return;
  t->invoices++;
  t->partial += open.minor < in->total.minor;
  if (!t->first || in->due.n < t->first->due.n) {
    t->first = in;
    t->first_open = open;
  }
}

static struct tally invoices(const struct writing *w, struct fact *f) {
  struct tally t = {0};
  struct strs numbers = {0};
  struct fact *list = fact_list(w->a, f, "invoices");
  for (size_t i = 0; i < w->due->invoices.n; i++) {
    const struct invoice *in = snapshot_invoice(w->s, w->due->invoices.v[i]);
    if (!in)
      continue;
    struct money open = i < w->due->open.n ? w->due->open.v[i] : in->open;
    invoice_facts(w, fact_item(w->a, list), in, open);
    count_invoice(&t, in, open);
    if (in->kind == INVOICE)
      *LIST_PUSH(w->a, &numbers) = in->number;
  }
  fact_text(w->a, f, "numbers", language_join(w->a, w->l, &numbers));
  fact_flag(w->a, f, "one", t.invoices == 1);
  fact_flag(w->a, f, "many", t.invoices > 1);
  fact_text(w->a, f, "count", str_printf(w->a, "%zu", t.invoices));
  fact_flag(w->a, f, "has_partial", t.partial > 0);
  fact_flag(w->a, f, "has_credit", t.credits > 0);
  bool all = t.files > 0 && t.files >= t.invoices;
  fact_flag(w->a, f, "attached", all);
  fact_flag(w->a, f, "attached_many", all && t.files > 1);
  return t;
}

static struct money asked_for(const struct writing *w, const struct tally *t) {
  return w->due->instalment.currency[0] ? w->due->instalment : t->first_open;
}

static void oldest(const struct writing *w, struct fact *f, const struct tally *t) {
  const struct invoice *in = t->first;
  if (!in)
    return;
  bool one = t->invoices == 1;
  fact_text(w->a, f, "number", in->number);
  fact_text(w->a, f, "due", language_date(w->a, w->l, w->l->date, in->due));
  fact_text(w->a, f, "late", str_printf(w->a, "%d", w->today.n - in->due.n));
  fact_text(w->a, f, "reference", one ? in->payment_reference : S(""));
  fact_text(w->a, f, "pay_link",
            one && !t->credits ? pay_link(w, in->number, asked_for(w, t)) : S(""));
  fact_text(w->a, f, "iban",
            iban_groups(w->a, w->from->iban.n ? w->from->iban
                              : one           ? in->iban
                                              : S("")));
}

static struct str sums(const struct writing *w, const struct moneys *m) {
  struct strs parts = {0};
  for (size_t i = 0; i < m->n; i++)
    *LIST_PUSH(w->a, &parts) = money(w, m->v[i]);
  return language_join(w->a, w->l, &parts);
}

static struct moneys plus(struct arena *a, struct moneys sum, struct money m) {
  struct err err;
  for (size_t i = 0; i < sum.n; i++)
    if (money_same_currency(sum.v[i], m)) {
      (void)money_add(sum.v[i], m, &sum.v[i], &err);
      return sum;
    }
  *LIST_PUSH(a, &sum) = m;
  return sum;
}

static void charges(const struct writing *w, struct fact *f) {
  struct moneys only = {0}, all = {0};
  struct fact *list = fact_list(w->a, f, "charges");
  for (size_t i = 0; i < w->due->total.n; i++)
    all = plus(w->a, all, w->due->total.v[i]);
  for (size_t i = 0; i < w->due->charges.n; i++) {
    const struct charge *c = &w->due->charges.v[i];
    struct fact *item = fact_item(w->a, list);
    fact_text(w->a, item, "number", c->invoice);
    fact_text(w->a, item, "charge", money(w, c->amount));
    fact_text(w->a, item, "law", c->law);
    fact_flag(w->a, item, "interest", c->rate_bp > 0);
    fact_text(w->a, item, "rate", language_rate(w->a, w->l, c->rate_bp));
    fact_text(w->a, item, "days", str_printf(w->a, "%d", c->days));
    only = plus(w->a, only, c->amount);
    all = plus(w->a, all, c->amount);
  }
  fact_text(w->a, f, "charges_total", sums(w, &only));
  fact_text(w->a, f, "grand_total", sums(w, &all));
}

// ---- When, how, and what comes next

static void plan(const struct writing *w, struct fact *f) {
  struct fact *list = fact_list(w->a, f, "plan");
  for (size_t i = 0; i < w->s->instalments.n; i++) {
    const struct instalment *in = &w->s->instalments.v[i];
    if (!str_eq(in->client, w->client->id) || in->broken)
      continue;
    struct fact *item = fact_item(w->a, list);
    fact_text(w->a, item, "due", language_date(w->a, w->l, w->l->long_date, in->due));
    fact_text(w->a, item, "amount", money(w, in->amount));
    fact_flag(w->a, item, "paid", in->paid.minor >= in->amount.minor);
  }
}

static void ways(const struct writing *w, struct fact *f) {
  struct fact *list = fact_list(w->a, f, "ways");
  fact_flag(w->a, f, "has_ways", w->from->pay_ways.n > 0);
  for (size_t i = 0; i < w->from->pay_ways.n; i++)
    fact_text(w->a, fact_item(w->a, list), "way",
              language_word(&w->l->words, w->from->pay_ways.v[i]));
}

static void discount(const struct writing *w, struct fact *f) {
  const struct discount *d = &w->due->discount;
  fact_text(w->a, f, "discount", d->bp ? language_rate(w->a, w->l, d->bp) : S(""));
  fact_text(w->a, f, "discount_until",
            d->bp ? language_date(w->a, w->l, w->l->long_date, d->until) : S(""));
  fact_text(w->a, f, "discounted", d->bp ? money(w, d->rest) : S(""));
}

static void course(const struct writing *w, struct fact *f) {
  const struct due_letter *d = w->due;
  bool of_plan = d->instalment.currency[0] != 0;
  struct day day = of_plan ? d->expected : w->occasion->promised;
  struct money amount = of_plan ? d->instalment : w->occasion->amount;
  fact_text(w->a, f, "today", language_date(w->a, w->l, w->l->date, w->today));
  fact_text(w->a, f, "deadline", language_date(w->a, w->l, w->l->long_date, d->deadline));
  fact_text(w->a, f, "previous", language_date(w->a, w->l, w->l->date, d->previous));
  fact_text(w->a, f, "step", str_printf(w->a, "%d", d->step));
  fact_text(w->a, f, "ordinal", language_ordinal(w->a, w->l, d->step));
  fact_flag(w->a, f, "instalments", d->instalments);
  fact_flag(w->a, f, "next_letter", d->next_letter);
  fact_flag(w->a, f, "next_legal", d->next_legal);
  fact_text(w->a, f, "promised",
            day_is(day) && day.n ? language_date(w->a, w->l, w->l->long_date, day) : S(""));
  fact_text(w->a, f, "amount", amount.currency[0] ? money(w, amount) : S(""));
  fact_flag(w->a, f, "crossed", w->occasion->crossed);
  fact_flag(w->a, f, "by_phone", str_eq(w->occasion->channel, S("phone")));
}

struct fact *facts_of(const struct writing *w) {
  struct fact *f = fact_map(w->a);
  who(w, f);
  struct tally t = invoices(w, f);
  oldest(w, f, &t);
  fact_text(w->a, f, "total", sums(w, &w->due->total));
  charges(w, f);
  discount(w, f);
  ways(w, f);
  plan(w, f);
  course(w, f);
  return f;
}
