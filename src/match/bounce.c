// bounce.c: mail that came back: whom it did not reach, and whether it ever will.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

#include <string.h>

// The first hit whose signal begins so, but in our own mail given back. A server marks no quotes:
// its
// ">>> DATA" is none.
static const struct hit *heard(const struct collecting *c, const char *signal) {
  for (size_t i = 0; i < c->facts.n; i++) {
    const struct read_text *t = c->facts.v[i].text;
    for (size_t k = 0; t->role != TEXT_RETURNED && k < t->hits.n; k++)
      if (str_starts(t->hits.v[k].signal, str_of(signal)))
        return &t->hits.v[k];
  }
  return NULL;
}

// ---------------------------------------------------------------- is it one

static bool is_failure(const struct report_recipient *r) {
  return str_eq_ci(r->action, S("failed")) || str_eq_ci(r->action, S("delayed")) ||
         (!r->action.n && r->status.n && r->status.p[0] != '2');
}

static const struct report_recipient *failed_recipient(const struct report *report) {
  for (size_t i = 0; report && i < report->recipients.n; i++)
    if (is_failure(&report->recipients.v[i]))
      return &report->recipients.v[i];
  return NULL;
}

// Exim and Gmail name in the header whom they could not reach.
static struct str failed_in_header(const struct collecting *c) {
  return header_of(c->in->message, "X-Failed-Recipients");
}

bool is_bounce(const struct collecting *c) {
  const struct report *report = c->in->report;
  if (report && report->kind == REPORT_DELIVERY)
    return failed_recipient(report) || !report->recipients.n;
  return c->in->from_server && (failed_in_header(c).n || heard(c, "bounce."));
}

// ---------------------------------------------------------------- for good, or for now

