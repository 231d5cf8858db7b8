// signals.c: the closed lists that rule files may name; rules/README.md explains each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <stddef.h>

const char *const rules_signals[] = {
    // The contract's intents.
    "fraud_suspicion", "insolvency", "refusal", "dispute", "credit_note_request", "partial_payment",
    "paid", "installment_request", "promise_to_pay", "copy_request", "bank_details_request",
    "wrong_contact", "out_of_office", "question", "thanks",
    // What decides an intent together with its surroundings (rules/README.md, "Half signals").
    "paid.asked", "payment.date", "promise.date", "promise.condition", "question.any",
    "thanks.bare", "bank_details_change", "no_intent", "payment.ahead", "payment.doubted",
    // Bounces: what the server's own words mean.
    "bounce.hard", "bounce.soft", "bounce.full", "bounce.policy", "bounce.delay", "bounce.report",
    "bounce.data",
    // Mail that a machine wrote.
    "auto.reply", "auto.ticket", "auto.receipt", "auto.list",
    // Remittance advice.
    "advice.is", "advice.line", "advice.total", "advice.payer",
    // Notices of banks and payment providers.
    "notice.received", "notice.pending", "notice.returned", "notice.payout", "notice.fee",
    "notice.refund", "notice.line", "notice.debit",
    // Which invoices are meant without their numbers (evidence.h). How many "the two" are
    // and which month is meant stands at the end of the rule's name.
    "scope.all", "scope.all-but", "scope.all-but-last", "scope.last", "scope.first", "scope.other",
    "scope.count", "scope.month", "scope.until", "scope.balance", "scope.except", "scope.part",
    "scope.rest", "scope.ordinal", NULL};

// Signals whose day matters: a hit without a `date` of its own gets the nearest in its sentence.
const char *const rules_dated[] = {
    "paid",         "promise_to_pay",      "partial_payment", "payment.date",
    "promise.date", "installment_request", "out_of_office",   NULL};

const char *const rules_groups[] = {"date",  "amount",   "ref",        "recipient", "name",  "days",
                                    "iban",  "count",    "status",     "fee",       "gross", "net",
                                    "total", "currency", "substitute", "discount",  NULL};

// In the order of the bits of enum where; "all" is their sum.
const char *const rules_places[] = {"own",    "subject", "quoted", "attachment",
                                    "report", "headers", "all",    NULL};

const char *const rules_marks[] = {"attribution", "original",  "forwarded", "header",  "greeting",
                                   "forwards",    "delimiter", "mobile",    "closing", "contact",
                                   "banner",      "legal",     "ours",      NULL};
