// digest_reply.h: the owner decides by answering the daily mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "cmd/work_message.h"

// Whether the message belongs to a mail of ours to the owner, and then what comes of it: *taken.
//
// An answer counts when it is from the owner's address, our own server vouches for that
// (Authentication-Results), it is no automatic one, it names a digest of ours by Message-ID or
// token, and that is younger than DIGEST_DAYS. Every item can be decided once by one digest.
// Anything else is noted and changes nothing; only the owner himself ever gets an answer.
bool digest_reply(struct worker *w, const struct acting *x, const struct reading *r,
                  struct str reading_json, bool *taken, struct err *err);