// RFC 3463, as far as a dunning letter cares.
static const char *class_of_status(struct str status) {
  static const struct {
    const char *status, *class;
  } table[] = {
      {"5.2.2", "soft"},   {"5.2.3", "soft"}, {"5.3.1", "soft"},  {"5.3.4", "soft"},
      {"5.4.7", "soft"},   {"5.4.6", "soft"}, {"5.7.", "policy"}, {"5.1.7", "policy"},
      {"5.1.8", "policy"}, {"5.1.", "hard"},  {"5.2.1", "hard"},  {"5.4.1", "hard"},
      {"5.4.4", "hard"},   {"5.4.3", "soft"}, {"5.5.", "policy"}, {"5.6.", "policy"},
      {"4.", "soft"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (str_starts(status, str_of(table[i].status)))
      return table[i].class;
  return "";
}

static bool is_digit(char ch) {
  return ch >= '0' && ch <= '9';
}

// The first "5.1.1" in the server's words: where a relay reports what another server said, the
// field beside it is often its own guess.
static struct str status_in(struct str words) {
  for (size_t i = 0; i + 5 <= words.n; i++) {
    const char *p = words.p + i;
    bool begins = i == 0 || p[-1] == ' ' || p[-1] == '-' || p[-1] == '#';
    if (begins && (p[0] == '4' || p[0] == '5') && p[1] == '.' && is_digit(p[2]) && p[3] == '.' &&
        is_digit(p[4]))
      return str_sub(words, i, i + 5 < words.n && is_digit(p[5]) ? 6 : 5);
  }
  return S("");
}

// The field of a delivery report in which that place lies: where it begins.
static size_t field_at(struct str text, size_t offset) {
  while (offset > 0 &&
         (text.p[offset - 1] != '\n' || text.p[offset] == ' ' || text.p[offset] == '\t'))
    offset--;
  return offset;
}

// Whether the other server's words on the first recipient say so.
static bool in_report(const struct collecting *c, const char *signal) {
  static const char field[] = "Diagnostic-Code";
  for (size_t i = 0; i < c->facts.n; i++) {
    const struct read_text *t = c->facts.v[i].text;
    size_t first;
    if (t->role != TEXT_REPORT || !str_find_ci(t->text, str_of(field), &first))
      continue;
    for (size_t k = 0; k < t->hits.n; k++)
      if (str_eq(t->hits.v[k].signal, str_of(signal)) &&
          field_at(t->text, t->hits.v[k].place.offset) == first)
        return true;
  }
  return false;
}

static struct str captured(const struct hit *h, const char *name) {
  for (size_t i = 0; i < h->captures.n; i++)
    if (str_eq(h->captures.v[i].name, str_of(name)))
      return h->captures.v[i].text;
  return S("");
}

// The first that a rule on servers' words has taken under that name.
static struct str told(const struct collecting *c, const char *name) {
  struct str found = S("");
  for (size_t i = 0; i < c->facts.n && !found.n; i++)
    for (size_t k = 0; k < c->facts.v[i].text->hits.n && !found.n; k++) {
      const struct hit *h = &c->facts.v[i].text->hits.v[k];
      if (str_starts(h->signal, S("bounce.")))
        found = captured(h, name);
    }
  return found;
}

static bool in_words(const struct collecting *c, const char *signal) {
  return heard(c, signal) != NULL;
}

static const char *class_of_words(const struct collecting *c,
                                  bool (*has)(const struct collecting *, const char *)) {
  static const struct {
    const char *signal, *class;
  } table[] = {{"bounce.full", "soft"},
               {"bounce.delay", "soft"},
               {"bounce.policy", "policy"},
               {"bounce.hard", "hard"},
               {"bounce.soft", "soft"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (has(c, table[i].signal))
      return table[i].class;
  return "";
}

// The server's own words, then the status within them, then that of the field, then any words.
static const char *failure_class(const struct collecting *c, const struct report_recipient *r) {
  const char *class = class_of_words(c, in_report);
  if (!*class && r)
    class = class_of_status(status_in(r->diagnostic));
  if (!*class && r && !str_ends(r->status, S(".0.0")))
    class = class_of_status(r->status);
  if (!*class)
    class = class_of_words(c, in_words);
  if (!*class)
    class = class_of_status(told(c, "status"));
  return *class ? class : r ? class_of_status(r->status) : "";
}

static const char *bounce_class(const struct collecting *c, const struct report_recipient *r) {
  if (r && str_eq_ci(r->action, S("delayed")))
    return "soft";
  const char *class = failure_class(c, r);
  // Who took the address and then refused the letter may take another one.
  if (!*class || (strcmp(class, "hard") == 0 && heard(c, "bounce.data")))
    return "soft";
  return class;
}

// ---------------------------------------------------------------- what is told of it

// Of a letter that is given back within the body: a header field of it, without < >.
static struct str field_in_copy(const struct collecting *c, struct str wanted) {
  for (size_t i = 0; i < c->facts.n; i++) {
    struct str rest = c->facts.v[i].text->text, line, name, value;
    while (c->facts.v[i].text->role == TEXT_BODY && str_line(&rest, &line)) {
      if (!str_cut(line, ':', &name, &value) || !str_eq_ci(name, wanted))
        continue;
      str_cut(str_trim(value), '<', &name, &value);
      str_cut(value.n ? value : name, '>', &name, &value);
      return str_trim(name);
    }
  }
  return S("");
}

void fill_bounce(struct collecting *c) {
  const struct report *report = c->in->report;
  const struct report_recipient *r = failed_recipient(report);
  const struct hit *h = heard(c, "bounce.");
  struct bounce *b = &c->out->bounce;
  struct str first, rest;
  str_cut(failed_in_header(c), ',', &first, &rest);
  c->out->bounced = true;
  b->class = str_of(bounce_class(c, r));
  b->delayed = r && str_eq_ci(r->action, S("delayed"));
  b->recipient = r ? r->recipient : str_lower(c->a, str_trim(first));
  b->status = r ? r->status : S("");
  if (!b->recipient.n)
    b->recipient = str_lower(c->a, told(c, "recipient"));
  if (!b->status.n)
    b->status = told(c, "status");
  b->reason = r && r->diagnostic.n ? r->diagnostic : h ? h->text : S("");
  b->original_message_id = report ? report->original_message_id : S("");
  if (!b->original_message_id.n)
    b->original_message_id = field_in_copy(c, S("Message-ID"));
  b->original_ref = report ? report->original_ref : S("");
  if (!b->original_ref.n)
    b->original_ref = field_in_copy(c, S("X-Relance-Ref"));
}
