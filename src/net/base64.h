// base64.h: base64 (RFC 4648) and the SASL messages that are sent in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

char *base64_encode(struct str s); // freed by the caller
// Decodes into NUL-terminated printable words, for showing; what is no base64 comes out as it is.
void base64_decode_words(struct str s, char *out, size_t size);

// Secrets: wiped and freed by sasl_free.
struct str sasl_plain(const char *user, const char *password); // RFC 4616
struct str sasl_xoauth2(const char *user, const char *token);
void sasl_free(struct str s);
