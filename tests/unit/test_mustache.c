// test_mustache.c: templates without logic, by the cases of mustache's specification.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/mustache.h"
#include "table.h"

struct partials {
  struct arena *a;
};

static const struct mustache *partial(const void *of, struct str name) {
  static const struct {
    const char *name, *text;
  } all[] = {{"text", "from partial"},
             {"context", "*{{subject}}*"},
             {"partial", "\t|\t"},
             {"lines", "|\n{{{subject}}}\n|\n"},
             {"node", "{{content}}<{{#nodes}}{{>node}}{{/nodes}}>"}};
  const struct partials *p = of;
  struct err err;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (str_eq(name, str_of(all[i].name))) {
      struct mustache *m = ARENA_NEW(p->a, struct mustache);
      assert_true(mustache_parse(p->a, name, 1, str_of(all[i].text), m, &err));
      return m;
    }
  return NULL;
}

static struct fact *child(struct arena *a, struct fact *map, struct str name) {
  struct fact *f = fact_map(a);
  fact_put(a, map, name, f);
  return f;
}

static struct fact *facts(struct arena *a) {
  struct fact *f = fact_map(a), *deep = child(a, f, S("a"));
  fact_text(a, f, "subject", S("world"));
  fact_text(a, f, "forbidden", S("& \" < >"));
  fact_text(a, f, "empty", S(""));
  fact_flag(a, f, "yes", true);
  fact_flag(a, f, "no", false);
  fact_text(a, deep, "name", S("a"));
  fact_text(a, child(a, child(a, deep, S("b")), S("c")), "name", S("deep"));
  struct fact *list = fact_list(a, f, "list"), *words = fact_list(a, f, "words");
  fact_list(a, f, "none");
  for (int i = 1; i <= 3; i++)
    fact_text(a, fact_item(a, list), "item", str_printf(a, "%d", i));
  *fact_item(a, words) = (struct fact){.kind = FACT_TEXT, .text = S("one")};
  *fact_item(a, words) = (struct fact){.kind = FACT_TEXT, .text = S("two")};
  struct fact *x = child(a, f, S("nested")), *nodes;
  fact_text(a, x, "content", S("X"));
  nodes = fact_list(a, x, "nodes");
  struct fact *y = fact_item(a, nodes);
  fact_text(a, y, "content", S("Y"));
  fact_list(a, y, "nodes");
  return f;
}

static struct str mustache_row(struct arena *a, struct str in) {
  struct mustache m;
  struct err err;
  struct partials p = {a};
  struct mustache_host host = {partial, &p, escape_html};
  struct buf b = buf_in(a); // the table has no \r of its own
  for (size_t at; str_find(in, S("\\r"), &at); in = str_skip(in, at + 2)) {
    buf_add(&b, str_sub(in, 0, at));
    buf_c(&b, '\r');
  }
  buf_add(&b, in);
  if (!mustache_parse(a, S("!x"), 1, buf_str(&b), &m, &err))
    return str_dup(a, str_of(err.text));
  struct str out = str_trim(mustache_render(a, &m, facts(a), &host));
  struct buf shown = buf_in(a);
  for (size_t i = 0; i < out.n; i++)
    if (out.p[i] == '\r')
      buf_add(&shown, S("\\r"));
    else
      buf_c(&shown, out.p[i]);
  return buf_str(&shown);
}

static void tables(void **state) {
  (void)state;
  table_run("mustache.tbl", mustache_row);
}

// A partial that calls itself for ever ends at the limit of depth.
static void no_endless_partials(void **state) {
  (void)state;
  struct arena a;
  struct mustache m;
  struct err err;
  arena_init(&a, 64 << 20);
  struct partials p = {&a};
  struct mustache_host host = {partial, &p, escape_html};
  struct fact *f = fact_map(&a);
  fact_text(&a, f, "content", S("x"));
  struct fact *self = fact_list(&a, f, "nodes");
  *LIST_PUSH(&a, &self->items) = f;
  assert_true(mustache_parse(&a, S("x"), 1, S("{{>node}}"), &m, &err));
  assert_true(mustache_render(&a, &m, f, &host).n < 1000);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(no_endless_partials),
  };
  return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}
