// intent_parts.h: what intent.c and intent_day.c share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "collect.h"

// A whole intent, or half of one that its surroundings complete (rules/README.md, half signals).
enum signal {
  SIGNAL_INTENT,
  SIGNAL_PAYMENT_DATE,      // names a day of payment: belongs to a payment said elsewhere
  SIGNAL_PROMISE_DATE,      // names a day to come: a promise, if nothing else is said
  SIGNAL_PROMISE_CONDITION, // makes the promise of its sentence hang on something: no day
  SIGNAL_PAID_ASKED,        // asks whether a payment arrived: it claims one
  SIGNAL_QUESTION,          // asks anything: a question, if its sentence says nothing else
  SIGNAL_THANKS,            // thanks: only if nothing else is said at all
  SIGNAL_PAYMENT_AHEAD,     // what looks paid in its sentence is still to come
  SIGNAL_PAYMENT_DOUBTED,   // what looks paid in its sentence is thought, asked or denied
  SIGNAL_QUIET,             // this sentence says nothing, whatever it looks like
  SIGNAL_OTHER,
};

struct said {
  enum signal signal;
  enum intent_kind kind;
  const struct hit *hit;
  const struct facts *facts;
  int sentence;
};

struct saids {
  struct said *v;
  size_t n, cap;
};

// intent_day.c: the day of an intent among those beside its words.
bool said_at(const struct said *s, const struct facts *f, size_t offset);  // in its sentence
const struct capture *said_capture(const struct hit *h, const char *name); // NULL: none
bool said_overlap(size_t a, size_t an, size_t b, size_t bn);
bool intent_takes_day(enum intent_kind kind);
// Of a promise on a condition no day counts that is counted from now.
struct day intent_day(const struct collecting *c, const struct saids *all, const struct said *s,
                      bool conditional);
// The same in the sentence alone, from a day that is named outright.
struct day intent_day_here(const struct collecting *c, const struct saids *all,
                           const struct said *s, bool conditional);
// "Is paid next Friday": beside the words stands a day that is only to come.
bool intent_is_ahead(const struct collecting *c, const struct said *s);
// clause.c: number and verb stand in two clauses of the sentence, each with one of its own.
bool clause_parts(const struct saids *all, const struct said *s, const struct reference_found *r);
