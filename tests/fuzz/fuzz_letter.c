// fuzz_letter.c: any bytes as a template, and its outcome as a letter's Markdown.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/blocks.h"
#include "letter/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mustache *itself(const void *of, struct str name) {
  (void)name;
  return of;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct mustache m;
  struct language l = {.code = S("en"), .space_before = S(":;"), .space_after = S("(")};
  if (size > 4096)
    return 0;
  arena_init(&a, (size_t)512 << 20);
  struct str in = str_utf8_clean(&a, (struct str){(const char *)data, size});
  if (mustache_parse(&a, S("x"), 1, in, &m, &err)) {
    struct fact *f = fact_map(&a), *list = fact_list(&a, f, "a");
    fact_text(&a, f, "b", in);
    fact_item(&a, list);
    fact_item(&a, list);
    struct mustache_host host = {itself, &m, escape_markdown};
    if (str_find(in, S("{{>"), NULL)) // itself within itself grows without sense
      host.partial = NULL;
    struct str out = mustache_render(&a, &m, f, &host);
    struct blocks b = blocks_of(&a, str_sub(out, 0, 64 << 10));
    struct str text = blocks_text(&a, &l, &b), html = blocks_html(&a, &l, &b, S("x"));
    if (str_find_ci(html, S("<script"), NULL) || text.n == 0)
      __builtin_trap();
  }
  arena_free(&a);
  return 0;
}
