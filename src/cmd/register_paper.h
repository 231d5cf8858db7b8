// register_paper.h: an invoice that went out by mail, into the register: once.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/paper_client.h"

struct papers_done {
  struct strs words;  // what became of each paper, for the message's outcome
  struct strs doubts; // sentences for the owner, one question for all papers of the mail
  struct str client;  // of the last one that has one
  size_t waiting;
};

// Registers every invoice of the mail that leaves no doubt; the others wait for the owner's word,
// with one suggestion for all of them. Inside the caller's transaction. An invoice that is there
// already gains its thread, its file and its contacts, and nothing else.
bool register_papers(const struct acting *x, const struct conf *conf, const struct reading *r,
                     const struct papers *p, struct papers_done *done, struct err *err);

// Papers of this message wait for the owner's word.
bool papers_wait(const struct acting *x, bool *yes, struct err *err);
// The owner's word on those that wait. `client`: whose they are, empty: as proposed.
bool papers_accept(const struct acting *x, const struct conf *conf, const struct reading *r,
                   struct str client, struct err *err);
bool papers_refuse(const struct acting *x, struct err *err);
// Takes his word back: the papers wait again, and what his yes had brought into the register
// claims nothing any more. ERR_INPUT where his yes had changed an invoice that was there before.
bool papers_reopen(const struct acting *x, struct err *err);
