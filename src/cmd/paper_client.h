// paper_client.h: whose an invoice is that went out by mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "cmd/papers.h"

struct sent_mail {
  const struct company *us;
  const struct reading *r;
  struct addresses to; // To and Cc without our own; where there are none, Bcc
};

// The recipients that are not ourselves.
struct sent_mail sent_mail_of(struct arena *a, const struct company *us, const struct reading *r,
                              const struct addresses *bcc);
bool is_our_address(const struct company *us, struct str address);

struct paper_client {
  struct client client; // as it stands in the register, or as it would be made
  bool known;
};

// By the buyer that an e-invoice names, else by the recipients, whom the page must name. What makes
// it unsure is added to `doubts`; `out` is then the likeliest.
bool paper_client(const struct acting *x, const struct sent_mail *mail,
                  const struct found_invoice *f, struct paper_client *out, struct strs *doubts,
                  struct err *err);

// Puts a new client, or adds the mail's recipients to one that is there. *id: his id.
bool paper_client_put(const struct acting *x, const struct sent_mail *mail,
                      const struct paper_client *c, struct str *id, struct err *err);
