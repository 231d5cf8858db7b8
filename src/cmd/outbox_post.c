// outbox_post.c: the number that proves the posting, in the letter's story.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/outbox_post.h"

#include "host/clock.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"

enum { NUMBER_LIMIT = 40 }; // longest of any post that we know: 39 (UPU S10 has 13)

// Letters, digits, spaces, dots and dashes, as printed on the slip.
static bool is_number(struct str s) {
  bool digit = false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    bool number = c >= '0' && c <= '9';
    digit |= number;
    if (!letter && !number && c != ' ' && c != '.' && c != '-')
      return false;
  }
  return digit && s.n <= NUMBER_LIMIT;
}

bool outbox_posted(struct ledger *l, struct arena *a, int64_t id, struct str number,
                   struct err *err) {
  struct outbox_letter t;
  bool found;
  int64_t entry;
  if (!is_number(number))
    return err_set(err, ERR_INPUT, "%.*s is no number of a posted letter",
                   STR_ARG(str_sub(number, 0, NUMBER_LIMIT)));
  if (!letter_get(l, a, id, &t, &found, err))
    return false;
  if (!found || !t.client.n)
    return err_set(err, ERR_INPUT, "there is no letter %lld to a client", (long long)id);
  struct journal_entry e = {
      .at = clock_now().utc,
      .kind = S("posted"),
      .letter = id,
      .client = t.client,
      .say = str_printf(a, "sent by registered post, number %.*s", STR_ARG(number))};
  return journal_add(l, &e, &entry, err);
}
