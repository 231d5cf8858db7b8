// weights.c: a linear judgement of sentences that no rule knows, by the words they are made of.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points are thousandths of a logit, learnt by `make weigh` from labelled replies and kept as data
// in rules/weights/: those of ideas, rules and surroundings for all languages together, those of
// words for each.
#include "ruleset.h"

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

// The language of the stanza's `lang`; without one it is for all of them.
static bool weights_of(struct ruleset *rs, const struct stanza *s, struct weights **out,
                       struct err *err) {
  struct str code = stanza_get(s, "lang");
  *out = code.n ? NULL : &rs->weights;
  for (size_t i = 0; i < rs->n_languages; i++)
    if (str_eq(rs->languages[i].code, code))
      *out = &rs->languages[i].weights;
  return *out || bad(err, s, s->line, "no [language] of this code", code);
}

// "virement:412 pas_encore:-230": the last colon parts the feature from its points.
static bool read_words(struct arena *a, const struct stanza *s, const struct entry *e, int intent,
                       struct weights *into, struct err *err) {
  struct str list = e->value, one;
  while (str_word(&list, &one)) {
    size_t colon = one.n;
    while (colon > 0 && one.p[colon - 1] != ':')
      colon--;
    struct weight w = {.intent = intent};
    if (colon < 2 || !read_points(str_skip(one, colon), &w.points))
      return bad(err, s, e->line, "expected word:points", one);
    w.feature = str_dup(a, str_sub(one, 0, colon - 1));
    *LIST_PUSH(a, into) = w;
  }
  return true;
}

bool weights_read(struct ruleset *rs, const struct stanza *s, struct err *err) {
  struct str signal = stanza_get(s, "signal");
  int intent = intent_of(signal);
  struct weights *into;
  if (intent < 0)
    return bad(err, s, s->line, "weights are for an intent of the contract, not for", signal);
  if (!weights_of(rs, s, &into, err))
    return false;
  struct scale *scale = &rs->scales[intent];
  if (into == &rs->weights && !(read_points(stanza_get(s, "bias"), &scale->bias) &&
                                read_points(stanza_get(s, "threshold"), &scale->threshold)))
    return bad(err, s, s->line, "needs `bias =` and `threshold =`, in thousandths", s->name);
  scale->set |= into == &rs->weights;
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "words", &i));)
    if (!read_words(&rs->arena, s, e, intent, into, err))
      return false;
  return true;
}

void weights_index(struct arena *a, struct weights *w) {
  for (size_t i = 0; i < w->n; i++) {
    uint32_t *last = strmap_put(a, &w->features, w->v[i].feature);
    w->v[i].next = *last;
    *last = (uint32_t)i + 1;
  }
}

static void add_points(const struct weights *w, const struct feature *f,
                       int points[RULES_INTENTS]) {
  for (uint32_t i = strmap_get(&w->features, f->name, f->hash); i; i = w->v[i - 1].next)
    points[w->v[i - 1].intent] += w->v[i - 1].points;
}

void weights_score(const struct ruleset *rs, const struct language *lang,
                   const struct features *features, int points[RULES_INTENTS]) {
  for (int k = 0; k < RULES_INTENTS; k++)
    points[k] = rs->scales[k].bias;
  for (size_t i = 0; i < features->n; i++) {
    add_points(&rs->weights, &features->v[i], points);
    add_points(&lang->weights, &features->v[i], points);
  }
}

static int points_of(const struct ruleset *rs, const struct language *lang,
                     const struct feature *feature, int intent) {
  int points[RULES_INTENTS] = {0};
  add_points(&rs->weights, feature, points);
  add_points(&lang->weights, feature, points);
  return points[intent];
}

static bool told(const struct strs *words, struct str word) {
  for (size_t i = 0; i < words->n; i++)
    if (str_eq(words->v[i], word))
      return true;
  return false;
}

struct str weights_why(struct arena *a, const struct ruleset *rs, const struct language *lang,
                       const struct features *features, int intent) {
  struct buf b = buf_in(a);
  struct strs words = {0};
  while (words.n < WHY_WORDS) {
    struct str best = {0};
    int most = 0;
    for (size_t i = 0; i < features->n; i++) {
      struct str word = features->v[i].word;
      int p = word.n ? points_of(rs, lang, &features->v[i], intent) : 0;
      if (p > most && !told(&words, word)) {
        most = p;
        best = word;
      }
    }
    if (!best.n)
      break;
    buf_printf(&b, "%s%.*s", words.n ? ", " : "", STR_ARG(best));
    *LIST_PUSH(a, &words) = best;
  }
  return buf_str(&b);
}
