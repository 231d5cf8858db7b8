// fuzz_digest.c: the owner's answer, from random bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/digest_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  static struct digest_words words; // none: numbers and dates are enough
  struct digest_answer got;
  struct arena a;
  arena_init(&a, 64 << 20);
  struct str text = str_utf8_clean(&a, (struct str){(const char *)data, n});
  digest_answer_parse(&a, &words, text, 60, day_of(2026, 11, 22), &got);
  arena_free(&a);
  return 0;
}
