// claims.h: what the message says of which invoices.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "deciding.h"
#include "sets.h"

struct items {
  struct item **v;
  size_t n, cap;
};

enum basis { // why just these invoices
  BASIS_NONE,
  BASIS_NAMED,
  BASIS_SCOPE,   // "all but the last", "the two"
  BASIS_THREAD,  // the reminder that is answered
  BASIS_SUBJECT, // the subject or the quoted mail names them
  BASIS_ONLY,    // nothing else is open or due
  BASIS_ANY,     // all that is due: cannot be told nearer
};

struct claim {
  struct intent *intent; // in the verdict
  struct items items;    // what it speaks of
  enum basis basis;
  struct moneys said; // amounts it may mean, likeliest first
  size_t firm;        // so many of them stand in the same sentence or are totals
  bool money;         // says that money came or is on its way
  bool proved;        // its numbers and its amount agree
  bool far;           // its number stands some sentences away
  bool vague;         // named by a month: only an amount that agrees proves it
};

struct claims {
  struct claim *v;
  size_t n, cap;
};

// claims.c
void claims_collect(struct deciding *d, struct claims *out); // with the numbers that are written
void claims_default(struct deciding *d, struct claims *all, bool money); // where none are
bool intent_guessed(const struct deciding *d, const struct intent *i);
void claims_close(struct deciding *d, struct claims *all); // register numbers
bool by_advice(const struct deciding *d); // a machine wrote it, or it has lines of ours
bool number_slip(const struct number *w, const struct number *n); // one slip of the pen apart
// For a number that the client does not have: the item that a slip of the pen (then one of `said`
// is what is open on it) or a cut end made it of, or NULL.
struct item *mistaken_item(struct deciding *d, struct str written, const struct namings *names,
                           const struct moneys *said, const struct evidence *at);
// scope.c
void items_add(struct arena *a, struct items *list, struct item *i);
bool items_have(const struct items *list, const struct item *i);
bool scope_of(struct deciding *d, const struct claims *all, struct claim *c);
void items_of_client(struct deciding *d, struct items *out); // open invoices of the chosen client
// ... of them those that were written before the day on which the money is said to have left.
void items_known(struct deciding *d, const struct claim *c, struct items *out);
bool scope_says(const struct deciding *d, const struct claim *c); // words that choose, beside it
bool scope_word(const struct deciding *d, const struct claim *c, const char *word); // this one
// "The third", where a sentence says so; NULL: it says nothing like that or we have no such list.
const struct item *item_of_ordinal(struct deciding *d, const struct evidence *e);
// payment.c
// What was paid where the message states the sum, what was taken off and what is left; 0: it does
// not.
bool states(const struct deciding *d, int64_t minor); // this amount, in own words or files
int64_t net_stated(const struct deciding *d, const struct items *list);
void payment_allocate(struct deciding *d, struct claim *c);
// advice.c
bool advice_allocate(struct deciding *d,
                     struct claim *c); // false: the message has no lines of ours
// allocate.c
bool is_allocated(const struct deciding *d, const struct item *i);
void allocate(struct deciding *d, const struct item *i, struct money amount);
void allocate_open(struct deciding *d, const struct items *list);
void allocate_unknown(struct deciding *d, const struct items *list); // how much of each: unknown
int64_t items_sum(const struct items *list);                         // of what is open
void credits_of_client(struct deciding *d, struct items *out);
struct sets items_adding_up(struct deciding *d, const struct items *list, int64_t target);
struct items items_of_set(struct deciding *d, const struct items *list, const struct set *set);
struct str items_numbers(struct deciding *d, const struct items *list); // "A-1, A-2"
bool add_credits(struct deciding *d, struct items *list, int64_t target);
// doubts.c
void doubts(struct deciding *d, const struct claims *all); // why this must not be applied unasked
// unexplained.c
void unexplained(struct deciding *d, const struct claims *all); // sums that the payment leaves open
// split.c
// What is open on `it` as a payment and what was kept back, or a half of it: true when the message
// states both, or the half, and the paid one is allocated.
bool split_payment(struct deciding *d, struct claim *c, const struct item *it);
bool part_payment(struct deciding *d, struct claim *c, const struct item *it);
// stated.c
int64_t whole_units(struct str s); // of "1.305", "12 500", "700"; -1: that is no such number
bool ends_number(const struct deciding *d, struct str digits);     // of an open one of his
bool is_bare_sum(const struct deciding *d, const struct ref *ref); // may be a sum without currency
bool text_states(struct str text, int64_t minor);
bool message_states(const struct reading *r, int64_t minor); // in any part or attached file
// ... and nothing like it follows: the bottom line of a list, no subtotal before deductions.
bool message_ends_on(const struct reading *r, int64_t minor);
bool message_ends_beside(const struct reading *r, int64_t minor); // ends on a sum that is nearly so
// concern.c
void concern_message(struct deciding *d); // not understood at all: what it is about waits
void concern_amounts(struct deciding *d); // says nothing of payment but states what is open
void concern_named(struct deciding *d, const struct claims *all);    // or one number of several
void concern_all(struct deciding *d, const struct claims *all);      // "everything", and one number
void concern_ordinals(struct deciding *d, const struct claims *all); // ... by its place in a list
void concern_stated(struct deciding *d, const struct claims *all);   // or one sum of several
bool states_open(const struct deciding *d, const struct item *i);    // what is open, in own words
void concern_answers(struct deciding *d, const struct claims *all);  // one answer between our lines
// effects.c
void pause_item(struct deciding *d, const struct item *i);
void effects(struct deciding *d, const struct claims *all);
