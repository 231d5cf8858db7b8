// call_result.c: what a client says on the telephone counts as if he had written it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/call_result.h"

static const struct call_result results[] = {
    {"no-answer", "nobody answered", INTENT_THANKS, false},
    {"voicemail", "a message was left", INTENT_THANKS, false},
    {"away", "he is to be called again", INTENT_OUT_OF_OFFICE, true},
    {"paid", "it is said to be paid", INTENT_PAID, true},
    {"disputed", "the client disputes it", INTENT_DISPUTE, true},
    {"refused", "the client refuses to pay", INTENT_REFUSAL, true},
    {"instalments", "the client wants to pay in instalments", INTENT_INSTALLMENT_REQUEST, true},
    {"copy", "the client wants a copy", INTENT_COPY_REQUEST, true},
    {"wrong-contact", "this is not the right contact", INTENT_WRONG_CONTACT, true},
    {"insolvent", "the client is insolvent", INTENT_INSOLVENCY, true},
};

enum { RESULTS = sizeof results / sizeof *results };

const struct call_result *call_result_of(struct str code) {
  for (size_t i = 0; i < RESULTS; i++)
    if (str_eq(code, str_of(results[i].code)))
      return &results[i];
  return NULL;
}

struct str call_result_codes(struct arena *a) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < RESULTS; i++)
    buf_printf(&b, "%s%s", i ? ", " : "", results[i].code);
  return buf_str(&b);
}

// Nothing is answered by letter: the two have just spoken.
static void drop_answers(struct acts *acts) {
  size_t kept = 0;
  for (size_t i = 0; i < acts->n; i++)
    if (acts->v[i].kind != ACT_ANSWER)
      acts->v[kept++] = acts->v[i];
  acts->n = kept;
}

void call_consequences(struct arena *a, const struct call_result *result, struct str client,
                       const struct strs *invoices, struct day day, const struct snapshot *s,
                       const struct policies *p, const struct calendar *c, struct day today,
                       struct acts *out) {
  struct reading said = {.sent = today, .from = {.addr = S("by telephone")}};
  struct verdict v = {.kind = KIND_REPLY,
                      .client = client,
                      .pause = *invoices,
                      .resume_on = DAY_NONE,
                      .decision = DECISION_APPLY};
  *LIST_PUSH(a, &v.intents) = (struct intent){.kind = result->intent, .day = day};
  dunning_consequences(a, &said, &v, s, p, c, today, out);
  drop_answers(out);
}
