// compose_letter.c: template, payment code, invoices: a letter as a mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/compose_letter.h"

#include "cmd/knowledge.h"
#include "cmd/letter_code.h"
#include "host/clock.h"
#include "host/file.h"
#include "ledger/paper_store.h"

enum { ATTACHMENTS_LIMIT = 15 << 20 }; // bytes of all invoices attached to one letter

struct sender letter_sender(const struct conf *c) {
  const struct mailbox_conf *m = letter_mailbox(c);
  return (struct sender){.company = c->company.name,
                         .service = c->sender.service,
                         .phone = c->sender.phone,
                         .email = m ? m->from : S(""),
                         .registration = c->sender.registration,
                         .iban = c->sender.iban,
                         .bic = c->sender.bic,
                         .bank = c->sender.bank,
                         .address = c->sender.street,
                         .pay_ways = c->sender.ways_to_pay,
                         .pay_link = c->sender.payment_link,
                         .signatory = c->sender.signatory,
                         .place = c->sender.place};
}

const struct mailbox_conf *letter_mailbox(const struct conf *c) {
  return c->mailboxes.n ? &c->mailboxes.v[0] : NULL;
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

// A file of the register: one that the ledger keeps, or a path.
static bool file_of(struct ledger *l, struct arena *a, struct str name, struct str *bytes) {
  struct err ignored;
  struct paper_row row;
  bool found;
  int64_t id = paper_of_name(name);
  if (!id)
    return file_read(a, str_c(a, name), ATTACHMENTS_LIMIT, bytes, &ignored);
  if (!l || !paper_get(l, a, id, &row, &found, &ignored) || !found)
    return false;
  *bytes = row.bytes;
  return true;
}

// The invoices' files as far as they are there and not too large together; a letter without its
// copy still leaves, as it says "on request".
static void attach(struct ledger *l, struct arena *a, const struct letter *letter,
                   struct outgoing *o) {
  size_t bytes = 0;
  for (size_t i = 0; i < letter->attach.n; i++) {
    struct mail_file f = {.name = base_name(letter->attach.v[i])};
    if (!file_of(l, a, letter->attach.v[i], &f.bytes) || bytes + f.bytes.n > ATTACHMENTS_LIMIT)
      continue;
    bytes += f.bytes.n;
    f.type = str_of(type_of(f.name));
    *LIST_PUSH(a, &o->files) = f;
  }
}

// What must go by registered post is printed as it is: the notice itself, then the invoices.
static void attach_notice(struct arena *a, const struct letter *letter, struct outgoing *o) {
  if (letter->pdf.n)
    *LIST_PUSH(a, &o->files) = (struct mail_file){
        .name = S("notice.pdf"), .type = S("application/pdf"), .bytes = letter->pdf};
}

static void add_header(struct arena *a, struct outgoing *o, const char *name, struct str value) {
  *LIST_PUSH(a, &o->extra) = (struct header){str_of(name), value};
}

static struct str contact_name(const struct snapshot *s, const struct due_letter *due) {
  const struct client *c = snapshot_client(s, due->client);
  return c ? c->contact_name.n ? c->contact_name : c->name : S("");
}

// An absence notice is wanted for a reminder; what answers by itself asks for no answer by itself.
static void add_headers(struct arena *a, const struct letter_order *order, struct outgoing *o) {
  add_header(a, o, "Auto-Submitted", order->in_reply ? S("auto-replied") : S("auto-generated"));
  if (order->in_reply)
    add_header(a, o, "X-Auto-Response-Suppress", S("OOF, AutoReply"));
  if (order->due->token.n)
    add_header(a, o, "X-Relance-Ref", order->due->token);
}

static struct str code_id(struct arena *a, const struct due_letter *due, struct str from) {
  struct str local, domain = {0};
  str_cut(from, '@', &local, &domain);
  return str_printf(a, "code.%.*s@%.*s", STR_ARG(due->token),
                    STR_ARG(domain.n ? domain : S("localhost")));
}

static bool render(struct app *app, struct arena *a, const struct letter_order *order,
                   struct now now, struct letter *letter, struct mail_file *code, struct err *err) {
  struct sender from = letter_sender(&app->conf);
  struct occasion occasion = order->occasion;
  if (app->conf.sender.payment_code && letter_code(a, order->due, order->s, &from, &code->bytes)) {
    code->name = S("code.png");
    code->type = S("image/png");
    code->cid = occasion.qr_cid = code_id(a, order->due, from.email);
  }
  return letter_render(a, app->know->templates, order->due, order->s, &from, &now, &occasion,
                       letter, err);
}

bool compose_letter_mail(struct app *app, struct arena *a, const struct letter_order *order,
                         struct now now, struct letter *letter, struct outgoing *out,
                         struct err *err) {
  const struct mailbox_conf *m = letter_mailbox(&app->conf);
  const struct due_letter *due = order->due;
  struct mail_file code = {0};
  if (!m)
    return err_set(err, ERR_SETUP, "%.*s: no [mailbox NAME] to send from", STR_ARG(app->conf.path));
  if (!render(app, a, order, now, letter, &code, err))
    return false;
  struct str service = app->conf.sender.service;
  *out = (struct outgoing){.from = {service.n ? service : app->conf.company.name, m->from},
                           .to = {contact_name(order->s, due), due->to},
                           .subject = letter->subject,
                           .references = due->references,
                           .date = due->not_before > now.utc ? due->not_before : now.utc,
                           .text = letter->text,
                           .html = letter->html};
  out->zone_minutes = clock_zone_minutes(out->date);
  add_headers(a, order, out);
  if (code.cid.n && str_find(letter->html, code.cid, NULL)) // a letter may do without it
    *LIST_PUSH(a, &out->files) = code;
  attach_notice(a, letter, out);
  attach(order->l, a, letter, out);
  return true;
}
