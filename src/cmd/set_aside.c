// set_aside.c: what nobody could read may still be a payment or an answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/set_aside.h"

#include "ledger/register_store.h"
#include "ledger/trace.h"

enum { FROM_LIMIT = 1 << 10 }; // bytes of a From line that is looked at

// The address between < and >, else the last word; lower case. Cut, not parsed: this message has
// already killed or refused a parser.
static struct str sender_of(struct arena *a, struct str raw) {
  struct str rest = trace_headers(raw), line, name, value, head, tail, word = S("");
  while (str_line(&rest, &line) && line.n) {
    if (!str_cut(line, ':', &name, &value) || !str_eq_ci(str_trim(name), S("From")))
      continue;
    while (str_line(&rest, &line) && line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
      value.n = (size_t)(line.p + line.n - value.p); // folded: it goes on there
    value = str_sub(value, 0, FROM_LIMIT);
    if (str_cut(value, '<', &head, &tail) && str_cut(tail, '>', &head, &value))
      value = head;
    while (str_word(&value, &head))
      word = head;
    return str_utf8_valid(word) ? str_lower(a, word) : S("");
  }
  return S("");
}

static bool senders(const struct acting *x, struct str address, struct snapshot *s,
                    struct err *err) {
  struct lookups q = {0};
  struct str local, domain;
  if (!str_cut(address, '@', &local, &domain))
    return true;
  *LIST_PUSH(x->a, &q) = (struct lookup){.kind = LOOKUP_EMAIL, .key = address};
  *LIST_PUSH(x->a, &q) = (struct lookup){.kind = LOOKUP_DOMAIN, .key = domain};
  return ledger_snapshot(x->l, x->a, &q, s, err);
}

static void hold(const struct acting *x, struct str client, struct str from, struct acts *acts) {
  struct str why = str_printf(
      x->a, "a message from %.*s could not be read; until a person has looked", STR_ARG(from));
  struct act act = {.kind = ACT_HOLD,
                    .client = client,
                    .hold = HOLD_UNCLASSIFIED,
                    .from = x->now.today,
                    .until = DAY_NONE,
                    .why = why};
  *LIST_PUSH(x->a, acts) = act;
  act.kind = ACT_WITHDRAW;
  *LIST_PUSH(x->a, acts) = act;
}

static bool write_down(const struct acting *x, const struct inbox_message *m, struct str why,
                       struct str client, struct err *err) {
  struct snapshot s = {0};
  struct acts acts = {0};
  struct str from = sender_of(x->a, m->raw);
  if (m->kind != FOLDER_SENT && !senders(x, from, &s, err))
    return false;
  for (size_t i = 0; i < s.clients.n; i++)
    hold(x, s.clients.v[i].id, from, &acts);
  if (client.n && !snapshot_client(&s, client))
    hold(x, client, from, &acts);
  return act_all(x, &acts, err) && inbox_set_aside(x->l, m->id, why, x->now.utc, err);
}

bool set_aside(const struct acting *x, const struct inbox_message *m, struct str why,
               struct str client, struct err *err) {
  if (ledger_begin(x->l, "set aside", err) && write_down(x, m, why, client, err) &&
      ledger_commit(x->l, err))
    return true;
  ledger_rollback(x->l);
  return false;
}
