// json_parts.c: an intent as JSON, in a reading and in a verdict.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_parts.h"
#include "relance/reading.h"

const char *kind_name_at(int i) {
  return kind_name((enum message_kind)i);
}

static const char *intent_name_at(int i) {
  return intent_name((enum intent_kind)i);
}

static const struct field intent_fields[] = {
    {"intent", FIELD_ENUM, AT(intent, kind), .names = intent_name_at},
    {"date", FIELD_DAY, AT(intent, day)},
    {"currency", FIELD_CURRENCY, AT(intent, amount)},
    {"amount", FIELD_AMOUNT, AT(intent, amount)},
    {"invoices", FIELD_STRS, AT(intent, invoices)},
    {"confidence", FIELD_PERMILLE, AT(intent, permille)},
    {"rule", FIELD_STR, AT(intent, rule)},
    {"sentence", FIELD_INT, AT(intent, sentence)},
    PLACE(intent)};
const struct shape intent_shape = SHAPE(intent_fields, struct intent);
