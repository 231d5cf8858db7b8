// fuzz_invoice_text.c: any text as a printed invoice, by labels of one language.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/invoice_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct invoice_rules *rules(void) {
  static struct arena kept;
  static struct invoice_rules *r;
  struct stanzas files = {0};
  struct err err;
  struct str text = S("[invoice f]\n"
                      "title = facture\ncredit = avoir\nother = devis\nnumber = facture n, n\n"
                      "issued = date\ndue = echeance\ntotal = total\npayable = net a payer\n"
                      "terms = conditions\nlowers = facture d'origine\nseller = ACME\n"
                      "months = janvier, b, c, d, e, f, g, h, i, j, k, l\n"
                      "ok = x\ngives = x\nno = x\n");
  if (r)
    return r;
  arena_init(&kept, 1 << 20);
  if (!stanza_parse(&kept, S("f.rules"), text, &files, &err) ||
      !invoice_rules_load(&kept, &files, &r, &err))
    __builtin_trap();
  return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct einvoice e = {0};
  struct strs doubts = {0};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str text = str_utf8_clean(&a, (struct str){(const char *)data, size});
  enum paper p = invoice_text_read(&a, rules(), text, &e, &doubts);
  if (p == PAPER_INVOICE && (!e.number.n || !day_is(e.issued) || !e.total.currency[0]))
    __builtin_trap();
  arena_free(&a);
  return 0;
}
