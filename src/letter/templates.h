// templates.h: the loaded templates, and how a letter is found among them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "letter/language.h"
#include "letter/mustache.h"
#include "relance/letter.h"

struct template {
  struct str language, name,
      kind; // kind: reminder, formal, answer, notice, script; empty for a partial
  struct mustache subject, body;
};

struct templates {
  LIST(struct language) languages;
  LIST(struct template) letters, partials;
};

const struct language *templates_language(const struct templates *t, struct str code);
const struct template *templates_letter(const struct templates *t, struct str language,
                                        struct str name);
const struct mustache *templates_partial(const struct templates *t, struct str language,
                                         struct str name);

// Every name a template uses is known, and it uses what letters of its kind need.
bool names_check(const struct templates *t, struct err *err);
