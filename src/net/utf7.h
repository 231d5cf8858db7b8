// utf7.h: folder names on the wire (RFC 3501 5.1.3).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

//   name    = *( direct / "&-" / "&" 1*base64 "-" )     ; base64 of UTF-16BE, "," for "/", no "="
//   direct  = %x20-25 / %x27-7E
// False for what is not the one right spelling of a name: such a folder cannot be named back.
bool utf7_decode(struct arena *a, struct str wire, struct str *name);
// `name` is UTF-8. False for control characters, invalid UTF-8, or more than IMAP_NAME_MAX bytes.
bool utf7_encode(struct arena *a, struct str name, struct str *wire);
