// rules_say.c: prints what the rules find in messages, as JSON lines, for the measuring scripts.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Standard input: messages, each ended by a NUL byte. One line a message:
// {"language":"fr","limited":false,"own":"...","spans":[["own","..."]],
//  "hits":[["paid","paid.done","words",sentence,{"date":"..."}]]}
// With the argument `check` only the rules' own examples are run, and all that go wrong are shown.
#include "rules_dir.h"

#include <string.h>
#include <time.h>

static void put(struct str s) {
  putchar('"');
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '"' || c == '\\')
      printf("\\%c", c);
    else if (c < 0x20)
      printf("\\u%04x", c);
    else
      putchar(c);
  }
  putchar('"');
}

static void put_hit(const struct hit *h) {
  putchar('[');
  put(h->signal);
  putchar(',');
  put(h->rule);
  putchar(',');
  put(h->text);
  printf(",%d,{", h->sentence);
  for (size_t i = 0; i < h->captures.n; i++) {
    if (i)
      putchar(',');
    put(h->captures.v[i].name);
    putchar(':');
    put(h->captures.v[i].text);
  }
  printf("}]");
}

static void say(const struct ruleset *rs, struct arena *a, struct str text) {
  static const char *const kinds[] = {"own",       "quoted",     "ours",
                                      "signature", "disclaimer", "forwarded"};
  struct spans spans = {0};
  struct sentences sentences = {0};
  struct hits hits = {0};
  rules_spans(rs, a, text, &spans);
  rules_sentences(rs, a, text, &spans, &sentences);
  rules_find(rs, a, text, S("1"), S("own"), &spans, &sentences, &hits);
  printf("{\"limited\":%s,\"language\":", hits.limited ? "true" : "false");
  struct buf own = buf_in(a);
  for (size_t i = 0; i < spans.n; i++)
    if (spans.v[i].kind == SPAN_OWN)
      buf_add(&own, str_sub(text, spans.v[i].offset, spans.v[i].length));
  put(rules_language(rs, buf_str(&own), S("")));
  printf(",\"spans\":[");
  for (size_t i = 0; i < spans.n; i++) {
    printf("%s[\"%s\",", i ? "," : "", kinds[spans.v[i].kind]);
    put(str_sub(text, spans.v[i].offset, spans.v[i].length));
    putchar(']');
  }
  printf("],\"sentences\":[");
  for (size_t i = 0; i < sentences.n; i++) {
    if (i)
      putchar(',');
    put(str_sub(text, sentences.v[i].offset, sentences.v[i].length));
  }
  printf("],\"hits\":[");
  for (size_t i = 0; i < hits.n; i++) {
    if (i)
      putchar(',');
    put_hit(&hits.v[i]);
  }
  printf("]}\n");
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  double start = now();
  struct ruleset *rs = rules_dir_load();
  double loaded = now();
  struct err err = {0};
  if (argc > 1 && strcmp(argv[1], "check") == 0) {
    bool ok = rules_check(rs, &err);
    printf("%s\nload %.0f ms, examples %.0f ms\n",
           ok ? "rules and their examples are well" : err.text, (loaded - start) * 1e3,
           (now() - loaded) * 1e3);
    rules_free(rs);
    return !ok;
  }
  static char line[1 << 20];
  size_t n = 0;
  rules_quicken(rs);
  double first = now();
  size_t messages = 0;
  for (int c; (c = getchar()) != EOF;) {
    if (c != 0 && n < sizeof line) {
      line[n++] = (char)c;
      continue;
    }
    struct arena a;
    arena_init(&a, 256 << 20);
    say(rs, &a, str_utf8_clean(&a, (struct str){line, n}));
    arena_free(&a);
    n = 0;
    messages++;
  }
  fprintf(stderr, "%zu messages, load %.1f ms, quicken %.1f ms, %.3f ms each\n", messages,
          (loaded - start) * 1e3, (first - loaded) * 1e3,
          (now() - first) * 1e3 / (double)(messages ? messages : 1));
  rules_free(rs);
  return 0;
}
