// learn.c: samples to weights: one logistic regression an intent, all of them in one go.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "weigh.h"

#include <math.h>
#include <stdlib.h>

static const float RATE = 0.2F, STRENGTH = 5.0F, POSITIVE = 1.5F, ASIDE = 0.5F;
static const float USUAL = 2.5F; // what a phrase, being usual, teaches more than a reply
static const float HEAVY = 0.6F; // logits times the root of the samples: less is forgotten
enum {
  ROUNDS = 15,
  AGAIN = 5, // rounds without what has been forgotten
  SEEN = 2,  // a feature of fewer samples says nothing
};

float score(const struct model *m, const struct sample *s, int intent) {
  float z = m->bias[intent];
  for (size_t i = 0; i < s->n; i++)
    z += m->w[s->f[i] * LANES + (size_t)intent];
  return z;
}

// How many samples have each feature, so that its decay is shared among them; 0: it is not learnt.
static float *shares(const struct learning *l, int without) {
  float *share = calloc(l->names.n, sizeof *share);
  for (size_t t = 0; t < l->samples.n; t++)
    for (size_t i = 0; i < l->samples.v[t].n; i++)
      share[l->samples.v[t].f[i]] += l->samples.v[t].fold != without;
  for (size_t f = 0; f < l->names.n; f++)
    share[f] = share[f] >= SEEN ? 1 / (STRENGTH * share[f]) : 0;
  return share;
}

struct training {
  const struct learning *l;
  struct model *m;
  const float *share;
  float *g, bias_g[LANES]; // sums of squared slopes
  float *kept;             // 1, or 0 for a weight that stays 0
  float *value;            // of each feature
};

// One step of AdaGrad on the logistic loss with an L2 penalty of 1/STRENGTH.
static void learn_from(struct training *t, const struct sample *s) {
  float z[LANES], d[LANES];
  for (int k = 0; k < LANES; k++)
    z[k] = t->m->bias[k];
  for (size_t i = 0; i < s->n; i++) {
    const float *w = t->m->w + s->f[i] * LANES;
    float v = t->value[s->f[i]];
    for (int k = 0; k < LANES; k++)
      z[k] += w[k] * v;
  }
  for (int k = 0; k < LANES; k++) {
    bool is = k < RULES_INTENTS && s->is[k];
    d[k] = (s->source == FROM_PHRASES ? USUAL : 1) * (is ? POSITIVE : 1) *
           ((is ? 1 : 0) - 1 / (1 + expf(-z[k])));
    t->bias_g[k] += d[k] * d[k];
    t->m->bias[k] += RATE * d[k] / sqrtf(t->bias_g[k]);
  }
  for (size_t i = 0; i < s->n; i++) {
    float *w = t->m->w + s->f[i] * LANES, *g = t->g + s->f[i] * LANES;
    const float *kept = t->kept + s->f[i] * LANES;
    float v = t->value[s->f[i]], share = t->share[s->f[i]];
    if (share == 0)
      continue;
    for (int k = 0; k < LANES; k++) {
      float slope = (d[k] * v - share * w[k]) * kept[k];
      g[k] += slope * slope;
      w[k] += RATE * slope / sqrtf(1 + g[k]);
    }
  }
}

// What stands around a sentence says less than the sentence.
static float value_of(const struct learning *l, size_t f) {
  char c = l->names.v[f].p[1];
  return l->names.v[f].p[0] == 'a' && (c == '<' || c == '>') ? ASIDE : 1;
}

static float *values(const struct learning *l) {
  float *value = calloc(l->names.n, sizeof *value);
  for (size_t f = 0; f < l->names.n; f++)
    value[f] = value_of(l, f);
  return value;
}

// Forgets what says little or is rarely said: no share, no weight.
static void drop_light(struct training *t) {
  for (size_t f = 0; f < t->l->names.n; f++)
    for (int k = 0; k < LANES; k++) {
      size_t at = f * LANES + (size_t)k;
      float seen = t->share[f] > 0 ? 1 / (t->share[f] * STRENGTH) : 0;
      t->kept[at] = fabsf(t->m->w[at]) * sqrtf(seen) * t->value[f] >= HEAVY;
      t->m->w[at] *= t->kept[at];
    }
}

// The weights as they are written: in whole thousandths of what their feature counts for.
static void round_all(struct training *t) {
  for (size_t f = 0; f < t->l->names.n; f++)
    for (size_t k = 0; k < LANES; k++)
      t->m->w[f * LANES + k] = roundf(t->m->w[f * LANES + k] * t->value[f] * 1000) / 1000;
  for (int k = 0; k < LANES; k++)
    t->m->bias[k] = roundf(t->m->bias[k] * 1000) / 1000;
}

static void learn(struct training *t, int without, int rounds) {
  const struct learning *l = t->l;
  unsigned seed = 1;
  for (size_t step = 0; step < (size_t)rounds * l->samples.n; step++) {
    seed = seed * 1664525u + 1013904223u;
    const struct sample *s = &l->samples.v[(seed >> 8) % l->samples.n];
    if (without == NO_FOLD || s->fold != without)
      learn_from(t, s);
  }
}

void train(const struct learning *l, int without, struct model *m) {
  float *share = shares(l, without), *value = values(l);
  struct training t = {.l = l, .m = m, .share = share, .value = value};
  m->w = calloc(l->names.n * LANES, sizeof *m->w);
  t.g = calloc(l->names.n * LANES, sizeof *t.g);
  t.kept = calloc(l->names.n * LANES, sizeof *t.kept);
  for (int k = 0; k < LANES; k++) {
    m->bias[k] = -2;
    t.bias_g[k] = 1;
  }
  for (size_t i = 0; i < l->names.n * LANES; i++)
    t.kept[i] = 1;
  learn(&t, without, ROUNDS);
  drop_light(&t);
  learn(&t, without, AGAIN);
  round_all(&t);
  free(t.kept);
  free(t.g);
  free(share);
  free(value);
}

void model_free(struct model *m) {
  free(m->w);
}
