// intent_file.c: what an attached letter says where the mail itself says nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

// An official's notice: the mail says nothing, the letter in the file says that he is insolvent.
void collect_intents_of_files(struct collecting *c) {
  for (size_t i = 0; i < c->facts.n && !c->out->intents.n; i++) {
    const struct facts *f = &c->facts.v[i];
    for (size_t k = 0; f->text->role == TEXT_FILE && k < f->text->hits.n; k++) {
      const struct hit *h = &f->text->hits.v[k];
      if (str_eq(h->signal, str_of(intent_name(INTENT_INSOLVENCY))) && !c->out->intents.n)
        *LIST_PUSH(c->a, &c->out->intents) = (struct intent){.kind = INTENT_INSOLVENCY,
                                                             .day = DAY_NONE,
                                                             .permille = 800,
                                                             .text = h->text,
                                                             .rule = h->rule,
                                                             .place = h->place,
                                                             .sentence = -1};
    }
  }
}
