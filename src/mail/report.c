// report.c: delivery and read reports as data (RFC 3464, 8098, 5965), and the marks of automatic
// mail. SPDX-License-Identifier: GPL-3.0-or-later
//
//   delivery-status = per-message-fields 1*(CRLF per-recipient-fields)
//   Final-Recipient = address-type ";" address         Status = d "." 1*3d "." 1*3d
//   Action = "failed" / "delayed" / "delivered" / "relayed" / "expanded"
//
// Servers part the groups by no, one or two blank lines and put some inside them; so a recipient
// ends where a field comes again that it already has.
#include "room.h"

#include <string.h>

enum { RECIPIENTS_LIMIT = 200, MESSAGE_FIELDS_LIMIT = 2000 };

static const struct {
  const char *type;
  enum report_kind kind;
} kinds[] = {
    {"message/delivery-status", REPORT_DELIVERY},
    {"message/global-delivery-status", REPORT_DELIVERY},
    {"message/disposition-notification", REPORT_DISPOSITION},
    {"message/global-disposition-notification", REPORT_DISPOSITION},
    {"message/feedback-report", REPORT_COMPLAINT},
};

static enum report_kind kind_of(struct str type) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (str_eq(type, str_of(kinds[i].type)))
      return kinds[i].kind;
  return REPORT_NONE;
}

// "rfc822; a@b" gives "a@b"; without ";" the whole.
static struct str untyped(struct str value) {
  struct str type, rest;
  return str_trim(str_cut(value, ';', &type, &rest) ? rest : value);
}

static struct str mailbox(struct arena *a, struct str value) {
  struct addresses all = {0};
  addresses_read(a, untyped(value), &all);
  return all.n && all.v[0].addr.n ? all.v[0].addr : str_utf8_clean(a, untyped(value));
}

static struct str first_word(struct arena *a, struct str value) {
  struct str word;
  return str_word(&value, &word) ? str_utf8_clean(a, str_lower(a, word)) : S("");
}

// "manual-action/MDN-sent-manually; displayed/error" gives "displayed".
static struct str disposition(struct arena *a, struct str value) {
  struct str type, modifier;
  str_cut(untyped(value), '/', &type, &modifier);
  return first_word(a, type);
}

// Puts one field where it belongs; false when the recipient already has it, so that a new one
// begins.
static bool recipient_take(struct arena *a, struct report_recipient *r, const struct field *f) {
  struct str *to = NULL, value = S("");
  if (str_eq_ci(f->name, S("Final-Recipient"))) {
    to = &r->recipient;
    value = mailbox(a, f->value);
  } else if (str_eq_ci(f->name, S("Original-Recipient"))) {
    to = &r->original;
    value = mailbox(a, f->value);
  } else if (str_eq_ci(f->name, S("Action"))) {
    to = &r->action;
    value = first_word(a, f->value);
  } else if (str_eq_ci(f->name, S("Disposition"))) {
    to = &r->action;
    value = disposition(a, f->value);
  } else if (str_eq_ci(f->name, S("Status"))) {
    to = &r->status;
    value = first_word(a, f->value);
  } else if (str_eq_ci(f->name, S("Diagnostic-Code"))) {
    if (r->diagnostic.n == 0)
      r->diagnostic = charset_line(a, untyped(f->value), S(""));
  }
  if (!to || value.n == 0)
    return true;
  if (to->n)
    return false;
  *to = value;
  return true;
}

static void message_take(struct arena *a, const struct field *f, struct report *out) {
  if (str_eq_ci(f->name, S("Original-Message-ID"))) {
    struct strs ids = ids_read(a, f->value);
    out->original_message_id = ids.n ? ids.v[0] : out->original_message_id;
  } else if (str_eq_ci(f->name, S("Original-Envelope-Id")))
    out->envelope_id = str_utf8_clean(a, f->value);
  else if (str_eq_ci(f->name, S("Reporting-MTA")))
    out->reporter = str_utf8_clean(a, untyped(f->value));
}

static void recipient_add(struct arena *a, struct report_recipient *r, struct report *out) {
  if (r->recipient.n == 0)
    r->recipient = r->original;
  if ((r->recipient.n || r->action.n || r->status.n) && out->recipients.n < RECIPIENTS_LIMIT)
    *LIST_PUSH(a, &out->recipients) = *r;
  *r = (struct report_recipient){S(""), S(""), S(""), S(""), S("")};
}

