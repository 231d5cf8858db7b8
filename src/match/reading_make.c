// reading_make.c: the order in which a message's texts become a reading.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

#include <string.h>

static void copy_envelope(const struct reading_input *in, struct reading *out) {
  const struct message *m = in->message;
  out->file = in->file;
  out->message_id = m->message_id;
  out->subject = m->subject;
  out->ref = header_of(m, "X-Relance-Ref");
  out->language = in->language;
  out->in_reply_to = m->in_reply_to;
  out->references = m->references;
  out->sent_at = m->sent_at;
  out->sent = m->sent;
  out->from = m->from;
  out->reply_to = m->reply_to;
  out->return_path = m->return_path;
  out->to = m->to;
  out->cc = m->cc;
}

static void copy_parts(struct arena *a, const struct reading_input *in, struct reading *out) {
  for (size_t i = 0; i < in->texts.n; i++) {
    const struct read_text *t = &in->texts.v[i];
    bool own = t->role == TEXT_BODY || t->role == TEXT_FILE;
    if (t->role == TEXT_SUBJECT)
      continue;
    *(t->role == TEXT_FILE ? LIST_PUSH(a, &out->attachments) : LIST_PUSH(a, &out->parts)) =
        (struct read_part){t->part, t->filename, t->type, t->text, own};
  }
}

static void copy_trouble(struct arena *a, const struct message *m, struct reading *out) {
  for (size_t i = 0; i < m->trouble.n; i++)
    *LIST_PUSH(a, &out->trouble) = m->trouble.v[i];
}

// ---------------------------------------------------------------- how this writer writes

// What a country pays in, where that is not the euro (ISO 3166, ISO 4217).
static const char *currency_of(struct str country) {
  static const char table[][2][4] = {
      {"GB", "GBP"}, {"CH", "CHF"}, {"LI", "CHF"}, {"SE", "SEK"}, {"NO", "NOK"}, {"DK", "DKK"},
      {"PL", "PLN"}, {"CZ", "CZK"}, {"HU", "HUF"}, {"RO", "RON"}, {"US", "USD"}, {"CA", "CAD"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (str_eq_ci(country, str_of(table[i][0])))
      return table[i][1];
  return "EUR";
}

// Month before day: who writes English between Newfoundland and Hawaii, by the zone of Date.
static bool writes_month_first(const struct reading_input *in) {
  struct str date = header_of(in->message, "Date"), zone = S(""), word;
  while (str_word(&date, &word))
    if (word.n == 5 && (word.p[0] == '-' || word.p[0] == '+'))
      zone = word;
  return str_eq(in->language, S("en")) && zone.n && zone.p[0] == '-' &&
         str_cmp(zone, S("-0300")) >= 0;
}

static struct str own_words(struct arena *a, const struct reading_input *in) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < in->texts.n; i++) {
    const struct read_text *t = &in->texts.v[i];
    if (t->role != TEXT_BODY && t->role != TEXT_FORWARDED)
      continue;
    if (!t->spans.n)
      buf_add(&b, t->text);
    for (size_t k = 0; k < t->spans.n; k++)
      if (t->spans.v[k].kind == SPAN_OWN || t->spans.v[k].kind == SPAN_FORWARDED)
        buf_add(&b, str_sub(t->text, t->spans.v[k].offset, t->spans.v[k].length));
  }
  return buf_str(&b);
}

void reading_make(struct arena *a, const struct reading_input *in, const struct words *words,
                  struct reading *out) {
  struct str lang = in->language.n ? in->language : in->us->language;
  struct collecting c = {
      .a = a,
      .in = in,
      .out = out,
      .date_words = words_dates(words, lang),
      .english_dates = words_dates(words, S("en")),
      .money_words = words_money(words, lang),
      .reference_words = words_references(words, lang),
      .advice_words = words->advice,
      .date_from = {in->message->sent, writes_month_first(in), false},
      .amount_from = {currency_of(in->us->country), str_eq(lang, S("en"))},
  };
  memset(out, 0, sizeof *out);
  copy_envelope(in, out);
  collect_writer(&c);
  copy_parts(a, in, out);
  copy_trouble(a, in->message, out);
  out->fresh = own_words(a, in);
  out->currency = str_of(currency_of(in->us->country));
  collect_facts(&c);
  collect_intents(&c);
  collect_intents_of_files(&c);
  collect_auth(&c);
  collect_kind(&c);
}
