// speech.c: catalogues, amounts and days of six languages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/speech.h"

#include <string.h>

enum { CATALOGUE_HEAD = 20, LANGUAGES_LIMIT = 20 };
static const uint32_t catalogue_magic = 0x950412de;

// The catalogues that msgfmt made of contrib/po, put into the program by the assembler (the
// Makefile says that this object depends on them).
#define CATALOGUE(lang)                                                                            \
  __asm__(".section .rodata\n.global web_mo_" #lang ", web_mo_end_" #lang "\nweb_mo_" #lang        \
          ":\n.incbin \"" RELANCE_PO "/" #lang ".mo\"\nweb_mo_end_" #lang                          \
          ":\n.byte 0\n.previous\n");                                                              \
  extern const char web_mo_##lang[], web_mo_end_##lang[]
CATALOGUE(fr);
CATALOGUE(de);
CATALOGUE(nl);
CATALOGUE(es);
CATALOGUE(it);

#define NO_BREAK "\u00a0"
#define THIN "\u202f"
static const struct {
  struct speech speech;
  const char *from, *to; // the catalogue
} languages[] = {
    {{"en", ",", ".", {0}, false, true, ' '}, NULL, NULL},
    {{"fr", THIN, ",", {0}, true, false, '/'}, web_mo_fr, web_mo_end_fr},
    {{"de", ".", ",", {0}, false, false, '.'}, web_mo_de, web_mo_end_de},
    {{"nl", ".", ",", {0}, false, true, '-'}, web_mo_nl, web_mo_end_nl},
    {{"es", ".", ",", {0}, false, false, '/'}, web_mo_es, web_mo_end_es},
    {{"it", ".", ",", {0}, false, false, '/'}, web_mo_it, web_mo_end_it},
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static const struct speech *speak(size_t i) {
  static struct speech known[LANGUAGES];
  known[i] = languages[i].speech;
  if (languages[i].from)
    known[i].catalogue =
        (struct str){languages[i].from, (size_t)(languages[i].to - languages[i].from)};
  return &known[i];
}

static const struct speech *by_name(struct str name) {
  for (size_t i = 0; i < LANGUAGES; i++)
    if (str_eq_ci(str_sub(name, 0, 2), str_of(languages[i].speech.language)) &&
        (name.n == 2 || name.p[2] == '-'))
      return speak(i);
  return NULL;
}

const struct speech *speech_of(struct str accept_language, struct str otherwise) {
  struct str range, name, weight;
  const struct speech *s = NULL;
  for (int i = 0; !s && i < LANGUAGES_LIMIT && str_field(&accept_language, ',', &range); i++) {
    str_cut(range, ';', &name, &weight);
    s = by_name(str_trim(name));
  }
  s = s ? s : by_name(otherwise);
  return s ? s : speak(0);
}

// ---------------------------------------------------------------- catalogues

// magic, revision, count, where the table of originals begins, where that of translations; a table
// entry is length and place. Originals are sorted; a plural follows its singular after a NUL.
struct catalogue {
  struct str bytes;
  bool swapped;
};

static bool word_at(const struct catalogue *c, size_t at, uint32_t *out) {
  uint32_t w;
  if (at > c->bytes.n || c->bytes.n - at < sizeof w)
    return false;
  memcpy(&w, c->bytes.p + at, sizeof w);
  *out = c->swapped ? __builtin_bswap32(w) : w;
  return true;
}

static bool text_at(const struct catalogue *c, size_t entry, struct str *out) {
  uint32_t n, at;
  if (!word_at(c, entry, &n) || !word_at(c, entry + 4, &at) || at > c->bytes.n ||
      n > c->bytes.n - at)
    return false;
  *out = str_sub(c->bytes, at, n);
  return true;
}

static struct str form_of(struct str forms, size_t form) {
  struct str one = S("");
  for (size_t i = 0; i <= form; i++)
    if (!str_field(&forms, '\0', &one))
      return S("");
  return one;
}

struct str catalogue_find(struct str mo, struct str words, size_t form) {
  struct catalogue c = {.bytes = mo};
  uint32_t magic, n, originals, translations;
  if (mo.n < CATALOGUE_HEAD || !word_at(&c, 0, &magic))
    return S("");
  c.swapped = magic != catalogue_magic;
  if ((c.swapped && __builtin_bswap32(magic) != catalogue_magic) || !word_at(&c, 8, &n) ||
      !word_at(&c, 12, &originals) || !word_at(&c, 16, &translations))
    return S("");
  for (size_t low = 0, high = n; low < high;) {
    size_t middle = low + (high - low) / 2;
    struct str original, translation;
    if (!text_at(&c, originals + 8 * middle, &original) ||
        !text_at(&c, translations + 8 * middle, &translation))
      return S("");
    int order = str_cmp(words, form_of(original, 0));
    if (order == 0)
      return form_of(translation, form);
    *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
  }
  return S("");
}

struct str speech_words(const struct speech *s, const char *words) {
  struct str found = catalogue_find(s->catalogue, str_of(words), 0);
  return found.n ? found : str_of(words);
}

struct str speech_count(const struct speech *s, const char *one, const char *many, size_t n) {
  bool single = n == 1 || (n == 0 && s->none_is_one);
  struct str found = catalogue_find(s->catalogue, str_of(one), single ? 0 : 1);
  return found.n ? found : str_of(single ? one : many);
}

// ---------------------------------------------------------------- amounts, days

static struct str symbol(struct arena *a, const char currency[4]) {
  static const struct {
    char code[4], sign[4];
  } signs[] = {{"EUR", "€"}, {"GBP", "£"}, {"USD", "$"}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (memcmp(signs[i].code, currency, 4) == 0)
      return str_of(signs[i].sign);
  return str_dup(a, str_of(currency));
}

struct str speech_money(struct arena *a, const struct speech *s, struct money m) {
  struct str whole, cents, sign = symbol(a, m.currency);
  struct buf b = buf_in(a);
  if (!m.currency[0])
    return S("");
  bool minus = m.minor < 0;
  str_cut(str_skip(money_plain(a, m), minus), '.', &whole, &cents);
  if (minus)
    buf_add(&b, S("−"));
  if (s->currency_first)
    buf_printf(&b, "%.*s%s", STR_ARG(sign), sign.n == 3 && sign.p[0] >= 'A' ? NO_BREAK : "");
  for (size_t i = 0; i < whole.n; i++)
    buf_printf(&b, "%s%c", i && (whole.n - i) % 3 == 0 ? s->thousands : "", whole.p[i]);
  if (cents.n)
    buf_printf(&b, "%s%.*s", s->decimal, STR_ARG(cents));
  if (!s->currency_first)
    buf_printf(&b, "%s%.*s", NO_BREAK, STR_ARG(sign));
  return buf_str(&b);
}

// In English the month in letters: 03/04 would mean two days.
struct str speech_day(struct arena *a, const struct speech *s, struct day d) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (!day_is(d))
    return S("");
  struct civil c = day_civil(d);
  if (s->day_sign == ' ')
    return str_printf(a, "%d %.3s %d", c.day, months + (size_t)3 * (size_t)(c.month - 1), c.year);
  return str_printf(a, "%02d%c%02d%c%d", c.day, s->day_sign, c.month, s->day_sign, c.year);
}