static void groups_read(struct arena *a, struct str text, struct report *out) {
  struct report_recipient r = {S(""), S(""), S(""), S(""), S("")};
  for (size_t seen = 0; text.n && seen < MESSAGE_FIELDS_LIMIT; seen++) {
    struct fields group = {0};
    fields_split(a, text, &group, &text);
    for (size_t i = 0; i < group.n; i++) {
      message_take(a, &group.v[i], out);
      bool begins = i == 0 && r.recipient.n && str_eq_ci(group.v[i].name, S("Original-Recipient"));
      if (!begins && recipient_take(a, &r, &group.v[i]))
        continue;
      recipient_add(a, &r, out);
      recipient_take(a, &r, &group.v[i]);
    }
  }
  recipient_add(a, &r, out);
}

static void returned_read(struct arena *a, struct str text, struct report *out) {
  struct fields f = {0};
  struct str body;
  while (text.n && (text.p[0] == '\n' || text.p[0] == ' '))
    text = str_skip(text, 1);
  fields_split(a, text, &f, &body);
  struct strs ids = ids_read(a, field_first(&f, "Message-ID"));
  if (out->original_message_id.n == 0 && ids.n)
    out->original_message_id = ids.v[0];
  if (out->original_ref.n == 0)
    out->original_ref = str_utf8_clean(a, field_first(&f, "X-Relance-Ref"));
}

bool message_report(struct arena *a, const struct message *m, struct report *out) {
  struct report r = {
      .original_message_id = S(""), .envelope_id = S(""), .reporter = S(""), .original_ref = S("")};
  for (size_t i = 0; i < m->parts.n; i++)
    if (m->parts.v[i].role == PART_REPORT && r.kind == REPORT_NONE) {
      r.kind = kind_of(m->parts.v[i].type);
      groups_read(a, m->parts.v[i].text, &r);
    }
  if (r.kind == REPORT_NONE)
    return false;
  for (size_t i = 0; i < m->parts.n; i++)
    if (m->parts.v[i].role == PART_RETURNED)
      returned_read(a, m->parts.v[i].text, &r);
  *out = r;
  return true;
}

// ------------------------------------------------------------------ automatic mail

bool message_from_server(const struct message *m) {
  static const char *const addresses[] = {"mailer-daemon@", "postmaster@",   "post_master@",
                                          "mail-daemon@",   "mailerdaemon@", "microsoftexchange",
                                          "bounce@",        "mdaemon@",      NULL};
  static const char *const names[] = {"mail delivery", "system administrator", "ndr administrator",
                                      "mailer-daemon", NULL};
  for (const char *const *n = addresses; *n; n++)
    if (str_starts_ci(m->from.addr, str_of(*n)))
      return true;
  for (const char *const *n = names; *n; n++)
    if (str_find_ci(m->from.name, str_of(*n), NULL))
      return true;
  return m->from.addr.n == 0;
}

// `says`: how the value begins; NULL: any; "!": any but "no".
static const struct {
  const char *header, *says;
  enum auto_mark mark;
} marks[] = {
    {"Auto-Submitted", "auto-replied", AUTO_REPLY},
    {"X-Autoreply", "!", AUTO_REPLY},
    {"X-Autorespond", NULL, AUTO_REPLY},
    {"X-AutoReply-From", NULL, AUTO_REPLY},
    {"X-Autogenerated", "reply", AUTO_REPLY},
    {"X-Mail-Autoreply", NULL, AUTO_REPLY},
    {"Precedence", "auto_reply", AUTO_REPLY},
    {"Precedence", "auto-reply", AUTO_REPLY},
    {"X-Precedence", "auto_reply", AUTO_REPLY},
    {"X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent", AUTO_REPLY},
    {"X-MS-Exchange-Inbox-Rules-Loop", NULL, AUTO_REPLY},
    {"Auto-Submitted", "!", AUTO_SENT},
    {"X-Auto-Response-Suppress", "!", AUTO_SENT},
    {"Precedence", "bulk", AUTO_SENT},
    {"Precedence", "junk", AUTO_SENT},
    {"Precedence", "list", AUTO_SENT},
    {"List-Id", NULL, AUTO_SENT},
    {"Return-Path", "<>", AUTO_SENT},
};

static bool says(struct str value, const char *wanted) {
  if (!wanted)
    return true;
  if (strcmp(wanted, "!") != 0)
    return str_starts_ci(value, str_of(wanted));
  struct str word, rest;
  str_cut(value, ';', &word, &rest);
  word = str_trim(word);
  return word.n && !str_eq_ci(word, S("no")) && !str_eq_ci(word, S("none"));
}

enum auto_mark message_auto(struct arena *a, const struct message *m, struct str *words) {
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    for (size_t k = 0; k < m->headers.n; k++) {
      const struct header *h = &m->headers.v[k];
      if (!str_eq_ci(h->name, str_of(marks[i].header)) || !says(h->value, marks[i].says))
        continue;
      *words = str_printf(a, "%.*s: %.*s", STR_ARG(h->name), STR_ARG(h->value));
      return marks[i].mark;
    }
  *words = S("");
  return AUTO_NO;
}
