// writer.c: who wrote a mail that one of us sends on to the mailbox, and on which day.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

#include <string.h>

static bool all_ours(const struct company *us, const struct addresses *list) {
  for (size_t i = 0; i < list->n; i++)
    if (!company_owns(us, list->v[i].addr))
      return false;
  return true;
}

bool message_sent_on(const struct message *m, const struct company *us) {
  return company_owns(us, m->from.addr) && m->to.n && all_ours(us, &m->to) && all_ours(us, &m->cc);
}

// ---- the head of the mail that is sent on

// What stands between the words of him who sends it on and the first of the other's.
static struct str head_of(const struct read_text *t) {
  struct str head = t->text, body;
  if (t->role == TEXT_FORWARDED)
    return str_find(t->text, S("\n\n"), &body.n) ? str_sub(t->text, 0, body.n) : S("");
  for (size_t i = 1; t->role == TEXT_BODY && i < t->spans.n; i++) {
    const struct span *above = &t->spans.v[i - 1];
    if (t->spans.v[i].kind == SPAN_FORWARDED && above->kind == SPAN_QUOTED)
      return str_sub(head, above->offset, above->length);
  }
  return S("");
}

static bool in_address(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr(".@_-+=", c));
}

// Its first address: that of From stands before those of To in every mail program's head.
static struct str first_address(struct arena *a, struct str head) {
  for (size_t i = 0, n; i < head.n; i += n + 1) {
    for (n = 0; i + n < head.n && in_address(head.p[i + n]);)
      n++;
    struct str word = str_sub(head, i, n), local, domain;
    if (str_cut(word, '@', &local, &domain) && local.n && str_find(domain, S("."), NULL))
      return str_lower(a, word);
  }
  return S("");
}

static struct day first_day(struct collecting *c, struct str head, const struct date_words *w) {
  struct tokens tokens = tokens_of(c->a, head);
  struct dates_found dates = {0};
  dates_find(c->a, &tokens, w, (struct date_from){.sent = DAY_NONE}, &dates);
  for (size_t i = 0; i < dates.n; i++)
    if (dates.v[i].role != DATE_NONE && day_is(dates.v[i].nearest))
      return dates.v[i].nearest;
  return DAY_NONE;
}

// "Yesterday" is then the day before he wrote it.
static void date_by_head(struct collecting *c, struct str head) {
  struct day sent = c->in->message->sent, day = first_day(c, head, c->date_words);
  if (!day_is(day))
    day = first_day(c, head, c->english_dates);
  if (!day_is(day) || (day_is(sent) && day.n > sent.n))
    return;
  c->out->written = day;
  c->date_from.sent = day;
}

void collect_writer(struct collecting *c) {
  c->out->written = DAY_NONE;
  if (!message_sent_on(c->in->message, c->in->us))
    return;
  for (size_t i = 0; i < c->in->texts.n; i++) {
    struct str head = head_of(&c->in->texts.v[i]), addr = first_address(c->a, head);
    if (!addr.n || company_owns(c->in->us, addr))
      continue;
    c->out->writer.addr = addr;
    date_by_head(c, head);
    return;
  }
}
