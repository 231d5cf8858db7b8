// occasion.h: everything known about one letter while it is written.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "letter/fact.h"
#include "letter/language.h"
#include "relance/letter.h"

struct writing {
  struct arena *a;
  const struct language *l;
  const struct due_letter *due;
  const struct snapshot *s;
  const struct client *client;
  const struct sender *from;
  const struct occasion *occasion; // never NULL
  struct day today;                // on which the letter leaves
};

struct fact *facts_of(const struct writing *w);
