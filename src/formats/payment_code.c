// payment_code.c: what a payer's phone reads off a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/checkdigit.h"
#include "relance/formats.h"

#include "charset.h"

#include <string.h>

enum { NAME_LIMIT = 70, REFERENCE_LIMIT = 35, TEXT_LIMIT = 140 }; // characters (EPC069-12, 2.1)

static size_t characters(struct str s) {
  size_t n = 0, len;
  for (size_t i = 0; i < s.n; i += len, n++)
    str_rune(s, i, &len);
  return n;
}

static bool one_line(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < ' ')
      return false;
  return true;
}

// At most `limit` characters, no more.
static struct str cut(struct str s, size_t limit) {
  size_t i = 0, len;
  for (size_t n = 0; i < s.n && n < limit; i += len, n++)
    str_rune(s, i, &len);
  return str_sub(s, 0, i);
}

static bool check(const struct transfer *t, struct str iban, struct str bic, struct err *err) {
  if (!iban_valid(iban))
    return err_set(err, ERR_INPUT, "\"%.*s\" is no IBAN", STR_ARG(text_clip(t->iban, 40)));
  if (bic.n && bic.n != 8 && bic.n != 11)
    return err_set(err, ERR_INPUT, "\"%.*s\" is no BIC", STR_ARG(text_clip(t->bic, 40)));
  if (t->name.n == 0 || !one_line(t->name) || !one_line(t->text))
    return err_set(err, ERR_INPUT, "a payment code needs a payee's name, on one line");
  if (t->amount.currency[0] && strcmp(t->amount.currency, "EUR") != 0)
    return err_set(err, ERR_INPUT, "a payment code is for EUR, not %s", t->amount.currency);
  if (t->amount.currency[0] && (t->amount.minor < 1 || t->amount.minor > 99999999999))
    return err_set(err, ERR_INPUT, "a payment code is for 0.01 to 999999999.99 EUR");
  if (t->reference.n && t->text.n)
    return err_set(err, ERR_INPUT, "a payment code has a reference or a text, not both");
  return true;
}

// EPC069-12, section 3: the lines below in this order, LF between, none behind the last that says
// something. A name or text that is too long is cut; a reference never.
bool epc_payload(struct arena *a, const struct transfer *t, struct str *out, struct err *err) {
  struct str iban = reference_bare(a, t->iban), bic = reference_bare(a, t->bic);
  struct str reference = t->reference, text = cut(t->text, TEXT_LIMIT);
  if (!check(t, iban, bic, err))
    return false;
  if (reference.n && !rf_valid(reference_bare(a, reference))) {
    text = reference; // banks refuse a structured reference that is not ISO 11649
    reference = S("");
  } else
    reference = reference_bare(a, reference);
  if (characters(reference) > REFERENCE_LIMIT || characters(text) > TEXT_LIMIT)
    return err_set(err, ERR_INPUT, "the reference \"%.*s\" is too long",
                   STR_ARG(text_clip(t->reference, 60)));
  struct buf b = buf_in(a);
  buf_printf(&b, "BCD\n002\n1\nSCT\n%.*s\n%.*s\n%.*s\n", STR_ARG(bic),
             STR_ARG(cut(t->name, NAME_LIMIT)), STR_ARG(iban));
  if (t->amount.currency[0])
    buf_printf(&b, "EUR%.*s", STR_ARG(money_plain(a, t->amount)));
  buf_printf(&b, "\n\n%.*s\n%.*s", STR_ARG(reference), STR_ARG(text));
  struct str payload = buf_str(&b);
  while (str_ends(payload, S("\n")))
    payload.n--;
  if (payload.n > EPC_LIMIT)
    return err_set(err, ERR_INPUT, "a payment code of %zu bytes is more than a QR code may hold",
                   payload.n);
  *out = payload;
  return true;
}
