// fuzz_form.c: any bytes as a form, as a cookie header and as words in a page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/html.h"
#include "web/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct form form;
  arena_init(&a, 64 << 20);
  struct str bytes = {(const char *)data, size};
  struct html h = html_in(&a, speech_of(bytes, S("fr")));
  if (form_parse(&a, bytes, &form, &err))
    for (size_t i = 0; i < form.n; i++)
      html_put(&h, "$$", form.v[i].name, form.v[i].value);
  html_put(&h, "$", str_utf8_clean(&a, http_cookie(bytes, S("relance"))));
  struct str page = html_done(&h);
  if (!str_utf8_valid(page) || str_find(page, S("<"), NULL) || str_find(page, S("\""), NULL))
    __builtin_trap();
  arena_free(&a);
  return 0;
}
