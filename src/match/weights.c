// weights.c: the table of reasons: name, points, sentence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "weights.h"

static const struct {
  const char *name, *text;
} says[SAY_COUNT] = {
    [SAY_THREAD] = {"thread", "answers the reminder to {}"},
    [SAY_TOKEN] = {"token", "quotes the reference of our reminder to {}"},
    [SAY_ADDRESS] = {"address", "comes from a known address of {}"},
    [SAY_DOMAIN] = {"domain", "comes from the domain of {}"},
    [SAY_REPLY_TO] = {"reply-to", "answers go to a known address of {}"},
    [SAY_RECIPIENT] = {"recipient", "is about a mail to {}"},
    [SAY_PAYER] = {"payer", "names {} as the one who pays"},
    [SAY_PAYER_NEAR] = {"payer-near", "names someone like {} as the one who pays"},
    [SAY_PERSON] = {"person", "is signed with a name known at {}"},
    [SAY_IN_TEXT] = {"in-text", "names {} in the text"},
    [SAY_REFERENCE] = {"reference", "has the payment reference of {}"},
    [SAY_NUMBER] = {"number", "names invoice {}"},
    [SAY_NUMBER_SHORT] = {"number-short", "names invoice {} in a short form"},
    [SAY_NUMBER_LAST] = {"number-last", "has the last digits of invoice {}"},
    [SAY_SUBJECT_NUMBER] = {"subject-number", "the subject names invoice {}"},
    [SAY_QUOTED_NUMBER] = {"quoted-number", "the quoted mail names invoice {}"},
    [SAY_AMOUNT] = {"amount", "states exactly what is open on {}"},
    [SAY_IBAN] = {"iban", "comes from a bank account that has paid for {} before"},
    [SAY_LINES_ADD_UP] = {"lines-add-up", "the lines add up to the payment of {}"},
    [SAY_SET_ADDS_UP] = {"set-adds-up", "only these open items add up to {}"},
    [SAY_ONLY_ONE] = {"only-one", "only {} is open"},
    [SAY_REMINDED] = {"reminded", "answers the reminder for {}"},
    [SAY_ALL_OPEN] = {"all-open", "the amount is all that is open: {}"},
    [SAY_PART] = {"part", "pays a part of {}"},
    [SAY_NEAR_NUMBER] = {"near-number",
                         "a slip of the pen in the number; the amount is that of {}"},
    [SAY_CUT_NUMBER] = {"cut-number", "the number is cut off; only {} begins so"},
    [SAY_WITH_CREDIT] = {"with-credit", "takes off credit note {}"},
    [SAY_SCOPE] = {"scope", "says which ones without a number: {}"},
    [SAY_RANGE] = {"range", "a range of numbers; of this client it holds {}"},
    [SAY_TRUSTED] = {"trusted", "our mail server vouches for the sender {}"},
    [SAY_UNPROVEN] = {"unproven", "known address, but nothing proves that {} wrote it"},
    [SAY_FORGED] = {"forged", "our mail server says that {} did not send it"},
    [SAY_IMITATES] = {"imitates", "the sender's address only looks like that of {}"},
    [SAY_STRANGER] = {"stranger", "the sender {} is not known as this client"},
    [SAY_BANK] = {"bank", "a notice of {}"},
    [SAY_AGENT] = {"agent", "{} writes for the client and names him, number and amount"},
    [SAY_TWO_CLIENTS] = {"two-clients", "could as well be {}"},
    [SAY_NO_CLIENT] = {"no-client", "no client fits"},
    [SAY_TWO_SETS] = {"two-sets", "another set adds up as well: {}"},
    [SAY_NO_SET] = {"no-set", "no open items add up to {}"},
    [SAY_TOO_MUCH] = {"too-much", "more was paid than is open on {}"},
    [SAY_CONTRADICTION] = {"contradiction", "number and amount contradict each other: {}"},
    [SAY_SETTLED] = {"settled", "nothing is open on {}"},
    [SAY_OTHERS_NUMBER] = {"others-number", "the number written is that of another client: {}"},
    [SAY_UNKNOWN_LINE] = {"unknown-line", "a line that is not in the register: {}"},
    [SAY_WRONG_SUM] = {"wrong-sum", "the lines do not add up to {}"},
    [SAY_SHORT] = {"short", "{} is missing and belongs to no line"},
    [SAY_NETTING] = {"netting", "no money comes: it is set off against {}"},
    [SAY_UNREAD] = {"unread", "something could not be read: {}"},
};

const struct weights default_weights = {
    .points = {[SAY_THREAD] = 40,        [SAY_TOKEN] = 40,          [SAY_ADDRESS] = 35,
               [SAY_DOMAIN] = 25,        [SAY_REPLY_TO] = 15,       [SAY_RECIPIENT] = 40,
               [SAY_PAYER] = 25,         [SAY_PAYER_NEAR] = 15,     [SAY_PERSON] = 8,
               [SAY_IN_TEXT] = 15,       [SAY_REFERENCE] = 40,      [SAY_NUMBER] = 25,
               [SAY_NUMBER_SHORT] = 16,  [SAY_NUMBER_LAST] = 6,     [SAY_SUBJECT_NUMBER] = 12,
               [SAY_QUOTED_NUMBER] = 10, [SAY_AMOUNT] = 12,         [SAY_IBAN] = 25,
               [SAY_LINES_ADD_UP] = 20,  [SAY_SET_ADDS_UP] = 15,    [SAY_ONLY_ONE] = 12,
               [SAY_REMINDED] = 20,      [SAY_ALL_OPEN] = 20,       [SAY_PART] = 5,
               [SAY_NEAR_NUMBER] = 10,   [SAY_CUT_NUMBER] = 10,     [SAY_WITH_CREDIT] = 8,
               [SAY_SCOPE] = 15,         [SAY_RANGE] = 8,           [SAY_TRUSTED] = 10,
               [SAY_UNPROVEN] = -10,     [SAY_FORGED] = -60,        [SAY_IMITATES] = -60,
               [SAY_STRANGER] = -20,     [SAY_BANK] = 10,           [SAY_AGENT] = 5,
               [SAY_TWO_CLIENTS] = -30,  [SAY_NO_CLIENT] = -30,     [SAY_TWO_SETS] = -30,
               [SAY_NO_SET] = -20,       [SAY_TOO_MUCH] = -20,      [SAY_CONTRADICTION] = -30,
               [SAY_SETTLED] = -20,      [SAY_OTHERS_NUMBER] = -20, [SAY_UNKNOWN_LINE] = -15,
               [SAY_WRONG_SUM] = -25,    [SAY_SHORT] = -20,         [SAY_NETTING] = -20,
               [SAY_UNREAD] = -10},
    .least = 15,
    .certain = 20,
    .margin = 10,
};

const char *say_name(enum say s) {
  return says[s].name;
}

const char *say_text(enum say s) {
  return says[s].text;
}
