// experiment.c: who has which way, and what the difference of two shares is worth.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/experiment.h"

enum { LEAST_HARM = 3 }; // fewer complaints than that prove nothing

const char *factor_name(enum factor f) {
  static const char *const names[] = {"delay", "tone", "payment"};
  return names[f];
}

// FNV-1a, and its upper bits: the lowest one is too regular for names that count up.
enum arm experiment_arm(struct str experiment, struct str client) {
  uint64_t h = 0xCBF29CE484222325u;
  struct str parts[] = {experiment, S("/"), client};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
    for (size_t i = 0; i < parts[k].n; i++)
      h = (h ^ (unsigned char)parts[k].p[i]) * 0x100000001B3u;
  h ^= h >> 29;
  h *= 0xBF58476D1CE4E5B9u;
  return h >> 63 ? ARM_OTHER : ARM_AS_IT_IS;
}

// ---------------------------------------------------------------- shares

// Newton's; 0 for 0.
static double root(double x) {
  double r = x > 1 ? x : 1;
  for (int i = 0; x > 0 && i < 60; i++)
    r = (r + x / r) / 2;
  return x > 0 ? r : 0;
}

struct interval {
  double low, share, high;
};

// Wilson's interval at 95 %.
static struct interval wilson(double k, double n) {
  const double z = 1.959963984540054, zz = z * z;
  double p = k / n, middle = (p + zz / (2 * n)) / (1 + zz / n);
  double half = z / (1 + zz / n) * root(p * (1 - p) / n + zz / (4 * n * n));
  return (struct interval){middle - half, p, middle + half};
}

static int hundredths(double x) {
  return (int)(x * 10000 + (x < 0 ? -0.5 : 0.5));
}

void share_difference(int64_t a, int64_t n, int64_t b, int64_t m, int *difference, int *low,
                      int *high) {
  struct interval x = wilson((double)a, (double)n), y = wilson((double)b, (double)m);
  double d = x.share - y.share;
  *difference = hundredths(d);
  *low = hundredths(
      d - root((x.share - x.low) * (x.share - x.low) + (y.high - y.share) * (y.high - y.share)));
  *high = hundredths(
      d + root((x.high - x.share) * (x.high - x.share) + (y.share - y.low) * (y.share - y.low)));
}

static bool harm(int64_t other, int64_t n, int64_t usual, int64_t m) {
  int difference, low, high;
  if (other < LEAST_HARM || !n || !m)
    return false;
  share_difference(other, n, usual, m, &difference, &low, &high);
  return low > 0;
}

void experiment_judge(const struct arm_count c[ARMS], struct experiment_result *out) {
  const struct arm_count *usual = &c[ARM_AS_IT_IS], *other = &c[ARM_OTHER];
  *out = (struct experiment_result){
      .more_complaints = harm(other->complaints, other->told, usual->complaints, usual->told),
      .more_crossed = harm(other->crossed, other->told, usual->crossed, usual->told)};
  if (usual->clients < EXPERIMENT_LEAST || other->clients < EXPERIMENT_LEAST)
    return;
  share_difference(other->paid, other->clients, usual->paid, usual->clients, &out->difference,
                   &out->low, &out->high);
  out->finding = out->low > 0 ? FINDING_BETTER : out->high < 0 ? FINDING_WORSE : FINDING_NONE;
}
