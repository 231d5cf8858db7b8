// fuzz_words.c: the finders of days, sums and numbers take any text; what they find lies inside it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "match/words.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const langs[] = {"fr", "en", "de", "nl", "es", "it"};
enum { LANGS = 6 };

static struct str file_text(struct arena *a, const char *path) {
  struct buf b = buf_in(a);
  char chunk[4096];
  FILE *f = fopen(path, "rb");
  if (!f)
    abort();
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

static const struct words *all_words(void) {
  static struct arena a;
  static struct words *words;
  struct err err;
  if (words)
    return words;
  arena_init(&a, 256 << 20);
  struct stanzas *files = ARENA_NEW(&a, struct stanzas);
  for (size_t i = 0; i < LANGS; i++) {
    struct str path = str_printf(&a, "rules/words/%s.rules", langs[i]);
    if (!stanza_parse(&a, path, file_text(&a, str_c(&a, path)), files, &err))
      abort();
  }
  if (!words_make(&a, files, &words, &err))
    abort();
  return words;
}

static void inside(struct str text, size_t offset, size_t length) {
  if (offset > text.n || length > text.n - offset)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct dates_found dates = {0};
  struct amounts_found amounts = {0};
  struct references_found references = {0};
  struct provens_found proven = {0};
  if (size < 1 || size > 4096)
    return 0;
  arena_init(&a, 256 << 20);
  struct str lang = str_of(langs[data[0] % LANGS]);
  struct str text = str_utf8_clean(&a, (struct str){(const char *)data + 1, size - 1});
  struct tokens t = tokens_of(&a, text);
  struct marks taken = marks_of(&a, text);
  const struct words *w = all_words();
  proven_find(&a, text, &t, &proven);
  dates_find(&a, &t, words_dates(w, lang), (struct date_from){{20778}, false, true}, &dates);
  amounts_find(&a, text, &t, words_money(w, lang), (struct amount_from){.currency = "EUR"}, &taken,
               &amounts);
  references_find(&a, text, &t, words_references(w, lang), &taken, &references);
  for (size_t i = 0; i < dates.n; i++)
    inside(text, dates.v[i].offset, dates.v[i].length);
  for (size_t i = 0; i < amounts.n; i++)
    inside(text, amounts.v[i].offset, amounts.v[i].length);
  for (size_t i = 0; i < references.n; i++)
    inside(text, references.v[i].offset, references.v[i].length);
  for (size_t i = 0; i < proven.n; i++)
    inside(text, proven.v[i].offset, proven.v[i].length);
  arena_free(&a);
  return 0;
}
