// weigh.c: learns from labelled replies what sentences sound like; writes rules/weights/.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   weigh PHRASES SENTENCES [WEIGHTS]
//
// PHRASES/xx.jsonl holds labelled replies, SENTENCES/xx.tsv single sentences (intents, tab, words;
// "-" for none) that teach and are never counted. One logistic regression an intent over the
// features of src/rules/features.c, sentence by sentence and over all languages at once: ideas,
// rules and surroundings weigh the same in all, words in their own. Prints five-fold
// cross-validation by blocks of ten lines: the rules alone, and the rules with weights and
// thresholds that were made without the fold. With a third argument those of all lines are written
// there. The same input gives the same files.
#include "../../src/rules/ruleset.h"
#include "rules_dir.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { FOLDS = 5, ALWAYS = -1, ROUNDS = 30, BUCKETS = 1 << 18, KEEP_POINTS = 60, CUTS = 13 };
static const double RATE = 0.3, STRENGTH = 3.0, POSITIVE = 1.5, ASIDE = 0.5;

struct sample {
  int language, line, fold; // fold ALWAYS: it only teaches
  size_t sentences;         // of its reply
  size_t *f;                // indices of features
  size_t n;
  bool is[RULES_INTENTS];       // labelled
  bool ruled[RULES_INTENTS];    // the rules have found it
  double unseen[RULES_INTENTS]; // its score by what was made without its fold
};

struct learning {
  struct arena a;
  const struct ruleset *rs;
  LIST(struct sample) samples;
  LIST(struct str) names; // of features: the language's number and the feature, 'a' for all of them
  size_t bucket[BUCKETS]; // of names, plus one
};

struct model {
  double *w[RULES_INTENTS], bias[RULES_INTENTS];
};

static int intent_of(struct str name) {
  for (int k = 0; k < RULES_INTENTS; k++)
    if (str_eq(str_of(rules_signals[k]), name))
      return k;
  return -1;
}

// ---------------------------------------------------------------- replies to samples

