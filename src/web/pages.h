// pages.h: what the pages show, as values, and the pages as functions of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/arena.h"
#include "web/html.h"

enum { PAGE_ROWS = 25 };

enum page_name {
  PAGE_REVIEW,
  PAGE_TODAY,
  PAGE_NEXT,
  PAGE_WAITING,
  PAGE_DOUBT,
  PAGE_ASIDE,
  PAGE_TASKS,
  PAGE_BOARD,
  PAGE_HEALTH,
  PAGE_OTHER // client, invoice, letter: not in the menu
};

struct frame { // what surrounds every page
  const struct speech *speech;
  enum page_name here;
  struct str company, csrf, mode;
  struct str notice; // what has just happened, or empty
  bool trouble;      // the notice is bad news
  struct str undo;   // path that takes it back, or empty
  int64_t asked;     // open suggestions, for the menu
  int page;          // of a list, from 0
  bool more;         // there is a further page
};

// ---- Review

struct mark { // place in the text, in bytes
  size_t from, n;
};
struct quote {
  struct str title; // name of the file, or empty for the mail itself
  struct str text;
  LIST(struct mark) marks;
};
struct card_intent {
  struct str name; // as in the contract: "promise_to_pay"
  struct day day;
  struct money amount;
};
struct card_line {
  struct str invoice;
  struct money amount, open;
  struct day due;
};
struct card_reason {
  int points;
  struct str say, about; // English, with a $ for what it is about
};
struct card_effect { // a letter that will not leave
  int64_t letter, at;
  int step;
  struct day day;
};
enum sureness { UNSURE, LIKELY, SURE };
struct card {
  int64_t id, message;
  int version;
  enum sureness sureness;
  struct str kind, asks; // kind of the message as in the contract; asks: what the owner is asked
  struct str client, client_name, from, subject;
  struct day sent, resume;
  bool hold_client;
  LIST(struct card_intent) intents;
  LIST(struct card_line) lines;
  struct strs paused;
  LIST(struct quote) quotes;
  LIST(struct card_reason) reasons;
  LIST(struct card_effect) effects;
};
struct card_list {
  struct card *v;
  size_t n, cap;
};
struct review {
  struct card_list cards;
  struct card_list sure;  // all that one yes may take, as sentences only
  struct card_list taken; // that it has just taken, each with its undo
  bool some_left;         // others of them had changed in between
  struct strs told;                  // moves into folders that changed nothing, today
  int64_t messages, letters_waiting; // for the empty page
  int64_t seen_minutes;              // since the mailbox was looked at; -1 never
};
struct str page_review(struct arena *a, const struct frame *f, const struct review *r);

// ---- Lists

struct letter_row {
  int64_t id;
  struct str state, client, client_name, to, subject, why;
  struct strs invoices;
  int step;
  struct day day;
  int minute; // of that day
  bool needs_person;
  bool awaits_yes; // queued, and the mode now asks for a yes that nobody has given
};
struct letter_rows {
  struct letter_row *v;
  size_t n, cap;
};
struct str page_letters(struct arena *a, const struct frame *f, const struct letter_rows *rows);

struct letter_view {
  struct letter_row row;
  struct str text; // the letter as its reader sees it
};

struct story_event {
  struct day day;
  int minute;
  struct str what, client, invoice, say;
  int64_t message, letter;
  bool can_undo;
};
struct story_events {
  struct story_event *v;
  size_t n, cap;
};
struct str page_letter(struct arena *a, const struct frame *f, const struct letter_view *l,
                       const struct story_events *story);
struct str page_today(struct arena *a, const struct frame *f, const struct story_events *done);

struct wait_row {
  struct str client, client_name, invoice, why;
  struct day until;
};
struct wait_rows {
  struct wait_row *v;
  size_t n, cap;
};
struct str page_waiting(struct arena *a, const struct frame *f, const struct wait_rows *rows);

struct aside_row {
  int64_t id;
  struct day day;
  struct str words;
};
struct aside_rows {
  struct aside_row *v;
  size_t n, cap;
};
struct str page_aside(struct arena *a, const struct frame *f, const struct aside_rows *rows);

struct task_row {
  struct str name; // call, contact, review, credit, hand-over, plan, note
  struct str client, client_name, contact, phone, invoice, why;
  bool alert; // he pays later than he used to
  struct str script; // of a call: what to say, filled in; empty: in general
};
struct task_rows {
  struct task_row *v;
  size_t n, cap;
};
struct str page_tasks(struct arena *a, const struct frame *f, const struct task_rows *rows);

// ---- The whole story

struct invoice_row {
  struct str number;
  struct day issued, due;
  struct money total, open;
  struct day expected; // when its money is likely, or DAY_NONE
  bool credit;
};
struct board_client;
struct client_view {
  struct str id, name, contact, language, country, phone;
  struct strs emails;
  bool no_reminders, held; // held: by the owner
  LIST(struct invoice_row) invoices;
  struct wait_rows waits;
  struct story_events story;
  const struct board_client *habit; // how he pays, or NULL
  int64_t kept, promised;           // promises whose day has passed
  struct day next_run;              // his next day of paying, DAY_NONE: not known
  struct str policy;                // chosen by the owner, or empty
  struct strs policies;             // that he may choose
};
struct str page_client(struct arena *a, const struct frame *f, const struct client_view *c);
struct invoice_view {
  struct invoice_row row;
  struct str client, client_name;
  struct story_events story;
};
struct str page_invoice(struct arena *a, const struct frame *f, const struct invoice_view *i);

// ---- Health

struct health_mailbox {
  struct str name;
  int64_t seen_minutes; // -1: never
  bool fresh;
  struct str notice; // folders that are not read, and why; or empty
};
struct health {
  LIST(struct health_mailbox) mailboxes;
  int64_t clients, invoices, open_invoices, messages, waiting, set_aside, in_doubt, failed;
  struct day money; // of the newest payment that is known, DAY_NONE: none is
  struct day today;
  struct str clock; // what is wrong with it, or empty
};
struct str page_health(struct arena *a, const struct frame *f, const struct health *h);

// ---- Before and besides

struct str page_login(struct arena *a, const struct speech *s, struct str token, bool failed);
struct str page_says(struct arena *a, const struct frame *f, struct str title, struct str words);

// The style sheet, the script, the icon.
struct str asset_style(void);
struct str asset_script(void);
struct str asset_icon(void);
