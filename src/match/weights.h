// weights.h: what each kind of evidence counts for, and the sentences of all reasons.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/match.h"

// Name, points in decibans, sentence. $ stands for what the caller names. The sentences are msgids
// of contrib/po. First what ties a
// message to a client, then what ties it to invoices, who may say so, and what makes us ask.
#define SAYS(X)                                                                                    \
  X(THREAD, "thread", 40, "answers the reminder to $")                                             \
  X(SUBJECT, "subject", 20, "has the subject of our reminder to $")                                \
  X(OTHER_CLIENT, "other-client", 5, "another client of ours writes: $")                           \
  X(TOKEN, "token", 40, "quotes the reference of our reminder to $")                               \
  X(ADDRESS, "address", 35, "comes from a known address of $")                                     \
  X(DOMAIN, "domain", 25, "comes from the domain of $")                                            \
  X(REPLY_TO, "reply-to", 15, "answers go to a known address of $")                                \
  X(RECIPIENT, "recipient", 40, "is about a mail to $")                                            \
  X(LEARNED, "learned", 25, "you have said so before of $")                                        \
  X(PAYER, "payer", 25, "names $ as the one who pays")                                             \
  X(PAYER_NEAR, "payer-near", 15, "names someone like $ as the one who pays")                      \
  X(PERSON, "person", 8, "is signed with a name known at $")                                       \
  X(IN_TEXT, "in-text", 15, "names $ in the text")                                                 \
  X(REFERENCE, "reference", 40, "has the payment reference of $")                                  \
  X(NUMBER, "number", 25, "names invoice $")                                                       \
  X(NUMBER_SHORT, "number-short", 16, "names invoice $ in a short form")                           \
  X(NUMBER_LAST, "number-last", 6, "has the last digits of invoice $")                             \
  X(SUBJECT_NUMBER, "subject-number", 12, "the subject names invoice $")                           \
  X(QUOTED_NUMBER, "quoted-number", 10, "the quoted mail names invoice $")                         \
  X(AMOUNT, "amount", 12, "states exactly what is open on $")                                      \
  X(IBAN, "iban", 25, "comes from a bank account that has paid for $ before")                      \
  X(LINES_ADD_UP, "lines-add-up", 20, "the lines add up to the payment of $")                      \
  X(SET_ADDS_UP, "set-adds-up", 15, "only these open items add up to $")                           \
  X(ONLY_ONE, "only-one", 12, "only $ is open")                                                    \
  X(REMINDED, "reminded", 20, "answers the reminder for $")                                        \
  X(ALL_OPEN, "all-open", 20, "the amount is all that is open: $")                                 \
  X(PART, "part", 5, "pays a part of $")                                                           \
  X(NEAR_NUMBER, "near-number", 10, "a slip of the pen in the number; the amount is that of $")    \
  X(CUT_NUMBER, "cut-number", 10, "the number is cut off; only $ begins so")                       \
  X(WITH_CREDIT, "with-credit", 8, "takes off credit note $")                                      \
  X(SCOPE, "scope", 15, "says which ones without a number: $")                                     \
  X(RANGE, "range", 8, "a range of numbers; of this client it holds $")                            \
  X(TRUSTED, "trusted", 10, "our mail server vouches for the sender $")                            \
  X(UNPROVEN, "unproven", -10, "known address, but nothing proves that $ wrote it")                \
  X(SENT_ON, "sent-on", -10, "one of us sends on what $ wrote")                                    \
  X(FORGED, "forged", -60, "our mail server says that $ did not send it")                          \
  X(IMITATES, "imitates", -60, "the sender's address only looks like that of $")                   \
  X(STRANGER, "stranger", -20, "the sender $ is not known as this client")                         \
  X(BANK, "bank", 10, "a notice of $")                                                             \
  X(AGENT, "agent", 5, "$ writes for the client and names him, number and amount")                 \
  X(TWO_CLIENTS, "two-clients", -30, "could as well be $")                                         \
  X(NO_CLIENT, "no-client", -30, "no client fits")                                                 \
  X(TWO_SETS, "two-sets", -30, "another set adds up as well: $")                                   \
  X(NO_SET, "no-set", -20, "no open items add up to $")                                            \
  X(TOO_MUCH, "too-much", -20, "more was paid than is open on $")                                  \
  X(CONTRADICTION, "contradiction", -30, "number and amount contradict each other: $")             \
  X(SETTLED, "settled", -20, "nothing is open on $")                                               \
  X(OTHERS_NUMBER, "others-number", -20, "the number written is that of another client: $")        \
  X(UNKNOWN_LINE, "unknown-line", -15, "a line that is not in the register: $")                    \
  X(WRONG_SUM, "wrong-sum", -25, "the lines do not add up to $")                                   \
  X(SHORT, "short", -20, "$ is missing and belongs to no line")                                    \
  X(NETTING, "netting", -20, "no money comes: it is set off against $")                            \
  X(UNREAD, "unread", -10, "something could not be read: $")                                       \
  X(UNSURE, "unsure", -15, "the words leave it open: $")                                           \
  X(MIXED, "mixed", -20, "is said to be paid and spoken of otherwise as well: $")                  \
  X(WHICH, "which", -12, "does not say which of these is meant: $")                                \
  X(ALSO_AMOUNT, "also-amount", -12, "also states what is open on $")                              \
  X(ALSO_NAMED, "also-named", -12, "also names $ and says nothing of it")                          \
  X(NET, "net", 10, "states what was taken off: $ was paid")                                       \
  X(NO_TOTAL, "no-total", -10, "no total confirms the lines for $")                                \
  X(BOTH, "both", -15, "one sentence says two things: $")                                          \
  X(FUTURE, "future", -15, "the day that it names is still to come: $")                            \
  X(CITED, "cited", -15, "somebody else's words: $")                                               \
  X(BARE_SUM, "bare-sum", -10, "a number without a currency may be the sum: $")                    \
  X(UNEXPLAINED, "unexplained", -15, "nothing explains the sum that it states: $")                 \
  X(CALLS_IT_PART, "calls-it-part", -15, "speaks of a part of $ without a sum")                    \
  X(CURRENCY, "currency", -20, "another currency: $")                                              \
  X(ASKED, "asked", -15, "asks rather than says: $")                                               \
  X(WEAK_NUMBER, "weak-number", -10, "nothing but its last digits names $")                        \
  X(NO_DAY, "no-day", -10, "promises without a day: $")                                            \
  X(FOREIGN, "foreign", -12, "also names a number that is not ours: $")                            \
  X(UNREAD_ANSWER, "unread-answer", -10, "something is answered about $ that nobody understood")   \
  X(UNREAD_AMOUNT, "unread-amount", -10, "states what is open on $ and nobody understood why")

#define SAY_ENUM(id, name, points, text) SAY_##id,
enum say { SAYS(SAY_ENUM) SAY_COUNT };

struct match_weights {
  int points[SAY_COUNT]; // decibans
  int least;             // a client with fewer points is not believed
  int certain;           // nothing is applied with fewer
  int margin;            // so far must the best client be ahead
};

extern const struct match_weights default_weights;
const char *say_name(enum say s); // "thread", as in rules/weights
const char *say_text(enum say s); // with $ where the caller's words go
