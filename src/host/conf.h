// conf.h: relance.conf as values. One table in conf_table.c is the source of parser, sample,
// manual. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/register.h"
#include "relance/str.h"

enum transport { TRANSPORT_TLS, TRANSPORT_STARTTLS, TRANSPORT_PLAIN };
enum review_folders { REVIEW_NONE, REVIEW_COPY, REVIEW_MOVE };
enum digest_rhythm { DIGEST_DAILY, DIGEST_WEEKLY };
enum mode { MODE_SHADOW, MODE_DRAFT, MODE_APPROVE, MODE_AUTOMATIC };

// Where a secret comes from; at most one of the three is set. Never the secret itself.
struct secret_source {
  struct str command, file, credential; // credential: a name below $CREDENTIALS_DIRECTORY
};

struct server_conf {
  struct str host, user, ca_file;
  int64_t port; // 0: the usual one of the protocol and its security
  enum transport transport;
  struct secret_source password;
  struct str token_command; // OAuth2, instead of a password
};

struct mailbox_conf {
  struct str name;
  struct server_conf imap, smtp;        // smtp.user empty: no login
  struct str from;                      // the address our letters come from
  struct str inbox, sent, junk, drafts; // folder names; empty: found by their special use
  struct strs also, skip;               // folders that are read whatever they are; that are not
  bool copy_to_sent;                    // false where the provider files sent mail itself
  bool null_sender;                     // answers that leave by themselves have no return path
  int64_t scan_minutes, idle_minutes;
};

struct sender_conf { // what a letter says about us
  struct str service, phone, iban, bic, bank, payment_link;
  struct str registration, signatory, place; // of a formal notice
  struct strs street, ways_to_pay;
  bool payment_code; // letters carry a QR code for transfers
};

struct service_conf {
  struct str ledger, rules, timezone, helo;
  enum mode mode;
  int64_t fresh_minutes; // older sight of the mailbox: nothing leaves
  int64_t letters_per_day, letters_per_hour;
  int64_t settle_seconds; // a planned letter waits so long before it is queued
  struct str listen;      // of the page; empty: none
  struct strs web_hosts;  // further names of the page
  struct str digest_to;   // the owner's address for the daily mail; empty: none
  enum digest_rhythm digest;
  int64_t digest_hour;
  enum review_folders review_folders;
  struct str review_names, review_parent;
  struct str statements; // a folder where bank statements are put; empty: none
};

struct conf {
  struct str path;
  struct company company;
  struct sender_conf sender;
  struct service_conf service;
  LIST(struct mailbox_conf) mailboxes;
};

// Reads and checks the file; everything lives in `a`. ERR_SETUP begins with file:line.
bool conf_read(struct arena *a, const char *path, struct conf *out, struct err *err);
bool conf_parse(struct arena *a, struct str path, struct str text, struct conf *out,
                struct err *err);

// The sample configuration with every key, its default and its meaning; the manual is the same
// table as mdoc for relance.conf(5).
struct str conf_sample(struct arena *a);
struct str conf_manual(struct arena *a);

const struct mailbox_conf *conf_mailbox(const struct conf *c, struct str name);
const char *mode_name(enum mode m);
