// proven.c: references and IBANs that their check digits prove, however they are spaced.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "references.h"
#include "relance/checkdigit.h"

#include <ctype.h>

enum { PROVEN_TOKENS = 16 }; // an IBAN in groups of four has at most 9

const char *proof_rule(enum proof p) {
  static const char *const names[] = {"reference.rf",  "reference.ogm", "reference.qrr",
                                      "reference.nl",  "reference.si",  "reference.named",
                                      "reference.iban"};
  return names[p];
}

static bool any_named(struct str s) {
  return kid_valid(s) || viite_valid(s) || ocr_valid(s) || nl_reference_valid(s);
}

static bool nl_long(struct str s) {
  return s.n == 16 && nl_reference_valid(s);
}

static bool ogm_alone(struct str s) {
  return ogm_valid(s);
}

static bool any_iban(struct str s) {
  return iban_valid(s);
}

// Names of references whose check alone is too weak; they are names of schemes, not words.
static bool scheme_before(const struct tokens *t, size_t i) {
  static const char *const names[] = {"kid",     "ocr", "viitenumero", "viite", "betalingskenmerk",
                                      "kenmerk", "sis", NULL};
  size_t from = i > 3 ? i - 3 : 0;
  for (size_t k = from; k < i; k++)
    for (const char *const *n = names; *n; n++)
      if (str_eq(t->v[k].key, str_of(*n)))
        return true;
  return false;
}

static const struct {
  enum proof proof;
  bool (*valid)(struct str);
  bool letters, named; // begins with letters; counts only after its name
} proofs[] = {
    {PROOF_IBAN, any_iban, true, false},   {PROOF_RF, rf_valid, true, false},
    {PROOF_SI, si_valid, true, false},     {PROOF_QRR, qrr_valid, false, false},
    {PROOF_NL, nl_long, false, false},     {PROOF_OGM, ogm_alone, false, false},
    {PROOF_NAMED, any_named, false, true},
};

// Signs within: of letters and digits any usual one; of bare digits only the "/" of an OGM, for a
// dot or dash stands in sums and days.
static bool joins(const struct token *t, bool letters) {
  return t->kind != TOKEN_SIGN || str_eq(t->key, S("/")) ||
         (letters && (str_eq(t->key, S("-")) || str_eq(t->key, S("."))));
}

// One blank parts groups; more, or a tab, parts the cells of a table. Where letters begin it, mails
// may have wrapped the line.
static bool same_run(struct str text, const struct tokens *t, size_t i, bool letters) {
  size_t gap = t->v[i].offset - token_end(&t->v[i - 1]), len;
  uint32_t r = str_rune(text, token_end(&t->v[i - 1]), &len);
  return !t->v[i].spaced || (r != '\t' && len == gap && (letters || !t->v[i].broken));
}

// The text from token i to token `last`, if it is a reference.
static bool try_run(struct arena *a, struct str text, const struct tokens *t, size_t i, size_t last,
                    struct proven_found *out) {
  size_t from = t->v[i].offset, end = token_end(&t->v[last]);
  struct str bare = reference_bare(a, str_sub(text, from, end - from));
  bool letters = t->v[i].kind == TOKEN_WORD;
  for (size_t k = 0; k < sizeof proofs / sizeof *proofs; k++) {
    if (proofs[k].letters != letters || !proofs[k].valid(bare) ||
        (proofs[k].named && !scheme_before(t, i)))
      continue;
    *out = (struct proven_found){from, end - from, bare, proofs[k].proof};
    return true;
  }
  return false;
}

static bool may_begin(const struct tokens *t, size_t i) {
  const struct token *x = &t->v[i];
  if (i && !x->spaced && t->v[i - 1].kind != TOKEN_SIGN)
    return false;
  if (x->kind == TOKEN_NUMBER)
    return true;
  return x->kind == TOKEN_WORD && x->length == 2 && i + 1 < t->n && !t->v[i + 1].spaced &&
         t->v[i + 1].kind == TOKEN_NUMBER;
}

// The longest run from token i that proves itself; gives its last token, 0 for none.
static size_t longest_proof(struct arena *a, struct str text, const struct tokens *t, size_t i,
                            struct proven_found *out) {
  size_t best = 0, total = 0, breaks = 0;
  bool letters = t->v[i].kind == TOKEN_WORD;
  for (size_t last = i; last < t->n && last < i + PROVEN_TOKENS; last++) {
    total += t->v[last].length;
    breaks += last > i && t->v[last].broken;
    if (total > 40 || breaks > 1 || !joins(&t->v[last], letters) ||
        (last > i && !same_run(text, t, last, letters)))
      break;
    bool ends = last + 1 == t->n || t->v[last + 1].spaced || t->v[last + 1].kind == TOKEN_SIGN;
    if (total < 5 || t->v[last].kind == TOKEN_SIGN || !ends)
      continue;
    if (try_run(a, text, t, i, last, out))
      best = last;
  }
  return best;
}

void proven_find(struct arena *a, struct str text, const struct tokens *t,
                 struct provens_found *out) {
  for (size_t i = 0; i < t->n; i++) {
    struct proven_found found;
    if (!may_begin(t, i))
      continue;
    size_t last = longest_proof(a, text, t, i, &found);
    if (!last && !(t->v[i].length >= 12 && try_run(a, text, t, i, i, &found)))
      continue;
    *LIST_PUSH(a, out) = found;
    i = last ? last : i;
  }
}
