// file_kind.c: what a file is, by its first bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/formats.h"

#include "charset.h"
#include "xml.h"

#include <string.h>

enum { LOOK_AT = 64 << 10 }; // bytes

static bool is_invoice(struct str head, struct str root) {
  if (str_eq(root, S("CrossIndustryInvoice")) || str_eq(root, S("CrossIndustryDocument")))
    return true;
  return (str_eq(root, S("Invoice")) || str_eq(root, S("CreditNote"))) &&
         str_find(head, S("urn:oasis:names:specification:ubl:"), NULL);
}

// ISO 20022 files have the root Document and say in their name space which message they are.
static bool is_camt(struct str head, struct str root) {
  return str_eq(root, S("Document")) && str_find(head, S(":camt.05"), NULL);
}

static bool record(struct str line, size_t length, const char *codes) {
  return line.n == length && line.n > 0 && strchr(codes, line.p[0]);
}

// MT940 by its tags, CFONB and CODA by the length of their lines, QIF by its first line.
static bool is_plain_statement(struct str head) {
  struct str rest = head, line = S("");
  while (str_line(&rest, &line) && str_trim(line).n == 0)
    continue;
  if (str_find(head, S("\n:61:"), NULL) || str_find(head, S("\n:60F:"), NULL) ||
      str_find(head, S("\n:60M:"), NULL) || str_starts(line, S(":20:")) ||
      str_starts(line, S(":61:")))
    return true;
  if (record(line, 120, "0") && (str_starts(line, S("01")) || str_starts(line, S("04"))))
    return true;
  if (record(line, 128, "0") && str_starts(line, S("00000")))
    return true;
  return str_starts(line, S("!Type:")) || str_starts(line, S("!Account"));
}

static bool is_text(struct str head) {
  return head.n && !memchr(head.p, 0, head.n);
}

enum file_kind file_kind(struct str bytes) {
  struct str head = str_sub(bytes, 0, LOOK_AT);
  if (str_starts(head, S("%PDF")))
    return FILE_PDF;
  if (str_starts(head, S("\xFF\xFE")) || str_starts(head, S("\xFE\xFF")))
    return FILE_CSV; // UTF-16: only spreadsheets write it
  if (!is_text(head))
    return FILE_UNKNOWN;
  struct str root = xml_root_name(head);
  if (is_invoice(head, root))
    return FILE_INVOICE;
  if (is_camt(head, root) || str_find_ci(str_sub(head, 0, 4096), S("<OFX>"), NULL) ||
      is_plain_statement(head))
    return FILE_STATEMENT;
  return root.n ? FILE_UNKNOWN : FILE_CSV;
}

const char *file_kind_name(enum file_kind k) {
  static const char *const names[] = {
      [FILE_UNKNOWN] = "unknown",
      [FILE_CSV] = "CSV",
      [FILE_PDF] = "PDF",
      [FILE_INVOICE] = "invoice",
      [FILE_STATEMENT] = "statement",
  };
  return names[k];
}
