// mt940_86.c: the dialects of field 86, who paid and what for.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statement_parts.h"

#include <string.h>

enum { LINE_WIDTH = 65, PURPOSE_WIDTH = 27 };

static struct str join(struct arena *a, struct str text, bool spaced) {
  struct str line, out = S("");
  size_t last = LINE_WIDTH;
  while (str_line(&text, &line)) {
    if (spaced)
      text_add_line(a, &out, line, LINE_WIDTH, &last);
    else
      text_add(a, &out, line, 0);
  }
  return out;
}

// ---------------------------------------------------------------- SEPA keys: "EREF+", "SVWZ+"

static const char *const keys[] = {"EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT",
                                   "SVWZ", "ABWA", "ABWE", "PURP", "RREF", "IBAN", NULL};

// The key that begins at `at`, or empty.
static struct str key_at(struct str s, size_t at) {
  for (size_t i = 0; keys[i]; i++)
    if (str_starts(str_skip(s, at), str_of(keys[i])) && at + 4 < s.n && s.p[at + 4] == '+')
      return str_sub(s, at, 4);
  return S("");
}

static void use_key(struct str key, struct str value, struct movement *m) {
  value = str_trim(value);
  if (str_eq(key, S("EREF")))
    reference_set(&m->end_to_end, value);
  else if (str_eq(key, S("SVWZ")))
    m->text = value;
  else if (str_eq(key, S("IBAN")) && !m->payer_iban.n)
    m->payer_iban = value;
  else if (str_eq(key, S("ABWA")) && !m->payer.n)
    m->payer = value;
}

static void read_purpose(struct str purpose, struct movement *m) {
  struct str key = S("");
  size_t from = 0;
  for (size_t i = 0; i <= purpose.n; i++) {
    struct str next = i < purpose.n ? key_at(purpose, i) : S("end");
    if (next.n == 0)
      continue;
    struct str value = str_sub(purpose, from, i - from);
    if (key.n)
      use_key(key, value, m);
    else if (str_trim(value).n)
      m->text = str_trim(value);
    key = next;
    from = i + 5;
    i += 4;
  }
}

// ---------------------------------------------------------------- German: "166?00…?20…?32…"

static bool field_at(struct str s, size_t at, char mark, int *code) {
  return at + 3 <= s.n && s.p[at] == mark && digits_int(s, at + 1, 2, code);
}

// The character before the two digits; 0 when this is no such text.
static char mark_of(struct str s) {
  size_t i = 0;
  int code;
  while (i < 3 && i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
    i++;
  char mark = i < s.n ? s.p[i] : 0;
  bool usual = mark && strchr("?~<>|^@$&", mark);
  return (i == 3 || i == 0) && usual && field_at(s, i, mark, &code) ? mark : 0;
}

static void read_german(struct arena *a, struct str s, char mark, struct movement *m) {
  struct str purpose = S(""), name = S(""), title = S("");
  size_t from = 0, last = PURPOSE_WIDTH;
  int code = -1, next = 0;
  for (size_t i = 0; i <= s.n; i++) {
    if (i < s.n && !field_at(s, i, mark, &next))
      continue;
    struct str value = str_sub(s, from, i - from);
    if (code == 0)
      title = str_trim(value);
    else if ((code >= 20 && code <= 29) || (code >= 60 && code <= 63))
      text_add_line(a, &purpose, value, PURPOSE_WIDTH, &last);
    else if (code == 31)
      m->payer_iban = str_trim(value);
    else if (code == 32 || code == 33)
      text_add(a, &name, value, 0);
    code = next;
    from = i + 3;
    i += 2;
  }
  m->payer = str_trim(name);
  read_purpose(purpose, m);
  if (m->text.n == 0)
    m->text = title;
}

// ---------------------------------------------------------------- Dutch: "/TRTP/…/REMI/…"

static const char *const words[] = {"TRTP", "IBAN", "BIC",  "NAME", "REMI", "EREF", "CNTP",
                                    "ORDP", "BENM", "MARF", "CSID", "RTRN", "PREF", "TRCD",
                                    "PURP", "ULTC", "ULTD", "ISDT", "ULTB", "SVCL", "KREF",
                                    "INIT", "RREF", "ADDR", NULL};

// "/REMI/" at `at`: its word, or empty.
static struct str word_at(struct str s, size_t at) {
  struct str rest = str_skip(s, at);
  for (size_t i = 0; words[i]; i++) {
    size_t n = strlen(words[i]);
    if (rest.n > n + 1 && rest.p[0] == '/' && rest.p[n + 1] == '/' &&
        str_starts(str_skip(rest, 1), str_of(words[i])))
      return str_sub(rest, 1, n);
  }
  return S("");
}

// "USTD//text", "STRD/CUR/reference", or the text itself
static void use_remittance(struct str value, struct movement *m) {
  struct str kind, rest, issuer;
  bool parts = str_cut(value, '/', &kind, &rest);
  if (parts && str_eq(kind, S("USTD")))
    m->text = str_starts(rest, S("/")) ? str_skip(rest, 1) : rest;
  else if (parts && str_eq(kind, S("STRD"))) {
    str_cut(rest, '/', &issuer, &m->reference);
    m->text = m->reference;
  } else
    m->text = value;
}

static void use_counterparty(struct str value, struct movement *m) { // iban/bic/name/city
  struct str bic;
  if (str_field(&value, '/', &m->payer_iban) && str_field(&value, '/', &bic))
    str_field(&value, '/', &m->payer);
}

static void use_word(struct str word, struct str value, struct movement *m) {
  while (str_ends(value, S("/")))
    value.n--;
  value = str_trim(value);
  if (str_eq(word, S("REMI")))
    use_remittance(value, m);
  else if (str_eq(word, S("EREF")))
    reference_set(&m->end_to_end, value);
  else if (str_eq(word, S("NAME")) && !m->payer.n)
    m->payer = value;
  else if (str_eq(word, S("IBAN")))
    m->payer_iban = value;
  else if (str_eq(word, S("CNTP")))
    use_counterparty(value, m);
  else if (str_eq(word, S("RTRN")))
    m->return_reason = value;
}

static void read_slashes(struct str s, struct movement *m) {
  struct str word = S("");
  size_t from = 0;
  for (size_t i = 0; i <= s.n; i++) {
    struct str next = i < s.n ? word_at(s, i) : S("end");
    if (next.n == 0)
      continue;
    if (word.n)
      use_word(word, str_sub(s, from, i - from), m);
    word = next;
    from = i + next.n + 2;
    i += next.n; // its closing stroke may open the next word
  }
}

void mt940_information(struct arena *a, struct str text, struct movement *m) {
  struct str whole = join(a, text, false);
  char mark = mark_of(whole);
  struct str before = m->text;
  m->text = S("");
  if (mark)
    read_german(a, whole, mark, m);
  else if (word_at(whole, 0).n || str_find(whole, S("/REMI/"), NULL))
    read_slashes(whole, m);
  else
    read_purpose(join(a, text, true), m);
  if (m->text.n == 0)
    m->text = mark ? before : join(a, text, true);
}
