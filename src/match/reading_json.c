// reading_json.c: a reading as the contract's JSON, and back across the sandbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"
#include "relance/reading.h"

enum { READING_JSON_LIMIT = 96 << 20 }; // bytes; texts are bounded by the mail room before

static const char *evidence_names(int i) {
  return evidence_name((enum evidence_what)i);
}

static const char *auth_names(int i) {
  static const char *const names[] = {
      [AUTH_NONE] = "none", [AUTH_FAIL] = "fail", [AUTH_PASS] = "pass", NULL};
  return i <= AUTH_PASS ? names[i] : NULL;
}

// The one value that a reader of the JSON looks for first.
static struct str evidence_value(struct arena *a, const void *value) {
  const struct evidence *e = value;
  if (e->what == EV_DATE)
    return day_iso(a, e->day);
  if (e->what != EV_AMOUNT && e->what != EV_TOTAL && e->what != EV_LINE)
    return e->ref;
  return e->amount.currency[0] ? money_plain(a, e->amount) : S("");
}

static const struct field address_fields[] = {
    {"name", FIELD_STR, AT(address, name)},
    {"address", FIELD_STR, AT(address, addr)},
};
static const struct shape address_shape = SHAPE(address_fields, struct address);

static const struct field evidence_fields[] = {
    {"what", FIELD_ENUM, AT(evidence, what), .names = evidence_names},
    {"currency", FIELD_CURRENCY, AT(evidence, amount)},
    {"amount", FIELD_AMOUNT, AT(evidence, amount)},
    {"other", FIELD_MONEY, AT(evidence, other)},
    {"gross", FIELD_MONEY, AT(evidence, gross)},
    {"discount", FIELD_MONEY, AT(evidence, discount)},
    {"date", FIELD_DAY, AT(evidence, day)},
    {"ref", FIELD_STR_NULL, AT(evidence, ref)},
    {"last", FIELD_STR_NULL, AT(evidence, last)},
    {"own", FIELD_BOOL, AT(evidence, own)},
    {"rule", FIELD_STR, AT(evidence, rule)},
    {"sentence", FIELD_INT, AT(evidence, sentence)},
    PLACE(evidence){"value", FIELD_SHOWN, .show = evidence_value},
};
static const struct shape evidence_shape = SHAPE(evidence_fields, struct evidence);

static const struct field bounce_fields[] = {
    {"recipient", FIELD_STR, AT(bounce, recipient)},
    {"status", FIELD_STR, AT(bounce, status)},
    {"class", FIELD_STR, AT(bounce, class)},
    {"reason", FIELD_STR, AT(bounce, reason)},
    {"original_message_id", FIELD_STR_NULL, AT(bounce, original_message_id)},
    {"original_ref", FIELD_STR_NULL, AT(bounce, original_ref)},
    {"delayed", FIELD_BOOL, AT(bounce, delayed)},
};
static const struct shape bounce_shape = SHAPE(bounce_fields, struct bounce);

static const struct field part_fields[] = {
    {"part", FIELD_STR, AT(read_part, id)},   {"filename", FIELD_STR, AT(read_part, filename)},
    {"type", FIELD_STR, AT(read_part, type)}, {"own", FIELD_BOOL, AT(read_part, own)},
    {"text", FIELD_STR, AT(read_part, text)},
};
static const struct shape part_shape = SHAPE(part_fields, struct read_part);