static size_t name_index(struct learning *l, struct str name) {
  uint64_t h = 1469598103934665603u;
  for (size_t i = 0; i < name.n; i++)
    h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
  for (size_t b = h % BUCKETS;; b = (b + 1) % BUCKETS) {
    if (l->bucket[b] == 0) {
      *LIST_PUSH(&l->a, &l->names) = name;
      return (l->bucket[b] = l->names.n) - 1;
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

// Which intents the words of sentence s carry.
static void label(struct sample *sample, struct str text, struct sentence s,
                  const json_t *intents) {
  size_t i;
  json_t *one;
  json_array_foreach(intents, i, one) {
    int k = intent_of(str_of(json_string_value(json_object_get(one, "intent"))));
    const char *words = json_string_value(json_object_get(one, "words"));
    size_t at;
    if (k >= 0 && words && str_find(text, str_of(words), &at) && at < s.offset + s.length &&
        at + strlen(words) > s.offset)
      sample->is[k] = true;
  }
}

// Adds the sentences of a text; gives the first of them.
static size_t add_text(struct learning *l, int language, int line, int fold, struct str text,
                       struct sentences *sentences) {
  struct spans spans = {0};
  struct hits hits = {0};
  size_t first = l->samples.n;
  *LIST_PUSH(&l->a, &spans) = (struct span){SPAN_OWN, 0, text.n};
  rules_sentences(l->rs, &l->a, text, &spans, sentences);
  rules_find(l->rs, &l->a, text, S("1"), S("own"), &spans, sentences, &hits);
  struct features *features = arena_alloc(&l->a, sizeof *features, sentences->n + 1);
  rules_features(l->rs, &l->a, &l->rs->languages[language], text, sentences, &hits, features);
  for (size_t i = 0; i < sentences->n; i++) {
    struct sample *s = LIST_PUSH(&l->a, &l->samples);
    *s = (struct sample){
        .language = language, .line = line, .fold = fold, .sentences = sentences->n};
    add_features(l, s, &features[i]);
    for (size_t h = 0; h < hits.n; h++) {
      int k = intent_of(hits.v[h].signal);
      if (hits.v[h].sentence == (int)i && k >= 0)
        s->ruled[k] = true;
    }
  }
  return first;
}

static void add_reply(struct learning *l, int language, int line, const json_t *row) {
  struct str text = str_dup(&l->a, str_of(json_string_value(json_object_get(row, "text"))));
  struct sentences sentences = {0};
  size_t first = add_text(l, language, line, line / 10 % FOLDS, text, &sentences);
  for (size_t i = 0; i < sentences.n; i++)
    label(&l->samples.v[first + i], text, sentences.v[i], json_object_get(row, "intents"));
}

// "paid,question<tab>words": every sentence of the words has the intents.
static bool add_sentence(struct learning *l, int language, int line, struct str row) {
  struct str intents, text, name;
  struct sentences sentences = {0};
  if (!str_cut(row, '\t', &intents, &text))
    return false;
  text = str_dup(&l->a, str_trim(text));
  for (size_t i = add_text(l, language, line, ALWAYS, text, &sentences); i < l->samples.n; i++)
    for (struct str rest = intents; str_field(&rest, ',', &name);) {
      int k = intent_of(name);
      if (k < 0 && !str_eq(name, S("-")))
        return false;
      if (k >= 0)
        l->samples.v[i].is[k] = true;
    }
  return true;
}

static void read_replies(struct learning *l, int language, const char *dir) {
  struct str text, row;
  text = rules_dir_read(&l->a, str_c(&l->a, str_printf(&l->a, "%s/%.*s.jsonl", dir,
                                                       STR_ARG(l->rs->languages[language].code))));
  for (int line = 0; str_line(&text, &row); line++) {
    json_t *json = json_loadb(row.p, row.n, 0, NULL);
    if (json)
      add_reply(l, language, line, json);
    json_decref(json);
  }
}

static void read_sentences(struct learning *l, int language, const char *dir) {
  const char *path =
      str_c(&l->a, str_printf(&l->a, "%s/%.*s.tsv", dir, STR_ARG(l->rs->languages[language].code)));
  struct str text = rules_dir_read(&l->a, path), row;
  for (int line = 1; str_line(&text, &row); line++)
    if (row.n && row.p[0] != '#' && !add_sentence(l, language, line, row)) {
      fprintf(stderr, "%s:%d: expected intent,intent<tab>words\n", path, line);
      exit(1);
    }
}

// ---------------------------------------------------------------- samples to weights

// What stands around a sentence says less than the sentence.
static double value_of(const struct learning *l, size_t f) {
  char c = l->names.v[f].p[1];
  return l->names.v[f].p[0] == 'a' && (c == '<' || c == '>') ? ASIDE : 1;
}

static double score(const struct learning *l, const struct model *m, const struct sample *s,
                    int k) {
  double z = m->bias[k];
  for (size_t i = 0; i < s->n; i++)
    z += m->w[k][s->f[i]] * value_of(l, s->f[i]);
  return z;
}

// How many samples have each feature, so that its decay is shared among them.
static double *shares(const struct learning *l, int without) {
  double *share = calloc(l->names.n, sizeof *share);
  for (size_t t = 0; t < l->samples.n; t++)
    for (size_t i = 0; i < l->samples.v[t].n; i++)
      share[l->samples.v[t].f[i]] += without == ALWAYS || l->samples.v[t].fold != without;
  for (size_t f = 0; f < l->names.n; f++)
    share[f] = share[f] > 0 ? 1 / (STRENGTH * share[f]) : 0;
  return share;
}

// Logistic loss with an L2 penalty of 1/STRENGTH, by AdaGrad over the samples in a fixed disorder.
static void train_one(const struct learning *l, int without, int k, const double *share,
                      struct model *m) {
  double *w = m->w[k] = calloc(l->names.n, sizeof *w);
  double *g = calloc(l->names.n, sizeof *g), bias_g = 1;
  unsigned seed = 1;
  m->bias[k] = -2;
  for (size_t step = 0; step < ROUNDS * l->samples.n; step++) {
    seed = seed * 1664525u + 1013904223u;
    const struct sample *s = &l->samples.v[(seed >> 8) % l->samples.n];
    if (without != ALWAYS && s->fold == without)
      continue;
    double z = score(l, m, s, k);
    double d = (s->is[k] ? POSITIVE : 1) * ((s->is[k] ? 1 : 0) - 1 / (1 + exp(-z)));
    bias_g += d * d;
    m->bias[k] += RATE * d / sqrt(bias_g);
    for (size_t i = 0; i < s->n; i++) {
      size_t f = s->f[i];
      double slope = d * value_of(l, f) - share[f] * w[f];
      g[f] += slope * slope;
      w[f] += RATE * slope / sqrt(1 + g[f]);
    }
  }
  free(g);
}

static void train(const struct learning *l, int without, struct model *m) {
  double *share = shares(l, without);
  for (int k = 0; k < RULES_INTENTS; k++)
    train_one(l, without, k, share, m);
  free(share);
}

static void model_free(struct model *m) {
  for (int k = 0; k < RULES_INTENTS; k++)
    free(m->w[k]);
}

// ---------------------------------------------------------------- counting

struct count {
  double hit, said, real;
};

static double f1(struct count c) {
  return c.said + c.real > 0 ? 2 * c.hit / (c.said + c.real) : 1;
}

static double cut_at(int cut) {
  return -2.5 + 0.25 * cut;
}

enum how { BY_RULES, BY_BOTH };

static bool sample_says(const struct sample *s, int k, enum how how, double threshold) {
  struct scale scale = {.threshold = (int)lround(threshold * 1000)};
  if (how == BY_RULES)
    return s->ruled[k];
  return s->unseen[k] * 1000 > sounds_least(&scale, k, s->ruled[k], s->sentences);
}

// Counts by reply, an intent being said when any of its sentences says it: those of one language
// (-1: all) in one fold or, with `others`, in all folds but that one.
static struct count count(const struct learning *l, int language, int fold, bool others, int k,
                          enum how how, double threshold) {
  struct count c = {0};
  for (size_t t = 0; t < l->samples.n;) {
    const struct sample *first = &l->samples.v[t];
    bool is = false, said = false;
    for (; t < l->samples.n && l->samples.v[t].line == first->line &&
           l->samples.v[t].language == first->language && l->samples.v[t].fold == first->fold;
         t++) {
      is |= l->samples.v[t].is[k];
      said |= sample_says(&l->samples.v[t], k, how, threshold);
    }
    if (first->fold == ALWAYS || (language >= 0 && first->language != language) ||
        (first->fold == fold) == others)
      continue;
    c.hit += is && said;
    c.said += said;
    c.real += is;
  }
  return c;
}

// The best for the replies of all folds but `fold` (ALWAYS: for all of them).
static double threshold_for(const struct learning *l, int fold, int k) {
  double best = -1, at = 0;
  for (int cut = 0; cut < CUTS; cut++) {
    double f = f1(count(l, -1, fold, true, k, BY_BOTH, cut_at(cut)));
    if (f > best) {
      best = f;
      at = cut_at(cut);
    }
  }
  return at;
}

static void add(struct count *to, struct count c) {
  *to = (struct count){to->hit + c.hit, to->said + c.said, to->real + c.real};
}

static void print_line(const char *what, struct count rules, struct count both) {
  printf("%-22s rules %.3f, with weights %.3f (P %.2f R %.2f)\n", what, f1(rules), f1(both),
         both.hit / fmax(1, both.said), both.hit / fmax(1, both.real));
}

// Every fold by thresholds that it had no part in.
static void print_counts(const struct learning *l, const char *what, int language, int intent) {
  struct count rules = {0}, both = {0};
  for (int fold = 0; fold < FOLDS; fold++)
    for (int k = 0; k < RULES_INTENTS; k++)
      if (intent < 0 || k == intent) {
        add(&rules, count(l, language, fold, false, k, BY_RULES, 0));
        add(&both, count(l, language, fold, false, k, BY_BOTH, threshold_for(l, fold, k)));
      }
  print_line(what, rules, both);
}

static void validate(struct learning *l) {
  for (int fold = 0; fold < FOLDS; fold++) {
    struct model m;
    train(l, fold, &m);
    for (size_t t = 0; t < l->samples.n; t++)
      for (int k = 0; k < RULES_INTENTS && l->samples.v[t].fold == fold; k++)
        l->samples.v[t].unseen[k] = score(l, &m, &l->samples.v[t], k);
    model_free(&m);
  }
  printf("five folds, each by what was made without it:\n");
  for (int i = 0; i < (int)l->rs->n_languages; i++)
    print_counts(l, str_c(&l->a, l->rs->languages[i].code), i, -1);
  for (int k = 0; k < RULES_INTENTS; k++)
    print_counts(l, rules_signals[k], -1, k);
  print_counts(l, "all", -1, -1);
}

// ---------------------------------------------------------------- weights to files

static void write_words(const struct learning *l, const struct model *m, int k, char of, FILE *f) {
  int on_line = 0;
  for (size_t i = 0; i < l->names.n; i++) {
    long points = lround(m->w[k][i] * value_of(l, i) * 1000);
    if (l->names.v[i].p[0] != of || labs(points) < KEEP_POINTS)
      continue;
    struct str name = str_skip(l->names.v[i], 1);
    fprintf(f, "%s%.*s:%ld", on_line ? " " : "words = ", STR_ARG(name), points);
    on_line = on_line == 7 ? (fputc('\n', f), 0) : on_line + 1;
  }
  if (on_line)
    fputc('\n', f);
}

static void write_file(const struct learning *l, const struct model *m, const char *dir,
                       const char *code, char of) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.rules", dir, code);
  FILE *f = fopen(path, "w");
  if (!f) {
    perror(path);
    exit(1);
  }
  fprintf(f,
          "# %s.rules: what sentences sound like; made by `make weigh`, not by hand.\n"
          "# SPDX-License-Identifier: GPL-3.0-or-later\n",
          code);
  for (int k = 0; k < RULES_INTENTS; k++) {
    fprintf(f, "\n[weights %s.%s]\nsignal = %s\n", code, rules_signals[k], rules_signals[k]);
    if (of == 'a')
      fprintf(f, "bias = %.0f\nthreshold = %.0f\n", m->bias[k] * 1000,
              threshold_for(l, ALWAYS, k) * 1000);
    else
      fprintf(f, "lang = %s\n", code);
    write_words(l, m, k, of, f);
  }
  fclose(f);
}

static void write_weights(struct learning *l, const char *dir) {
  struct model m;
  train(l, ALWAYS, &m);
  write_file(l, &m, dir, "all", 'a');
  for (size_t i = 0; i < l->rs->n_languages; i++)
    write_file(l, &m, dir, str_c(&l->a, l->rs->languages[i].code), (char)('0' + i));
  model_free(&m);
}

int main(int argc, char **argv) {
  static struct learning l;
  if (argc < 3) {
    fprintf(stderr, "usage: weigh PHRASES SENTENCES [WEIGHTS]\n");
    return 2;
  }
  struct ruleset *rs = rules_dir_load();
  l.rs = rs;
  arena_init(&l.a, (size_t)4 << 30);
  for (int i = 0; i < (int)rs->n_languages; i++) {
    read_replies(&l, i, argv[1]);
    read_sentences(&l, i, argv[2]);
  }
  validate(&l);
  if (argc > 3)
    write_weights(&l, argv[3]);
  rules_free(rs);
  arena_free(&l.a);
  return 0;
}
