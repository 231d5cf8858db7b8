// stated.c: whether a sum stands in a text, however its digits are grouped.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <ctype.h>
#include <string.h>

enum {
  SUM_DIGITS = 15,
  NEARLY = 90,   // percent
  GROUP = 3,     // digits between the marks of "12.500", and of an end that names a number
  BARE_MOST = 6, // digits: longer bare numbers are orders and accounts
  YEAR_FROM = 1990,
  YEAR_TO = 2100,
};

// digits *( separator digits ); a blank only before a group of three, so that columns stay apart.
struct written {
  char digits[SUM_DIGITS + 1];
  size_t n;
  size_t last; // digits of the last group
  bool cents;  // the last group stands behind a dot or comma
};

static size_t digits_at(struct str s, size_t at) {
  size_t n = 0;
  while (at + n < s.n && isdigit((unsigned char)s.p[at + n]))
    n++;
  return n;
}

// Bytes of the sign between two groups; 0: the sum ends here.
static size_t separator_at(struct str s, size_t at, bool *blank) {
  static const char *const signs[] = {".", ",",        "'",           "\xE2\x80\x99",
                                      " ", "\xC2\xA0", "\xE2\x80\xAF"};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (str_starts(str_skip(s, at), str_of(signs[i]))) {
      *blank = i > 3;
      return str_of(signs[i]).n;
    }
  return 0;
}

static size_t read_sum(struct str s, size_t at, struct written *out) {
  *out = (struct written){0};
  for (;;) {
    size_t n = digits_at(s, at), sign;
    bool blank = false;
    for (size_t i = 0; i < n && out->n < SUM_DIGITS; i++)
      out->digits[out->n++] = s.p[at + i];
    out->last = n;
    at += n;
    sign = separator_at(s, at, &blank);
    size_t next = digits_at(s, at + sign);
    if (!sign || !next || (blank && next != 3))
      return at;
    out->cents = s.p[at] == '.' || s.p[at] == ',';
    at += sign;
  }
}

static bool is_sum(const struct written *w, int64_t minor) {
  int64_t n;
  if (!str_int((struct str){w->digits, w->n}, &n))
    return false;
  if (w->cents && w->last == 2)
    return n == minor;
  return minor % 100 == 0 && n == minor / 100;
}

// The next sum from `*at` on.
static bool next_sum(struct str text, size_t *at, struct written *out) {
  for (; *at < text.n; ++*at) {
    bool starts = isdigit((unsigned char)text.p[*at]) &&
                  (*at == 0 || !isalnum((unsigned char)text.p[*at - 1]));
    if (starts) {
      *at = read_sum(text, *at, out);
      return true;
    }
  }
  return false;
}

bool text_states(struct str text, int64_t minor) {
  struct written w;
  size_t at = 0;
  while (next_sum(text, &at, &w))
    if (is_sum(&w, minor))
      return true;
  return false;
}

// The last sum with cents that is nearly `minor` or more.
static int64_t last_sum(struct str text, int64_t minor) {
  struct written w;
  int64_t last = 0, n;
  for (size_t at = 0; next_sum(text, &at, &w);)
    if (w.cents && w.last == 2 && str_int((struct str){w.digits, w.n}, &n) &&
        n >= money_scale(minor, NEARLY, 100))
      last = n;
  return last;
}

typedef bool text_test(struct str text, int64_t minor);

static bool any_text(const struct reading *r, int64_t minor, text_test *test) {
  for (size_t i = 0; i < r->parts.n; i++)
    if (test(r->parts.v[i].text, minor))
      return true;
  for (size_t i = 0; i < r->attachments.n; i++)
    if (test(r->attachments.v[i].text, minor))
      return true;
  return false;
}

static bool ends_on(struct str text, int64_t minor) {
  return last_sum(text, minor) == minor;
}

static bool ends_beside(struct str text, int64_t minor) {
  int64_t last = last_sum(text, minor);
  return last && last != minor;
}

static bool goes_on(struct str text, int64_t minor) {
  return text_states(text, minor) && !ends_on(text, minor);
}

bool message_states(const struct reading *r, int64_t minor) {
  return any_text(r, minor, text_states);
}

bool message_ends_on(const struct reading *r, int64_t minor) {
  return minor > 0 && any_text(r, minor, ends_on) && !any_text(r, minor, goes_on);
}

bool message_ends_beside(const struct reading *r, int64_t minor) {
  return any_text(r, minor, ends_beside);
}

// ---- numbers without a currency

// "1.305", "12 500", "700": whole units, or -1.
int64_t whole_units(struct str s) {
  int64_t n = 0;
  size_t digits = 0, group = 0;
  bool marks = false;
  for (size_t i = 0; i < s.n; i++) {
    if ((unsigned char)s.p[i] >= 0x80) // of a no-break space, which stands beside a group
      continue;
    if (s.p[i] >= '0' && s.p[i] <= '9') {
      if (++digits > 9)
        return -1;
      n = n * 10 + (s.p[i] - '0');
      group++;
    } else if (strchr(".,' ", s.p[i]) && digits && (!marks || group == GROUP)) {
      marks = true;
      group = 0;
    } else
      return -1;
  }
  bool grouped = marks && group == GROUP;
  return digits && (grouped || (!marks && digits <= BARE_MOST)) ? n : -1;
}

// The end of one of his numbers, as people shorten them: "388" for AR260388.
bool ends_number(const struct deciding *d, struct str digits) {
  for (size_t i = 0; i < d->items.n; i++)
    if (d->items.v[i].client == d->chosen->client && d->items.v[i].open && digits.n >= GROUP &&
        str_ends(d->items.v[i].number.digits, digits))
      return true;
  return false;
}

// "2026" is a year, whatever is open.
static bool is_year(struct str s) {
  int64_t n;
  return str_int(s, &n) && n >= YEAR_FROM && n <= YEAR_TO;
}

bool is_bare_sum(const struct deciding *d, const struct ref *ref) {
  bool called = str_ends(ref->ev->rule, S(".word")) && !str_find(ref->ev->ref, S("."), NULL);
  return ref->where == IN_OWN && ref->ev->what == EV_INVOICE && !called && !ref->range &&
         !is_year(ref->ev->ref) && whole_units(ref->ev->ref) > 0 &&
         !naming_of(&ref->names, d->chosen->client, (struct money){0}) &&
         !ends_number(d, ref->ev->ref);
}
