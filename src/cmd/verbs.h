// verbs.h: the table entries of all verbs, one file each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

extern const struct verb verb_init, verb_check, verb_run, verb_watch, verb_work, verb_send,
    verb_import, verb_learn_invoice, verb_read, verb_match, verb_plan, verb_review, verb_why,
    verb_outbox, verb_learned, verb_hold, verb_resume, verb_letters, verb_call, verb_bundle,
    verb_instalments, verb_serve, verb_report, verb_status, verb_clock, verb_reader, verb_dump,
    verb_replay;
