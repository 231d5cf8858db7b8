// dunning.h: what a message or a new day means for the reminders.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/calendar.h"
#include "relance/match.h"
#include "relance/policy.h"

// ---- What a message means

enum act_kind {
  ACT_HOLD,      // client, invoice (empty: all), hold, from, until
  ACT_WITHDRAW,  // letters of client that name invoice (empty: all) and have not left
  ACT_TAKE_BACK, // message_id: the reminder did not arrive, its step does not count; name "full":
                 // the mailbox was full
  ACT_SUGGEST,   // the owner is asked: client, invoice
  ACT_TASK,      // something to do outside of mail: name
  ACT_ANSWER,    // a letter in reply: name is its template; the caller asks answer_allowed
  ACT_NOTE,      // nothing to do; worth knowing
};

struct act {
  enum act_kind kind;
  struct str client, invoice, message_id, name;
  enum hold_kind hold;
  struct day from, until; // as in struct hold; of an answer: the day that was promised
  struct money amount;    // of an answer: that was promised
  struct strs invoices;   // of an answer: what it is about; none: all that is held
  struct str why;         // one sentence for the owner, never empty
};
struct acts {
  struct act *v;
  size_t n, cap;
};

// `s` holds the verdict's client(s). `r` gives what a verdict does not carry: the bounce.
void dunning_consequences(struct arena *a, const struct reading *r, const struct verdict *v,
                          const struct snapshot *s, const struct policies *p,
                          const struct calendar *c, struct day today, struct acts *out);

// ---- What a day means

struct charge { // a separate line: late interest or lump sum
  struct str invoice, law;
  struct money amount;
  int rate_bp, days; // 0 for a lump sum; rate: the last one, in hundredths of a percent
};

struct discount { // for who pays early; bp 0: none is offered
  int bp;
  struct day until;
  struct money rest; // what is then to be paid
};

struct due_letter {
  struct str key; // letter_key: a second one with this key must never exist
  struct str client, to, policy, letter;
  int step;
  enum tone tone;
  struct strs invoices;                // all overdue ones of this contact, then open credit notes
  LIST(struct money) open;             // of each of them
  struct moneys total;                 // per currency, credit notes taken off; of a plan's letter
                                       // what its date asks for
  struct money instalment;             // of a plan's letter: that sum; else unset
  struct day expected;                 // and on which day
  struct day send, deadline, previous; // previous: day of the letter before, DAY_NONE: none
  int64_t not_before;                  // UTC: a working day within sending hours of the recipient
  bool needs_person, legal, instalments;
  bool next_letter, next_legal; // what follows, if nothing comes in
  LIST(struct charge) charges;
  struct discount discount;
  struct strs references; // Message-IDs of the mails that it continues, oldest first
  struct str token;       // set by the caller; printed in the letter
  struct str why;         // one sentence
};

struct waiting {
  struct str client, invoice, why; // invoice empty: the whole client
  struct day until;                // DAY_NONE: until a person looks
};

struct task {
  struct str key, client, invoice, name,
      why; // name: call, contact, review, credit, hand-over, plan
};

struct plan {
  LIST(struct due_letter) letters;
  LIST(struct waiting) waiting;
  LIST(struct task) tasks; // the same key is the same task, however often it is planned
};

// `s` holds one client with everything of his. Planning again with the planned letters in
// `s->letters` plans nothing new. An owner who withdraws a letter must also place a hold, else the
// next day plans it again under the next cycle.
struct laws;
void dunning_plan(struct arena *a, const struct snapshot *s, const struct policies *p,
                  const struct calendar *c, const struct laws *laws, const struct now *now,
                  struct plan *out);
// A client is to be planned for when something of his is due before today + so many days: 0, but
// where a policy has a courtesy before the due date.
int dunning_horizon(const struct policies *p);

// What the policy takes off this invoice when all of it is paid on that day. False: nothing.
bool dunning_discount(const struct policy *p, const struct invoice *in, struct day paid,
                      struct money *off);

// A letter that is no step: about these invoices of the client, or all that is open of him.
void dunning_about(struct arena *a, const struct snapshot *s, struct str client,
                   const struct strs *invoices, struct str letter, const struct now *now,
                   struct due_letter *out);
// The letter of a step (its number or its template's name) as it would read today, whatever speaks
// against it; any other name as dunning_about. False: the client has nothing that it could be
// about.
bool dunning_preview(struct arena *a, const struct snapshot *s, const struct policies *p,
                     const struct calendar *c, const struct laws *laws, const struct now *now,
                     struct str client, struct str letter, struct due_letter *out);

enum due { DUE_NO, DUE_LATER, DUE_YES };
// The last look: may this letter leave now? DUE_NO: withdraw it; DUE_LATER: not before the given
// moment. `why` says so in one sentence.
enum due still_due(struct arena *a, const struct pending *letter, const struct snapshot *s,
                   const struct policies *p, const struct calendar *c, const struct now *now,
                   struct str *why, int64_t *not_before);

// "C012/2/0/FA-1+FA-2/a@b.example": client, step, cycle, sorted invoices, recipient; parts that
// hold one of these signs are percent-encoded.
struct str letter_key(struct arena *a, struct str client, int step, int cycle, struct strs invoices,
                      struct str to);
