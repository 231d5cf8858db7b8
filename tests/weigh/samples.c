// samples.c: labelled replies to sentences with their features.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "weigh.h"

#include "rules_dir.h"

#include <jansson.h>
#include <string.h>

struct reply {
  enum source source;
  int language, line;
  struct str text;
};

struct label { // text[from, to) carries the intent
  int intent;
  size_t from, to;
};

struct labels {
  struct label *v;
  size_t n, cap;
};

static int intent_of(struct str name) {
  for (int k = 0; k < RULES_INTENTS; k++)
    if (str_eq(str_of(rules_signals[k]), name))
      return k;
  return -1;
}

// ---------------------------------------------------------------- a reply's sentences

static size_t name_index(struct learning *l, struct str name) {
  uint64_t h = 1469598103934665603u;
  for (size_t i = 0; i < name.n; i++)
    h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
  for (size_t b = h % BUCKETS;; b = (b + 1) % BUCKETS) {
    if (l->bucket[b] == 0) {
      *LIST_PUSH(&l->a, &l->names) = name;
      return (l->bucket[b] = (uint32_t)l->names.n) - 1;
    }
    if (str_eq(l->names.v[l->bucket[b] - 1], name))
      return l->bucket[b] - 1;
  }
}

// Ideas, rules and surroundings are those of all languages.
static bool is_shared(struct str feature) {
  return feature.n > 1 && strchr("#<>=~|", feature.p[0]);
}

static void add_features(struct learning *l, struct sample *s, struct features *features) {
  features_sort(features);
  s->f = arena_alloc(&l->a, sizeof *s->f, features->n + 1);
  for (size_t i = 0; i < features->n; i++) {
    struct str f = features->v[i].name;
    char of = is_shared(f) ? 'a' : (char)('0' + s->language);
    s->f[s->n++] = name_index(l, str_printf(&l->a, "%c%.*s", of, STR_ARG(f)));
  }
}

static void add_labels(struct sample *sample, struct sentence s, const struct labels *labels) {
  for (size_t i = 0; i < labels->n; i++)
    if (labels->v[i].from < s.offset + s.length && labels->v[i].to > s.offset)
      sample->is[labels->v[i].intent] = true;
}

static void add_reply(struct learning *l, const struct reply *r, const struct labels *labels) {
  struct spans spans = {0};
  struct sentences sentences = {0};
  struct hits hits = {0};
  *LIST_PUSH(&l->a, &spans) = (struct span){SPAN_OWN, 0, r->text.n};
  rules_sentences(l->rs, &l->a, r->text, &spans, &sentences);
  rules_find(l->rs, &l->a, r->text, S("1"), S("own"), &spans, &sentences, &hits);
  struct features *features = arena_alloc(&l->a, sizeof *features, sentences.n + 1);
  rules_features(l->rs, &l->a, &l->rs->languages[r->language], r->text, &sentences, &hits,
                 features);
  for (size_t i = 0; i < sentences.n; i++) {
    struct sample *s = LIST_PUSH(&l->a, &l->samples);
    *s = (struct sample){.source = r->source,
                         .language = r->language,
                         .line = r->line,
                         .fold = r->line / 10 % FOLDS,
                         .sentences = sentences.n};
    add_features(l, s, &features[i]);
    add_labels(s, sentences.v[i], labels);
    for (size_t h = 0; h < hits.n; h++) {
      int k = intent_of(hits.v[h].signal);
      if (hits.v[h].sentence == (int)i && k >= 0)
        s->ruled[k] = true;
    }
  }
}

// ---------------------------------------------------------------- phrases: JSON Lines

static void add_phrase(struct learning *l, int language, int line, const json_t *row) {
  struct str text = str_dup(&l->a, str_of(json_string_value(json_object_get(row, "text"))));
  struct labels labels = {0};
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(row, "intents"), i, one) {
    int k = intent_of(str_of(json_string_value(json_object_get(one, "intent"))));
    struct str words = str_of(json_string_value(json_object_get(one, "words")));
    size_t at;
    if (k >= 0 && words.n && str_find(text, words, &at))
      *LIST_PUSH(&l->a, &labels) = (struct label){k, at, at + words.n};
  }
  struct reply r = {FROM_PHRASES, language, line, text};
  add_reply(l, &r, &labels);
}

static struct str read_file(struct learning *l, int language, const char *dir, const char *end) {
  struct str code = l->rs->languages[language].code;
  return rules_dir_read(&l->a,
                        str_c(&l->a, str_printf(&l->a, "%s/%.*s.%s", dir, STR_ARG(code), end)));
}

void read_phrases(struct learning *l, const char *dir) {
  for (int i = 0; i < (int)l->rs->n_languages; i++) {
    struct str text = read_file(l, i, dir, "jsonl"), row;
    for (int line = 0; str_line(&text, &row); line++) {
      json_t *json = json_loadb(row.p, row.n, 0, NULL);
      if (json)
        add_phrase(l, i, line, json);
      json_decref(json);
    }
  }
}

// ---------------------------------------------------------------- replies: marks in brackets

// "paid 2026-01-09+question": the names of the mark, for the words [from, to).
static bool add_mark(struct arena *a, struct str names, size_t from, size_t to,
                     struct labels *out) {
  for (struct str one, name; str_field(&names, '+', &one);) {
    int k = str_word(&one, &name) ? intent_of(name) : -1;
    if (k < 0)
      return false;
    *LIST_PUSH(a, out) = (struct label){k, from, to};
  }
  return true;
}

// "Hello, [paid 2026-01-09: we paid on Friday]." to the text that was written and its labels.
static bool take_marks(struct arena *a, struct str marked, struct buf *text, struct labels *out) {
  struct str before, rest, mark, names, words;
  while (str_cut(marked, '[', &before, &rest)) {
    buf_add(text, before);
    if (!str_cut(rest, ']', &mark, &marked) || !str_cut(mark, ':', &names, &words))
      return false;
    size_t from = text->n;
    buf_add(text, str_trim(words));
    if (!add_mark(a, names, from, text->n, out))
      return false;
  }
  buf_add(text, marked);
  return true;
}

static bool read_reply(struct learning *l, int language, int line, struct str row) {
  struct buf text = buf_in(&l->a);
  struct labels labels = {0};
  struct str sent, marked;
  if (!str_cut(row, '\t', &sent, &marked) || !take_marks(&l->a, marked, &text, &labels))
    return false;
  struct reply r = {FROM_REPLIES, language, line, str_dup(&l->a, buf_str(&text))};
  add_reply(l, &r, &labels);
  return true;
}

void read_replies(struct learning *l, const char *dir) {
  for (int i = 0; i < (int)l->rs->n_languages; i++) {
    struct str text = read_file(l, i, dir, "txt"), row;
    for (int line = 1; str_line(&text, &row); line++)
      if (row.n && row.p[0] != '#' && !read_reply(l, i, line, row)) {
        fprintf(stderr, "%s/%.*s.txt:%d: expected DAY<tab>words with [intent: words]\n", dir,
                STR_ARG(l->rs->languages[i].code), line);
        exit(1);
      }
  }
}
