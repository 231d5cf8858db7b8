// names.c: the contract's words for kinds, intents and evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/reading.h"

#define NAME_OF(table, i) ((unsigned)(i) < sizeof table / sizeof *table ? table[i] : NULL)

const char *kind_name(enum message_kind k) {
  static const char *const names[] = {
      [KIND_OTHER] = "other",           [KIND_REPLY] = "reply",
      [KIND_REMITTANCE] = "remittance", [KIND_BANK_NOTICE] = "bank_notice",
      [KIND_AUTO_REPLY] = "auto_reply", [KIND_BOUNCE] = "bounce",
  };
  return NAME_OF(names, k);
}

const char *intent_name(enum intent_kind k) {
  static const char *const names[INTENT_COUNT] = {
      [INTENT_FRAUD_SUSPICION] = "fraud_suspicion",
      [INTENT_INSOLVENCY] = "insolvency",
      [INTENT_REFUSAL] = "refusal",
      [INTENT_DISPUTE] = "dispute",
      [INTENT_CREDIT_NOTE_REQUEST] = "credit_note_request",
      [INTENT_PARTIAL_PAYMENT] = "partial_payment",
      [INTENT_PAID] = "paid",
      [INTENT_INSTALLMENT_REQUEST] = "installment_request",
      [INTENT_PROMISE_TO_PAY] = "promise_to_pay",
      [INTENT_COPY_REQUEST] = "copy_request",
      [INTENT_BANK_DETAILS_REQUEST] = "bank_details_request",
      [INTENT_WRONG_CONTACT] = "wrong_contact",
      [INTENT_OUT_OF_OFFICE] = "out_of_office",
      [INTENT_QUESTION] = "question",
      [INTENT_THANKS] = "thanks",
  };
  return NAME_OF(names, k);
}

const char *evidence_name(enum evidence_what w) {
  static const char *const names[EV_COUNT] = {
      [EV_AMOUNT] = "amount",       [EV_DATE] = "date", [EV_INVOICE] = "invoice",
      [EV_REFERENCE] = "reference", [EV_IBAN] = "iban", [EV_TOKEN] = "token",
      [EV_NAME] = "name",           [EV_LINE] = "line", [EV_TOTAL] = "total",
      [EV_SCOPE] = "scope",
  };
  return NAME_OF(names, w);
}
