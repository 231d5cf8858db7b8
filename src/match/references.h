// references.h: what may be an invoice number, and references that prove themselves.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "marks.h"
#include "relance/stanza.h"
#include "tokens.h"

// A stanza [references LANG]; its format is in rules/words/README.md.
struct reference_words;
bool reference_words_make(struct arena *a, const struct stanza *s, struct reference_words **out,
                          struct err *err);
bool reference_words_check(struct arena *a, const struct reference_words *w, struct err *err);
struct str reference_words_lang(const struct reference_words *w);

enum reference_why {
  REFERENCE_WORD,   // an invoice word stands before it, or it goes on a list that began so
  REFERENCE_SHAPE,  // letters and digits in one: "FA-2026-0012"
  REFERENCE_NUMBER, // a bare number of three digits or more
};
const char *reference_rule(enum reference_why why); // "reference.word"

struct reference_found {
  size_t offset, length;
  struct str ref;  // with what the list carries over: "F2026-121" for the 121 after "F2026-118 et"
  struct str last; // of a range "118 à 120"
  enum reference_why why;
};

struct references_found {
  struct reference_found *v;
  size_t n, cap;
};

// Invoice numbers outside of marked places, in order; what follows a word for something else
// (order, delivery, cheque) is left out. `w` may be NULL.
void references_find(struct arena *a, struct str text, const struct tokens *t,
                     const struct reference_words *w, const struct marks *taken,
                     struct references_found *out);

enum proof { PROOF_RF, PROOF_OGM, PROOF_QRR, PROOF_NL, PROOF_SI, PROOF_NAMED, PROOF_IBAN };
const char *proof_rule(enum proof p); // "reference.rf"

struct proven_found {
  size_t offset, length;
  struct str bare;
  enum proof proof;
};

struct provens_found {
  struct proven_found *v;
  size_t n, cap;
};

// References with right check digits and IBANs. The weak ones (one digit of check: KID, OCR,
// viitenumero, short betalingskenmerk) only where their name stands before them.
void proven_find(struct arena *a, struct str text, const struct tokens *t,
                 struct provens_found *out);
