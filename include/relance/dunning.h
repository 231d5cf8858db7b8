// dunning.h: policies and working days; what a message or a new day means for the reminders.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/calendar.h"
#include "relance/match.h"

enum tone { TONE_NOTICE, TONE_COURTEOUS, TONE_FRIENDLY, TONE_FIRM, TONE_LAST, TONE_FORMAL };

struct step {
  int n;             // 1, 2, ...; 0: a courtesy before the due date
  int delay;         // days after the due date (first step), after the step before as sent
  int deadline;      // days that the letter gives
  struct str letter; // the template's name
  enum tone tone;
  bool needs_person, legal, instalments, charges; // charges: late interest and lump sum are shown
  int line;
};

struct policy {
  struct str name, file;
  int line;
  bool is_default;
  struct strs allow;                // rules of good practice that it breaks on purpose
  struct strs groups, skip_methods; // payment methods that need no reminder (keys of fold_key)
  LIST(struct step) steps;
  int gap;               // days between two letters to one client, at least
  int grace;             // working days that a transfer may need after a deadline
  int announced;         // working days that "it is paid" holds
  int promised;          // days after the promised one
  int review_after;      // days overdue without any reminder: a person begins, with `review`
  struct str review;     // the template for that
  int hours[4], hours_n; // sending hours as minutes of the recipient's day: from, to, from, to
  int per_day;           // letters a day, all clients together; for the one who sends
  struct moneys minimum; // below this much nothing is written, per currency
  struct moneys instalments_from, instalments_to; // total between which instalments are offered
  int instalments_paid; // invoices a client must have paid before they are offered
};

struct policies {
  struct policy *v;
  size_t n, cap;
};

// [policy NAME] stanzas. ERR_SETUP with file:line. `policies_lint` gives one sentence for each
// breach of good practice, beginning with file:line and the rule's name.
bool policies_load(struct arena *a, const struct stanzas *files, struct policies *out,
                   struct err *err);
struct strs policies_lint(struct arena *a, const struct policies *p);
const struct policy *policy_of(const struct policies *p, const struct client *c);
const struct step *policy_step(const struct policy *p, int n); // NULL when it has none

// ---- What a message means

enum act_kind {
  ACT_HOLD,      // client, invoice (empty: all), hold, from, until
  ACT_WITHDRAW,  // letters of client that name invoice (empty: all) and have not left
  ACT_TAKE_BACK, // message_id: the reminder did not arrive, its step does not count
  ACT_SUGGEST,   // the owner is asked: client, invoice
  ACT_TASK,      // something to do outside of mail: name
  ACT_ANSWER,    // a letter in reply: name is its template; the caller asks answer_allowed
  ACT_NOTE,      // nothing to do; worth knowing
};

struct act {
  enum act_kind kind;
  struct str client, invoice, message_id, name;
  enum hold_kind hold;
  struct day from, until; // as in struct hold
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

struct due_letter {
  struct str key; // letter_key: a second one with this key must never exist
  struct str client, to, policy, letter;
  int step;
  enum tone tone;
  struct strs invoices;                // all overdue ones of this contact, then open credit notes
  LIST(struct money) open;             // of each of them
  struct moneys total;                 // per currency, credit notes taken off
  struct day send, deadline, previous; // previous: day of the letter before, DAY_NONE: none
  int64_t not_before;                  // UTC: a working day within sending hours of the recipient
  bool needs_person, legal, instalments;
  bool next_letter, next_legal; // what follows, if nothing comes in
  LIST(struct charge) charges;
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
