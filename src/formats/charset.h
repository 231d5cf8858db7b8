// charset.h: text of old programs to UTF-8.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

bool text_is_ascii(struct str s);
// As str_utf8_valid, at the speed of memory while it is ASCII.
bool text_is_utf8(struct str s);
// Windows-1252 to UTF-8; what it leaves undefined, and NUL, become U+FFFD.
struct str text_from_1252(struct arena *a, struct str s);
// `s` itself when it is valid UTF-8, else read as Windows-1252.
struct str text_utf8(struct arena *a, struct str s);
// UTF-16 with a byte order mark to UTF-8; `s` itself without one.
struct str text_from_utf16(struct arena *a, struct str s);
// At most n bytes of s, no character cut in two.
struct str text_clip(struct str s, size_t n);
