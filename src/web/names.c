// names.c: the program's own words in the reader's language. xgettext reads this table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

static const struct {
  const char *word, *name;
} names[] = {
    // modes
    {"shadow", N_("nothing leaves (shadow)")},
    {"draft", N_("letters are put into Drafts")},
    {"approve", N_("each letter waits for your yes")},
    {"automatic", N_("letters leave by themselves")},
    // intents of a message
    {"fraud_suspicion", N_("suspects a fraud")},
    {"insolvency", N_("is insolvent")},
    {"refusal", N_("refuses to pay")},
    {"dispute", N_("disputes the invoice")},
    {"credit_note_request", N_("asks for a credit note")},
    {"partial_payment", N_("has paid a part")},
    {"paid", N_("says that it has paid")},
    {"installment_request", N_("asks for instalments")},
    {"promise_to_pay", N_("promises to pay")},
    {"copy_request", N_("asks for a copy of the invoice")},
    {"bank_details_request", N_("asks for the bank details")},
    {"wrong_contact", N_("is not the right contact")},
    {"out_of_office", N_("is out of office")},
    {"question", N_("asks a question")},
    {"thanks", N_("says thank you")},
    // kinds of message
    {"other", N_("message")},
    {"reply", N_("reply")},
    {"remittance", N_("payment advice")},
    {"bank_notice", N_("notice of money received")},
    {"auto_reply", N_("automatic reply")},
    {"bounce", N_("returned mail")},
    // states of a letter
    {"planned", N_("planned")},
    {"queued", N_("about to leave")},
    {"sending", N_("leaving now")},
    {"in_doubt", N_("in doubt")},
    {"ask_owner", N_("your answer is needed")},
    {"sent", N_("sent")},
    {"undelivered", N_("not delivered")},
    {"failed", N_("refused by the server")},
    {"withdrawn", N_("withdrawn")},
    // tasks
    {"task_call", N_("Call")},
    {"task_contact", N_("Find the right contact")},
    {"task_review", N_("Look at it yourself")},
    {"task_credit", N_("Settle the credit note")},
    {"task_hand-over", N_("Hand it over")},
    {"task_plan", N_("Look at the payment plan")},
    {"task_insolvency", N_("Declare the claim")},
    {"task_limitation", N_("Stop the limitation")},
    {"task_rates", N_("Enter the rate of interest")},
    {"task_due-date", N_("Enter the due date")},
    // what happened
    {"message", N_("message")},
    {"match", N_("read")},
    {"hold", N_("reminders wait")},
    {"hold_end", N_("reminders go on")},
    {"resume", N_("reminders go on")},
    {"withdraw", N_("letter withdrawn")},
    {"allocate", N_("money received")},
    {"allocation", N_("money received")},
    {"allocation_end", N_("money taken back")},
    {"undo", N_("undone")},
    {"ask", N_("asked you")},
    {"task", N_("to do")},
    {"answer", N_("answer")},
    {"note", N_("note")},
    {"folder", N_("a move into a folder changed nothing")},
    {"release", N_("released by you")},
    {"plan", N_("letter planned")},
    {"reminder", N_("reminder sent")},
    {"suggestion", N_("asked you")},
    {"suggestion_accepted", N_("you said yes")},
    {"suggestion_corrected", N_("you corrected it")},
    {"suggestion_rejected", N_("you said no")},
    {"suggestion_superseded", N_("asked anew")},
    {"call", N_("telephone call")},
    {"posted", N_("sent by registered post")},
    {"letter_planned", N_("letter planned")},
    {"letter_queued", N_("letter about to leave")},
    {"letter_sending", N_("letter leaving")},
    {"letter_in_doubt", N_("letter in doubt")},
    {"letter_ask_owner", N_("letter: your answer is needed")},
    {"letter_sent", N_("letter sent")},
    {"letter_undelivered", N_("letter not delivered")},
    {"letter_failed", N_("letter refused by the server")},
    {"letter_withdrawn", N_("letter withdrawn")},
};

struct str name_of(const struct html *h, struct str word) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (str_eq(word, str_of(names[i].word)))
      return say(h, names[i].name);
  return word;
}
