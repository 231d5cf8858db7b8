// token.c: keyed names.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/token.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <sys/random.h>

struct str token_key_new(struct arena *a) {
  unsigned char bytes[TOKEN_KEY_BYTES];
  struct buf b = buf_in(a);
  if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
    abort(); // this should not happen: the kernel has always random bytes
  for (size_t i = 0; i < sizeof bytes; i++)
    buf_printf(&b, "%02x", bytes[i]);
  return buf_str(&b);
}

struct str token_of(struct arena *a, struct str key, struct str words) {
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567890"; // no i, l, o, 1
  unsigned char mac[32];
  char *out = arena_alloc(a, 1, TOKEN_LETTERS + 1);
  if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.p, key.n, words.p, words.n, mac) != 0)
    abort(); // this should not happen: memory only
  for (size_t i = 0; i < TOKEN_LETTERS; i++)
    out[i] = letters[mac[i] & 31];
  return (struct str){out, TOKEN_LETTERS};
}
