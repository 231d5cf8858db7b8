// write_letter.c: from plan to frozen bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/write_letter.h"

#include "cmd/knowledge.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/token.h"
#include "relance/outgoing.h"

#include <string.h>

enum { ATTACHMENTS_LIMIT = 15 << 20 }; // bytes of all invoices attached to one letter

struct sender letter_sender(const struct conf *c) {
  const struct mailbox_conf *m = letter_mailbox(c);
  return (struct sender){.company = c->company.name,
                         .service = c->sender.service,
                         .phone = c->sender.phone,
                         .email = m ? m->from : S(""),
                         .iban = c->sender.iban,
                         .bic = c->sender.bic,
                         .address = c->sender.street,
                         .pay_ways = c->sender.ways_to_pay,
                         .pay_link = c->sender.payment_link};
}

const struct mailbox_conf *letter_mailbox(const struct conf *c) {
  return c->mailboxes.n ? &c->mailboxes.v[0] : NULL;
}

static bool install_key(struct ledger *l, struct arena *a, struct str *key, struct err *err) {
  bool found;
  if (!ledger_setting_get(l, a, "install key", key, &found, err))
    return false;
  if (found)
    return true;
  *key = token_key_new(a);
  return ledger_setting_put(l, "install key", *key, err);
}

static struct str base_name(struct str path) {
  size_t i = path.n;
  while (i && path.p[i - 1] != '/')
    i--;
  return str_skip(path, i);
}

static const char *type_of(struct str name) {
  return str_ends_ci(name, S(".pdf"))   ? "application/pdf"
         : str_ends_ci(name, S(".xml")) ? "application/xml"
                                        : "application/octet-stream";
}

// The invoices' files as far as they are there and not too large together; a letter without its
// copy still leaves, as it says "on request".
static void attach(struct arena *a, const struct letter *letter, struct outgoing *o) {
  size_t bytes = 0;
  for (size_t i = 0; i < letter->attach.n; i++) {
    struct mail_file f = {.name = base_name(letter->attach.v[i])};
    struct err ignored;
    if (!file_read(a, str_c(a, letter->attach.v[i]), ATTACHMENTS_LIMIT, &f.bytes, &ignored) ||
        bytes + f.bytes.n > ATTACHMENTS_LIMIT)
      continue;
    bytes += f.bytes.n;
    f.type = str_of(type_of(f.name));
    *LIST_PUSH(a, &o->files) = f;
  }
}

static void add_header(struct arena *a, struct outgoing *o, const char *name, struct str value) {
  *LIST_PUSH(a, &o->extra) = (struct header){str_of(name), value};
}

static struct str contact_name(const struct snapshot *s, const struct due_letter *due) {
  const struct client *c = snapshot_client(s, due->client);
  return c ? c->contact_name.n ? c->contact_name : c->name : S("");
}

static struct outgoing outgoing_of(struct app *app, struct arena *a, const struct due_letter *due,
                                   const struct snapshot *s, const struct letter *letter,
                                   struct now now) {
  const struct mailbox_conf *m = letter_mailbox(&app->conf);
  struct sender from = letter_sender(&app->conf);
  struct str name = from.service.n ? from.service : from.company;
  struct outgoing o = {.from = {name, m->from},
                       .to = {contact_name(s, due), due->to},
                       .subject = letter->subject,
                       .references = due->references,
                       .date = due->not_before > now.utc ? due->not_before : now.utc,
                       .text = letter->text,
                       .html = letter->html};
  o.zone_minutes = clock_zone_minutes(o.date);
  add_header(a, &o, "Auto-Submitted", S("auto-generated"));
  add_header(a, &o, "X-Relance-Ref", due->token);
  attach(a, letter, &o);
  return o;
}

static struct str domain_of(struct str address) {
  struct str local, domain;
  return str_cut(address, '@', &local, &domain) ? domain : S("localhost");
}

bool write_letter(struct app *app, struct ledger *l, struct arena *a, const struct due_letter *due,
                  const struct snapshot *s, struct now now, int64_t *id, bool *fresh,
                  struct err *err) {
  struct due_letter d = *due;
  struct letter letter;
  struct str key, bytes;
  struct sender from = letter_sender(&app->conf);
  const struct mailbox_conf *m = letter_mailbox(&app->conf);
  if (!m)
    return err_set(err, ERR_SETUP, "%.*s: no [mailbox NAME] to send from", STR_ARG(app->conf.path));
  if (!install_key(l, a, &key, err))
    return false;
  struct str words = str_printf(a, "%.*s %lld", STR_ARG(d.key), (long long)d.send.n);
  d.token = token_of(a, key, words);
  if (!letter_render(a, app->know->templates, &d, s, &from, &now, &(struct occasion){0}, &letter,
                     err))
    return false;
  struct outgoing o = outgoing_of(app, a, &d, s, &letter, now);
  o.message_id = str_printf(a, "relance.%.*s@%.*s", STR_ARG(d.token), STR_ARG(domain_of(m->from)));
  if (!outgoing_bytes(a, &o, &bytes, err))
    return false;
  struct outbox_letter row = {.state = LETTER_PLANNED,
                              .kind = OUTBOX_REMINDER,
                              .mailbox = m->name,
                              .client = d.client,
                              .step = d.step,
                              .key = d.key,
                              .invoices = d.invoices,
                              .letter = d.letter,
                              .needs_person = d.needs_person,
                              .message_id = o.message_id,
                              .token = d.token,
                              .subject = letter.subject,
                              .env_from = m->from,
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
