// shape.h: structs to JSON and back by one table of fields, so that both ways cannot differ.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"
#include "relance/money.h"

#include <jansson.h>

enum field_type {
  FIELD_STR,      // struct str: string
  FIELD_STR_NULL, // struct str: string, null when empty
  FIELD_STRS,     // struct strs: list of strings
  FIELD_BOOL,     // bool
  FIELD_INT,      // int
  FIELD_SIZE,     // size_t
  FIELD_PERMILLE, // int 0 to 1000: number 0 to 1
  FIELD_ENUM,     // enum: string, by `names`
  FIELD_DAY,      // struct day: "2026-11-21", null for DAY_NONE
  FIELD_TIME,     // int64_t UTC seconds: "2026-11-21T08:30:00Z", null for 0
  FIELD_CURRENCY, // struct money: its currency alone, null when unset; stands before FIELD_AMOUNT
  FIELD_AMOUNT,   // struct money: "1234.56", null when unset
  FIELD_MONEY,    // struct money: "1234.56 EUR", null when unset
  FIELD_OBJECT,   // struct of shape `of`
  FIELD_OPTION,   // struct of shape `of`, null unless the bool at `flag` is true
  FIELD_LIST,     // LIST(struct of shape `of`)
  FIELD_SHOWN,    // nothing of its own: what `show` makes of the finished struct; stands last
};

struct shape;
struct field {
  const char *name;
  enum field_type type;
  size_t offset, flag;
  const struct shape *of;
  const char *(*names)(int); // of an enum, NULL beyond the last
  struct str (*show)(struct arena *a, const void *value);
};

struct shape {
  const struct field *fields;
  size_t n, size; // fields; bytes of one struct
};

#define SHAPE(fields, type)                                                                        \
  { (fields), sizeof(fields) / sizeof *(fields), sizeof(type) }

enum { SHAPE_LIST_LIMIT = 20000 }; // elements of one list

// One line without its end.
struct str shape_json(struct arena *a, const struct shape *shape, const void *value);
// Takes only what shape_json writes: the same fields, no more and no less, each within its bounds.
// `out` is untouched on failure. Texts are copied into the arena.
bool shape_parse(struct arena *a, const struct shape *shape, struct str json, size_t limit,
                 void *out, struct err *err);
