// verdict_json.c: a verdict as the contract's JSON, and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"
#include "relance/match.h"

enum { VERDICT_JSON_LIMIT = 8 << 20 }; // bytes

const char *decision_name(enum decision d) {
  static const char *const names[] = {
      [DECISION_NONE] = "none", [DECISION_SUGGEST] = "suggest", [DECISION_APPLY] = "apply"};
  return (unsigned)d < sizeof names / sizeof *names ? names[d] : NULL;
}

static const char *decision_names(int i) {
  return decision_name((enum decision)i);
}

static const struct field allocation_fields[] = {
    {"invoice", FIELD_STR, AT(allocation, invoice)},
    {"currency", FIELD_CURRENCY, AT(allocation, amount)},
    {"amount", FIELD_AMOUNT, AT(allocation, amount)},
    {"confidence", FIELD_PERMILLE, AT(allocation, permille)},
};
static const struct shape allocation_shape = SHAPE(allocation_fields, struct allocation);

static const struct field reason_fields[] = {
    {"points", FIELD_INT, AT(reason, points)}, {"say", FIELD_STR, AT(reason, say)},
    {"code", FIELD_STR, AT(reason, code)},     {"about", FIELD_STR, AT(reason, about)},
    {"doubt", FIELD_BOOL, AT(reason, doubt)},  PLACE(reason)};
static const struct shape reason_shape = SHAPE(reason_fields, struct reason);

static const struct field verdict_fields[] = {
    {"file", FIELD_STR, AT(verdict, file)},
    {"kind", FIELD_ENUM, AT(verdict, kind), .names = kind_name_at},
    {"language", FIELD_STR, AT(verdict, language)},
    {"client", FIELD_STR_NULL, AT(verdict, client)},
    {"intents", FIELD_LIST, AT(verdict, intents), .of = &intent_shape},
    {"allocations", FIELD_LIST, AT(verdict, allocations), .of = &allocation_shape},
    {"pause", FIELD_STRS, AT(verdict, pause)},
    {"candidates", FIELD_STRS, AT(verdict, candidates)},
    {"resume_on", FIELD_DAY, AT(verdict, resume_on)},
    {"hold_client", FIELD_BOOL, AT(verdict, hold_client)},
    {"decision", FIELD_ENUM, AT(verdict, decision), .names = decision_names},
    {"reasons", FIELD_LIST, AT(verdict, reasons), .of = &reason_shape},
};
static const struct shape verdict_shape = SHAPE(verdict_fields, struct verdict);

struct str verdict_json(struct arena *a, const struct verdict *v) {
  return shape_json(a, &verdict_shape, v);
}

bool verdict_parse(struct arena *a, struct str json, struct verdict *out, struct err *err) {
  return shape_parse(a, &verdict_shape, json, VERDICT_JSON_LIMIT, out, err) ||
         err_in(err, "verdict");
}
