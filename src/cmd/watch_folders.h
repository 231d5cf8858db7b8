// watch_folders.h: which folders of a mailbox are watched.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "host/conf.h"
#include "ledger/inbox.h"
#include "net/imap.h"

enum { WATCHED_FOLDERS = 100 }; // more are left out, and the owner is told

struct watched {
  struct folder folder;
  bool listed;    // by the server; one that is only named in the configuration may not exist
  struct box box; // its state just now, or 0
};

struct watched_folders {
  struct watched *v; // INBOX first, then what the configuration names
  size_t n, cap;
  struct str sent;      // name of the Sent folder, or empty
  size_t left_out;      // beyond the limit
  struct str left_name; // one of those
  size_t garbled;       // names that cannot be read
};

// A rule may sort replies anywhere, and a person may move them before they were read: so every
// folder is watched but Drafts, Trash, the one of all mail (each is in its own folder too), and
// those to skip. What the configuration names is watched in any case. Names are compared as the
// server writes them, INBOX in any case.
void watched_choose(struct arena *a, const struct mailbox_conf *conf,
                    const struct imap_folders *all, struct watched_folders *out);

// A sentence about those beyond the limit, or with such names; empty where there are none.
struct str watched_left_out(struct arena *a, const struct watched_folders *w);
