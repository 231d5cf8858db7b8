// einvoice_parts.h: what the readers of the two syntaxes share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/einvoice.h"

#include "xml.h"

struct einvoice_reader {
  struct arena *a;
  const xmlNode *root;
  struct einvoice *e;
  struct err *err;
};

// The sums of EN 16931, as written: total = net + tax, payable = total - prepaid + rounding.
// `free`: of a profile that does not bind the last of these: ZUGFeRD 1, MINIMUM.
struct einvoice_sums {
  struct money net, tax, total, prepaid, rounding, payable;
  bool has_net, has_tax, has_total, has_prepaid, has_rounding, has_payable, free;
  const xmlNode *at;
};

bool einvoice_refuse(struct einvoice_reader *r, const xmlNode *at, const char *what,
                     struct str text); // "line 12: DueDate "x" is …"; returns false
bool einvoice_text(struct einvoice_reader *r, const xmlNode *n, const char *path, struct str *out);
bool einvoice_kind(struct einvoice_reader *r, const xmlNode *type); // from BT-3
bool einvoice_currency(struct einvoice_reader *r, const xmlNode *n, const char *path, char out[4]);
bool einvoice_settle(struct einvoice_reader *r, struct einvoice_sums *s); // total, prepaid, payable
void einvoice_instalment(struct einvoice_reader *r, struct day due, struct money amount);

bool einvoice_cii(struct einvoice_reader *r);
bool einvoice_ubl(struct einvoice_reader *r);
