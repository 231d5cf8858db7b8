// weights.c: a linear judgement of sentences that no rule knows, by the words they are made of.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points are thousandths of a logit, learnt by `make weigh` from labelled replies and kept as data
// in rules/weights/. A sentence of one language is given to that language's weights only.
#include "ruleset.h"

#include <stdlib.h>

enum { POINTS_MAX = 100000, WHY_WORDS = 4 };

static bool bad(struct err *err, const struct stanza *s, int line, const char *what,
                struct str got) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(s->file), line, what,
                 STR_ARG(str_sub(got, 0, 80)));
}

static bool read_points(struct str s, int *out) {
  int64_t n;
  if (!str_int(s, &n) || n > POINTS_MAX || n < -POINTS_MAX)
    return false;
  *out = (int)n;
  return true;
}

static int intent_of(struct str signal) {
  for (int i = 0; i < RULES_INTENTS; i++)
    if (str_eq(signal, str_of(rules_signals[i])))
      return i;
  return -1;
}

// "virement:412 pas_encore:-230": the last colon parts the feature from its points.
static bool read_words(struct arena *a, const struct stanza *s, const struct entry *e, int intent,
                       struct language *lang, struct err *err) {
  struct str list = e->value, one;
  while (str_word(&list, &one)) {
    size_t colon = one.n;
    while (colon > 0 && one.p[colon - 1] != ':')
      colon--;
    struct weight w = {.intent = intent};
    if (colon < 2 || !read_points(str_skip(one, colon), &w.points))
      return bad(err, s, e->line, "expected word:points", one);
    w.feature = str_dup(a, str_sub(one, 0, colon - 1));
    *LIST_PUSH(a, &lang->weights) = w;
  }
  return true;
}

bool weights_read(struct arena *a, const struct stanza *s, struct language *lang, struct err *err) {
  struct str signal = stanza_get(s, "signal");
  int intent = intent_of(signal);
  if (intent < 0)
    return bad(err, s, s->line, "weights are for an intent of the contract, not for", signal);
  struct scale *scale = &lang->scales[intent];
  if (!read_points(stanza_get(s, "bias"), &scale->bias) ||
      !read_points(stanza_get(s, "threshold"), &scale->threshold))
    return bad(err, s, s->line, "needs `bias =` and `threshold =`, in thousandths", s->name);
  scale->set = true;
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "words", &i));)
    if (!read_words(a, s, e, intent, lang, err))
      return false;
  return true;
}

static int weight_order(const void *a, const void *b) {
  const struct weight *x = a, *y = b;
  int c = str_cmp(x->feature, y->feature);
  return c ? c : x->intent - y->intent;
}

void weights_sort(struct language *lang) {
  if (lang->weights.n)
    qsort(lang->weights.v, lang->weights.n, sizeof *lang->weights.v, weight_order);
}

// The first weight of this feature, or the end.
static size_t first_of(const struct language *lang, struct str feature) {
  size_t low = 0, high = lang->weights.n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (str_cmp(lang->weights.v[middle].feature, feature) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void weights_score(const struct language *lang, const struct strs *features,
                   int points[RULES_INTENTS]) {
  for (int k = 0; k < RULES_INTENTS; k++)
    points[k] = lang->scales[k].bias;
  for (size_t i = 0; i < features->n; i++)
    for (size_t w = first_of(lang, features->v[i]);
         w < lang->weights.n && str_eq(lang->weights.v[w].feature, features->v[i]); w++)
      points[lang->weights.v[w].intent] += lang->weights.v[w].points;
}

static int points_of(const struct language *lang, struct str feature, int intent) {
  for (size_t w = first_of(lang, feature);
       w < lang->weights.n && str_eq(lang->weights.v[w].feature, feature); w++)
    if (lang->weights.v[w].intent == intent)
      return lang->weights.v[w].points;
  return 0;
}

struct str weights_why(struct arena *a, const struct language *lang, const struct strs *features,
                       int intent) {
  struct buf b = buf_in(a);
  int below = POINTS_MAX + 1;
  for (int n = 0; n < WHY_WORDS; n++) {
    size_t best = features->n;
    int most = 0;
    for (size_t i = 0; i < features->n; i++) {
      int p = points_of(lang, features->v[i], intent);
      if (p > most && p < below) {
        most = p;
        best = i;
      }
    }
    if (best == features->n)
      break;
    buf_printf(&b, "%s%.*s", n ? ", " : "", STR_ARG(features->v[best]));
    below = most;
  }
  return buf_str(&b);
}