static const struct field reading_fields[] = {
    {"file", FIELD_STR, AT(reading, file)},
    {"message_id", FIELD_STR_NULL, AT(reading, message_id)},
    {"ref", FIELD_STR_NULL, AT(reading, ref)},
    {"date", FIELD_DAY, AT(reading, sent)},
    {"sent_at", FIELD_TIME, AT(reading, sent_at)},
    {"from", FIELD_OBJECT, AT(reading, from), .of = &address_shape},
    {"reply_to", FIELD_OBJECT, AT(reading, reply_to), .of = &address_shape},
    {"return_path", FIELD_OBJECT, AT(reading, return_path), .of = &address_shape},
    {"to", FIELD_LIST, AT(reading, to), .of = &address_shape},
    {"cc", FIELD_LIST, AT(reading, cc), .of = &address_shape},
    {"subject", FIELD_STR, AT(reading, subject)},
    {"in_reply_to", FIELD_STRS, AT(reading, in_reply_to)},
    {"references", FIELD_STRS, AT(reading, references)},
    {"kind", FIELD_ENUM, AT(reading, kind), .names = kind_name_at},
    {"language", FIELD_STR, AT(reading, language)},
    {"auto", FIELD_STR_NULL, AT(reading, auto_why)},
    {"bounce", FIELD_OPTION, AT(reading, bounce), .flag = offsetof(struct reading, bounced),
     .of = &bounce_shape},
    {"auth", FIELD_ENUM, AT(reading, auth), .names = auth_names},
    {"auth_why", FIELD_STR_NULL, AT(reading, auth_why)},
    {"fresh", FIELD_STR, AT(reading, fresh)},
    {"currency", FIELD_STR, AT(reading, currency)},
    {"intents", FIELD_LIST, AT(reading, intents), .of = &intent_shape},
    {"heard", FIELD_LIST, AT(reading, heard), .of = &intent_shape},
    {"writer", FIELD_OBJECT, AT(reading, writer), .of = &address_shape},
    {"written", FIELD_DAY, AT(reading, written)},
    {"evidence", FIELD_LIST, AT(reading, evidence), .of = &evidence_shape},
    {"parts", FIELD_LIST, AT(reading, parts), .of = &part_shape},
    {"attachments", FIELD_LIST, AT(reading, attachments), .of = &part_shape},
    {"trouble", FIELD_STRS, AT(reading, trouble)},
};
static const struct shape reading_shape = SHAPE(reading_fields, struct reading);

struct str reading_json(struct arena *a, const struct reading *r) {
  return shape_json(a, &reading_shape, r);
}

const struct read_part *reading_part(const struct reading *r, struct str id) {
  for (size_t i = 0; i < r->parts.n; i++)
    if (str_eq(r->parts.v[i].id, id))
      return &r->parts.v[i];
  for (size_t i = 0; i < r->attachments.n; i++)
    if (str_eq(r->attachments.v[i].id, id))
      return &r->attachments.v[i];
  return NULL;
}

// What it points at must be there and must be the words it claims, or the page would mark others.
static bool place_holds(const struct reading *r, struct place at, struct str words) {
  const struct read_part *part = reading_part(r, at.part);
  struct str text = part ? part->text : str_eq(at.part, S("subject")) ? r->subject : S("");
  if (at.part.n == 0)
    return at.offset == 0 && at.length == 0;
  return at.offset <= text.n && at.length <= text.n - at.offset &&
         (words.n == 0 || str_eq(str_sub(text, at.offset, at.length), words));
}

static bool intents_hold(const struct reading *r, const struct intents *list, struct err *err) {
  for (size_t i = 0; i < list->n; i++)
    if (!place_holds(r, list->v[i].place, list->v[i].text))
      return err_set(err, ERR_INPUT, "intent %zu points outside its text", i + 1);
  return true;
}

static bool places_hold(const struct reading *r, struct err *err) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (!place_holds(r, r->evidence.v[i].place, r->evidence.v[i].text))
      return err_set(err, ERR_INPUT, "evidence %zu points outside its text", i + 1);
  return intents_hold(r, &r->intents, err) && intents_hold(r, &r->heard, err);
}

bool reading_parse(struct arena *a, struct str json, struct reading *out, struct err *err) {
  struct reading r;
  if (!shape_parse(a, &reading_shape, json, READING_JSON_LIMIT, &r, err) || !places_hold(&r, err))
    return err_in(err, "reading");
  *out = r;
  return true;
}
