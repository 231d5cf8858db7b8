// write_letter.c: from plan to frozen bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/write_letter.h"

#include "host/token.h"

static bool install_key(struct ledger *l, struct arena *a, struct str *key, struct err *err) {
  bool found;
  if (!ledger_setting_get(l, a, "install key", key, &found, err))
    return false;
  if (found)
    return true;
  *key = token_key_new(a);
  return ledger_setting_put(l, "install key", *key, err);
}

static struct str domain_of(struct str address) {
  struct str local, domain;
  return str_cut(address, '@', &local, &domain) ? domain : S("localhost");
}

// RFC 3834, section 3.3: what answers by itself has no return path, so that nothing comes back.
static struct str return_path(const struct mailbox_conf *m, bool in_reply) {
  return in_reply && m->null_sender ? S("") : m->from;
}

bool write_letter(struct app *app, struct ledger *l, struct arena *a,
                  const struct letter_order *order, enum outbox_kind kind, int64_t answers,
                  struct now now, int64_t *id, bool *fresh, struct err *err) {
  struct due_letter d = *order->due;
  struct letter_order mine = *order;
  const struct mailbox_conf *m = letter_mailbox(&app->conf);
  struct letter letter;
  struct outgoing o;
  struct str key, bytes;
  if (!install_key(l, a, &key, err))
    return false;
  struct str words = str_printf(a, "%.*s %lld", STR_ARG(d.key), (long long)d.send.n);
  if (order->asked)
    words = str_printf(a, "%.*s %lld", STR_ARG(words), (long long)order->asked);
  d.token = token_of(a, key, words);
  mine.due = &d;
  mine.l = l;
  if (!compose_letter_mail(app, a, &mine, now, &letter, &o, err))
    return false;
  o.message_id = str_printf(a, "relance.%.*s@%.*s", STR_ARG(d.token), STR_ARG(domain_of(m->from)));
  if (!outgoing_bytes(a, &o, &bytes, err))
    return false;
  struct outbox_letter row = {.state = LETTER_PLANNED,
                              .kind = kind,
                              .mailbox = m->name,
                              .client = d.client,
                              .step = d.step,
                              .cycle = (int)answers,
                              .key = d.key,
                              .invoices = d.invoices,
                              .letter = d.letter,
                              .needs_person = d.needs_person,
                              .message_id = o.message_id,
                              .token = d.token,
                              .subject = letter.subject,
                              .env_from = return_path(m, mine.in_reply),
                              .env_to = d.to,
                              .mime = bytes,
                              .deadline = d.deadline,
                              .plan = d.why,
                              .created_at = now.utc,
                              .not_before = d.not_before};
  for (size_t i = 0; i < d.open.n; i++)
    *LIST_PUSH(a, &row.open) = d.open.v[i];
  return letter_put(l, &row, id, fresh, err);
}
