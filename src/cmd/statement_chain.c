// statement_chain.c: the last closing balance of each account, kept as a setting.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/statement_chain.h"

bool account_span_of(const struct statement *s, struct account_span *out) {
  if (!s->account.n || !s->has_opening || !s->has_closing || !day_is(s->opened) ||
      !day_is(s->closed))
    return false;
  *out = (struct account_span){s->account, s->opened, s->closed, s->opening, s->closing};
  return true;
}

// "2026-11-20 1234.56 EUR"
static bool read_end(struct str text, struct day *day, struct money *balance) {
  struct str d, rest, amount, currency;
  struct err ignored;
  char code[4] = "";
  if (!str_cut(text, ' ', &d, &rest) || !str_cut(rest, ' ', &amount, &currency) ||
      !currency_valid(currency) || !day_parse_iso(d, day))
    return false;
  for (size_t i = 0; i < 3; i++)
    code[i] = currency.p[i];
  return money_parse(amount, code, balance, &ignored);
}

bool statement_chain(struct ledger *l, struct arena *a, const struct account_span *s,
                     struct str *gap, struct err *err) {
  const char *name =
      str_c(a, str_printf(a, "statement %.*s %s", STR_ARG(s->account), s->closing.currency));
  struct str before;
  struct day day = DAY_NONE;
  struct money balance = {0};
  bool found;
  *gap = S("");
  if (!ledger_setting_get(l, a, name, &before, &found, err))
    return false;
  bool known = found && read_end(before, &day, &balance);
  if (known && s->opened.n >= day.n && s->opening.minor != balance.minor)
    *gap = str_printf(a,
                      "account %.*s: it begins with %.*s and the one before ended on %.*s with "
                      "%.*s %s: a statement is missing",
                      STR_ARG(s->account), STR_ARG(money_plain(a, s->opening)),
                      STR_ARG(day_iso(a, day)), STR_ARG(money_plain(a, balance)), balance.currency);
  if (known && s->closed.n <= day.n)
    return true;
  return ledger_setting_put(l, name,
                            str_printf(a, "%.*s %.*s %s", STR_ARG(day_iso(a, s->closed)),
                                       STR_ARG(money_plain(a, s->closing)), s->closing.currency),
                            err);
}
