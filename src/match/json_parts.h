// json_parts.h: what a reading and a verdict write alike.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "shape.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define PLACE(type)                                                                                \
  {"text", FIELD_STR, AT(type, text)}, {"part", FIELD_STR, AT(type, place.part)},                  \
      {"offset", FIELD_SIZE, AT(type, place.offset)},                                              \
      {"length", FIELD_SIZE, AT(type, place.length)},

extern const struct shape intent_shape;
const char *kind_name_at(int i); // kind_name, for FIELD_ENUM
