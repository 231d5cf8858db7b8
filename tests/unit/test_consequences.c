// test_consequences.c: what a message means for the reminders of its client.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/dunning.h"
#include "rules_files.h"
#include "scenario.h"

static struct arena arena;
static struct calendar calendar;
static struct policies policies;

static const struct {
  const char *word;
  enum intent_kind kind;
} intents[] = {
    {"fraud", INTENT_FRAUD_SUSPICION},
    {"insolvency", INTENT_INSOLVENCY},
    {"refusal", INTENT_REFUSAL},
    {"dispute", INTENT_DISPUTE},
    {"partial", INTENT_PARTIAL_PAYMENT},
    {"paid", INTENT_PAID},
    {"instalments", INTENT_INSTALLMENT_REQUEST},
    {"promise", INTENT_PROMISE_TO_PAY},
    {"copy", INTENT_COPY_REQUEST},
    {"wrong_contact", INTENT_WRONG_CONTACT},
    {"away", INTENT_OUT_OF_OFFICE},
    {"thanks", INTENT_THANKS},
};

struct said {
  struct reading r;
  struct verdict v;
};

static void read_intent(struct arena *a, struct str text, struct verdict *v) {
  struct str name = scenario_word(&text), w;
  for (size_t i = 0; i < sizeof intents / sizeof *intents; i++) {
    if (!str_eq(name, str_of(intents[i].word)))
      continue;
    struct intent in = {.kind = intents[i].kind, .day = DAY_NONE};
    while ((w = scenario_word(&text)).n)
      if (!day_parse_iso(w, &in.day) && !str_eq(w, S("none")))
        *LIST_PUSH(a, &in.invoices) = w;
    *LIST_PUSH(a, &v->intents) = in;
  }
}

static void read_message(struct arena *a, struct str text, struct said *s) {
  static const struct {
    const char *word;
    enum message_kind kind;
  } kinds[] = {{"reply", KIND_REPLY},
               {"remittance", KIND_REMITTANCE},
               {"bank_notice", KIND_BANK_NOTICE},
               {"auto_reply", KIND_AUTO_REPLY},
               {"bounce", KIND_BOUNCE}};
  struct str kind = scenario_word(&text), part;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (str_eq(kind, str_of(kinds[i].word)))
      s->v.kind = kinds[i].kind;
  if (s->v.kind == KIND_BOUNCE) {
    s->r.bounced = true;
    s->r.bounce.class = scenario_word(&text);
    struct str id = scenario_word(&text);
    s->r.bounce.original_message_id = str_eq(id, S("none")) ? S("") : id;
    s->r.bounce.recipient = S("ann@client.example");
    return;
  }
  while (str_field(&text, ',', &part))
    read_intent(a, str_trim(part), &s->v);
}

static void read_part(struct arena *a, struct str part, struct said *s) {
  struct str word = part, head = scenario_word(&word), w;
  if (str_eq(head, S("pause")))
    while ((w = scenario_word(&word)).n)
      *LIST_PUSH(a, &s->v.pause) = w;
  else if (str_eq(head, S("hold_client")))
    s->v.hold_client = true;
  else if (str_eq(head, S("writes")))
    s->r.fresh = word;
  else if (str_eq(head, S("suggest")))
    s->v.decision = DECISION_SUGGEST;
  else if (str_eq(head, S("crossed")))
    s->r.sent_at -= 5 * 86400;
  else
    read_message(a, part, s);
}

static struct str act_text(struct arena *a, const struct act *act) {
  static const char *const kinds[] = {"hold", "withdraw", "take back", "suggest",
                                      "task", "answer",   "note"};
  static const char *const holds[] = {"announced",    "promised", "disputed", "insolvent",
                                      "unclassified", "asked",    "owner"};
  struct buf b = buf_in(a);
  bool scoped = act->kind == ACT_HOLD || act->kind == ACT_WITHDRAW;
  buf_printf(&b, "%s", kinds[act->kind]);
  struct str parts[] = {act->name, act->message_id,
                        act->invoice.n || !scoped ? act->invoice : S("all")};
  for (size_t i = 0; i < 3; i++)
    if (parts[i].n)
      buf_printf(&b, " %.*s", STR_ARG(parts[i]));
  if (act->kind == ACT_HOLD) {
    struct str until = day_is(act->until) ? day_iso(a, act->until) : S("person");
    buf_printf(&b, " %s until %.*s", holds[act->hold], STR_ARG(until));
  }
  assert_true(act->why.n > 0);
  if (act->kind == ACT_TASK && str_eq(act->name, S("substitute")))
    buf_printf(&b, " (%.*s)", STR_ARG(act->why));
  return buf_str(&b);
}

static struct str consequences_row(struct arena *a, struct str in) {
  struct scenario sc = scenario_read(a, S("today 2026-11-23; invoice F1 due 2026-11-01 100.00; "
                                          "invoice F2 due 2026-11-02 50.00; "
                                          "sent 1 2026-11-20 until 2026-11-30 F1 F2"));
  struct said s = {.v = {.client = S("C1"), .resume_on = DAY_NONE, .decision = DECISION_APPLY}};
  struct acts acts;
  s.r.from.addr = S("ann@client.example");
  s.r.sent = sc.now.today;
  s.r.sent_at = sc.now.utc;
  for (struct str part; str_field(&in, ';', &part);)
    read_part(a, str_trim(part), &s);
  dunning_consequences(a, &s.r, &s.v, &sc.s, &policies, &calendar, sc.now.today, &acts);
  struct buf b = buf_in(a);
  for (size_t i = 0; i < acts.n; i++)
    buf_printf(&b, "%s%.*s", i ? "; " : "", STR_ARG(act_text(a, &acts.v[i])));
  return buf_str(&b);
}

static void tables(void **state) {
  (void)state;
  table_run("consequences.tbl", consequences_row);
}

int main(void) {
  arena_init(&arena, 64 << 20);
  struct stanzas days = rules_stanzas(&arena, "rules/calendar");
  struct stanzas steps = rules_stanzas(&arena, "rules/policy");
  struct err err;
  if (!calendar_load(&arena, &days, &calendar, &err) ||
      !policies_load(&arena, &steps, &policies, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables)};
  int failed = cmocka_run_group_tests_name("consequences", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
