// sounds.c: what sentences sound like beside what rules have found in them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <string.h>

enum {
  DOUBT = 1000, // points below the threshold at which a rule is not believed
  ALONE = 3000, // the same, where nothing else is said
  CARE = 200,   // points above it for each doubling of the sentences that could sound so by chance
  NEVER = -1000000
};

// Intents that may be wrongly missed: nothing is paid, paused or asked of the owner by them.
static bool is_harmless(int intent) {
  static const char *const harmless[] = {"wrong_contact", "out_of_office", "question", "thanks"};
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
    if (strcmp(rules_signals[intent], harmless[i]) == 0)
      return true;
  return false;
}

int sounds_least(const struct scale *scale, int intent, bool ruled, size_t sentences) {
  int least = scale->threshold;
  if (ruled)
    return is_harmless(intent) ? least - DOUBT : NEVER;
  for (; sentences > 1; sentences /= 2)
    least += CARE;
  return least;
}

// 500 at the threshold and ever nearer to 990, which it never reaches.
static int permille_of(int over) {
  return 500 + 490 * over / (1000 + over);
}

static bool is_row(struct str sentence) {
  return str_find(sentence, S("\t"), NULL) || str_find(sentence, S("   "), NULL);
}

// What a text's sentences sound like.
struct sounding {
  const struct ruleset *rs;
  struct arena *a;
  const struct language *lang;
  struct str text, part;
  const struct sentences *sentences;
  struct features *features;    // of each sentence
  int (*points)[RULES_INTENTS]; // of each sentence
  size_t first, end;            // the rules' hits are out->v[first] to out->v[end - 1]
  struct hits *out;
};

static bool rule_says(const struct sounding *s, size_t sentence, const char *signal) {
  for (size_t i = s->first; i < s->end; i++)
    if (s->out->v[i].sentence == (int)sentence && str_eq(s->out->v[i].signal, str_of(signal)))
      return true;
  return false;
}

static int least_for(const struct sounding *s, int intent, bool ruled) {
  return sounds_least(&s->rs->scales[intent], intent, ruled, s->sentences->n);
}

static void add_sound(struct sounding *s, size_t sentence, int intent) {
  struct sentence at = s->sentences->v[sentence];
  const char *signal = rules_signals[intent];
  features_sort(&s->features[sentence]); // among equals the first by name
  struct str why = weights_why(s->a, s->rs, s->lang, &s->features[sentence], intent);
  int over = s->points[sentence][intent] - least_for(s, intent, false);
  *LIST_PUSH(s->a, s->out) =
      (struct hit){.rule = str_printf(s->a, "%.*s.weights.%s", STR_ARG(s->lang->code), signal),
                   .signal = str_of(signal),
                   .say = str_printf(s->a, "sounds like it by its words: %.*s", STR_ARG(why)),
                   .lang = s->lang->code,
                   .text = str_sub(s->text, at.offset, at.length),
                   .place = {s->part, at.offset, at.length},
                   .own = true,
                   .sentence = (int)sentence,
                   .permille = permille_of(over)};
}

// What is said of the money of one sentence excludes the rest: a sound never contradicts a rule.
static bool contradicts_rule(const struct sounding *s, size_t sentence, const char *signal) {
  static const char *const exclusive[] = {"paid", "promise_to_pay", "installment_request",
                                          "refusal"};
  bool one_of = false, other = false;
  for (size_t i = 0; i < sizeof exclusive / sizeof *exclusive; i++) {
    bool same = strcmp(exclusive[i], signal) == 0;
    one_of |= same;
    other |= !same && rule_says(s, sentence, exclusive[i]);
  }
  return one_of && other;
}

static void add_sounds(struct sounding *s, size_t sentence) {
  for (int k = 0; k < RULES_INTENTS && s->out->n < RULES_HITS_LIMIT; k++)
    if (s->rs->scales[k].set && s->points[sentence][k] > least_for(s, k, false) &&
        !rule_says(s, sentence, rules_signals[k]) &&
        !contradicts_rule(s, sentence, rules_signals[k]))
      add_sound(s, sentence, k);
}

static int intent_of(struct str signal) {
  for (int k = 0; k < RULES_INTENTS; k++)
    if (str_eq(signal, str_of(rules_signals[k])))
      return k;
  return -1;
}

// A rule has found it, and its sentence has nothing else of it.
static bool is_doubted(const struct sounding *s, const struct hit *h, int intent) {
  bool weighed = intent >= 0 && s->rs->scales[intent].set && s->features[h->sentence].n;
  return weighed && !h->permille && s->points[h->sentence][intent] <= least_for(s, intent, true);
}

static int intent_in(const struct hit *h) {
  return h->sentence >= 0 ? intent_of(h->signal) : -1;
}

static bool says_more(const struct sounding *s) {
  for (size_t i = s->first; i < s->out->n; i++) {
    int k = intent_in(&s->out->v[i]);
    if (k >= 0 && !is_doubted(s, &s->out->v[i], k))
      return true;
  }
  return false;
}

// All that somebody says, odd as it may sound, is taken for what it may be.
static bool is_kept_alone(const struct sounding *s, const struct hit *h, int intent) {
  return s->points[h->sentence][intent] > s->rs->scales[intent].threshold - ALONE;
}

// Of the rules' hits and all after them the doubted go.
static void drop_doubted(struct sounding *s) {
  bool more = says_more(s);
  size_t n = s->first;
  for (size_t i = s->first; i < s->out->n; i++) {
    struct hit h = s->out->v[i];
    int k = intent_in(&h);
    if (k < 0 || !is_doubted(s, &h, k) || (!more && is_kept_alone(s, &h, k)))
      s->out->v[n++] = h;
  }
  s->out->n = n;
}

void sounds_weigh(const struct ruleset *rs, struct arena *a, const struct language *lang,
                  struct str text, struct str part, const struct sentences *sentences, size_t first,
                  struct hits *out) {
  size_t n = sentences->n;
  struct hits ruled = {.v = out->v + first, .n = out->n - first};
  struct sounding s = {.rs = rs,
                       .a = a,
                       .lang = lang,
                       .text = text,
                       .part = part,
                       .sentences = sentences,
                       .features = arena_alloc(a, sizeof *s.features, n + 1),
                       .points = arena_alloc(a, sizeof *s.points, n + 1),
                       .first = first,
                       .end = out->n,
                       .out = out};
  if (!lang->weights.n)
    return;
  rules_features(rs, a, lang, text, sentences, &ruled, s.features);
  for (size_t i = 0; i < n; i++) {
    if (is_row(str_sub(text, sentences->v[i].offset, sentences->v[i].length)))
      s.features[i].n = 0;
    weights_score(rs, lang, &s.features[i], s.points[i]);
    if (s.features[i].n)
      add_sounds(&s, i);
  }
  drop_doubted(&s);
}
