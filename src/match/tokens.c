// tokens.c: text as words, numbers and signs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokens.h"

#include "relance/fold.h"

static bool is_digit(uint32_t r) {
  return r >= '0' && r <= '9';
}

static bool is_letter(uint32_t r) {
  return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || r == 0xAA || r == 0xBA ||
         (r >= 0xC0 && r != 0xD7 && r != 0xF7 && r < 0x2000) || (r >= 0x2C00 && r < 0xFE00);
}

static bool is_line_end(uint32_t r) {
  return r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029;
}

static bool is_space(uint32_t r) {
  return r == ' ' || r == '\t' || r == '\v' || r == '\f' || r == 0xA0 || r == 0x202F ||
         (r >= 0x2000 && r <= 0x200D) || r == 0x2060 || r == 0x3000 || r == 0xFEFF;
}

static bool is_apostrophe(uint32_t r) {
  return r == '\'' || r == '`' || r == 0xB4 || r == 0x2018 || r == 0x2019;
}

static size_t run(struct str s, size_t at, bool (*in)(uint32_t)) {
  size_t end = at, len;
  while (end < s.n && in(str_rune(s, end, &len)))
    end += len;
  return end - at;
}

// Almost all words are ASCII: they need no Unicode tables.
static struct str word_key(struct arena *a, struct str word) {
  for (size_t i = 0; i < word.n; i++)
    if ((unsigned char)word.p[i] >= 0x80)
      return fold_words(a, word);
  return str_lower(a, word);
}

struct tokens tokens_of(struct arena *a, struct str text) {
  struct tokens out = {0};
  bool spaced = false, broken = true;
  size_t len;
  for (size_t i = 0; i < text.n; i += len) {
    uint32_t r = str_rune(text, i, &len);
    if (is_line_end(r) || is_space(r) || is_apostrophe(r)) {
      spaced = true;
      broken |= is_line_end(r);
      continue;
    }
    enum token_kind kind = is_digit(r) ? TOKEN_NUMBER : is_letter(r) ? TOKEN_WORD : TOKEN_SIGN;
    if (kind != TOKEN_SIGN)
      len = run(text, i, kind == TOKEN_NUMBER ? is_digit : is_letter);
    struct str key = str_sub(text, i, len);
    *LIST_PUSH(a, &out) =
        (struct token){kind, i, len, kind == TOKEN_WORD ? word_key(a, key) : key, spaced, broken};
    spaced = broken = false;
  }
  return out;
}

int token_number(const struct token *t) {
  int64_t v;
  return t->kind == TOKEN_NUMBER && t->length <= 9 && str_int(t->key, &v) ? (int)v : -1;
}
