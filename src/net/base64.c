// base64.c: base64, and the SASL messages that are sent in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base64.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *base64_encode(struct str s) {
  gnutls_datum_t in = {(unsigned char *)(uintptr_t)s.p, (unsigned)s.n}, out = {0};
  if (s.n == 0)
    return calloc(1, 1);
  if (gnutls_base64_encode2(&in, &out) < 0)
    abort();
  char *text = strndup((char *)out.data, out.size);
  explicit_bzero(out.data, out.size);
  gnutls_free(out.data);
  if (!text)
    abort();
  return text;
}

void base64_decode_words(struct str s, char *out, size_t size) {
  gnutls_datum_t in = {(unsigned char *)(uintptr_t)s.p, (unsigned)s.n}, bytes = {0};
  bool decoded = s.n > 0 && gnutls_base64_decode2(&in, &bytes) == 0;
  struct str text = decoded ? (struct str){(char *)bytes.data, bytes.size} : s;
  size_t n = text.n < size - 1 ? text.n : size - 1;
  for (size_t i = 0; i < n; i++)
    out[i] = text.p[i] >= ' ' && text.p[i] < 0x7f ? text.p[i] : ' ';
  out[n] = '\0';
  gnutls_free(bytes.data);
}

struct str sasl_plain(const char *user, const char *password) {
  size_t u = strlen(user), p = strlen(password);
  char *text = calloc(1, u + p + 3);
  if (!text)
    abort();
  memcpy(text + 1, user, u + 1);
  memcpy(text + u + 2, password, p + 1);
  return (struct str){text, u + p + 2};
}

struct str sasl_xoauth2(const char *user, const char *token) {
  char *text;
  int n = asprintf(&text, "user=%s\1auth=Bearer %s\1\1", user, token);
  if (n < 0)
    abort();
  return (struct str){text, (size_t)n};
}

void sasl_free(struct str s) {
  char *p = (char *)(uintptr_t)s.p;
  explicit_bzero(p, s.n);
  free(p);
}
