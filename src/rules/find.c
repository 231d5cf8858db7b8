// find.c: text to hits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <string.h>

enum { MATCHES_PER_RULE = 20 }; // in one sentence or piece of text

struct search {
  const struct ruleset *rs;
  struct arena *a;
  pcre2_match_data *md;
  struct subject subject;
  struct print print; // of subject
  struct candidates candidates;
  struct str source, part;
  size_t base; // where source begins in the text that was given
  int sentence;
  bool own;
  struct hits *out;
};

static void set_source(struct search *s, struct str source, bool lines) {
  s->source = source;
  s->subject = subject_of(s->a, source, lines);
  print_of(s->subject.text, &s->print);
}

static void add_capture(struct search *s, struct hit *h, struct str name, size_t from, size_t to) {
  struct sentence p = subject_source(&s->subject, from, to);
  *LIST_PUSH(s->a, &h->captures) = (struct capture){
      str_dup(s->a, name), str_sub(s->source, p.offset, p.length), s->base + p.offset};
}

// Table entries are a two-byte group number and the name (pcre2api, pcre2_pattern_info).
static void add_captures(struct search *s, struct hit *h, const pcre2_code *code) {
  uint32_t count, size;
  PCRE2_SPTR table;
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->md);
  pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
  pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
  for (uint32_t i = 0; i < count; i++, table += size) {
    size_t group = (size_t)table[0] << 8 | table[1];
    if (at[2 * group] != PCRE2_UNSET && at[2 * group] < at[2 * group + 1])
      add_capture(s, h, str_of((const char *)table + 2), at[2 * group], at[2 * group + 1]);
  }
}

// A comma within a number is none.
static bool is_boundary(struct str s, size_t i) {
  char next = i + 1 < s.n ? s.p[i + 1] : ' ';
  return (s.p[i] == ',' || s.p[i] == ';' || s.p[i] == ':' || s.p[i] == '(' || s.p[i] == '-') &&
         (next == ' ' || s.p[i] == '(') && (s.p[i] != '-' || (i && s.p[i - 1] == ' '));
}

// The clause around [from, to): from one comma, semicolon, colon or dash to the next.
static struct str clause_of(struct str s, size_t from, size_t to) {
  while (from > 0 && !is_boundary(s, from - 1))
    from--;
  while (to < s.n && !is_boundary(s, to))
    to++;
  return str_sub(s, from, to - from);
}

static bool stopped(struct search *s, const pcre2_code *code, struct str in) {
  if (!code)
    return false;
  enum answer a = pattern_match(s->rs, code, in, 0, s->md);
  s->out->limited |= a == ANSWER_UNKNOWN;
  return a != ANSWER_NO;
}

static bool has_date(const struct hit *h) {
  for (size_t i = 0; i < h->captures.n; i++)
    if (str_eq(h->captures.v[i].name, S("date")))
      return true;
  return false;
}

// The first date expression at or after `from` in the sentence, else the first one in it.
static void add_date(struct search *s, const struct rule *r, struct hit *h, size_t from) {
  int i = r->languages & RULES_ANY_LANGUAGE ? -1 : __builtin_ctz(r->languages);
  const pcre2_code *when = i < 0 ? NULL : s->rs->languages[i].when;
  if (when && (pattern_match(s->rs, when, s->subject.text, from, s->md) == ANSWER_YES ||
               pattern_match(s->rs, when, s->subject.text, 0, s->md) == ANSWER_YES))
    add_captures(s, h, when);
}

static void add_hit(struct search *s, const struct rule *r, size_t from, size_t to) {
  struct sentence p = subject_source(&s->subject, from, to);
  struct hit *h = LIST_PUSH(s->a, s->out);
  *h = (struct hit){.rule = r->name,
                    .signal = r->signal,
                    .say = r->say,
                    .lang = r->lang,
                    .text = str_sub(s->source, p.offset, p.length),
                    .place = {s->part, s->base + p.offset, p.length},
                    .own = s->own,
                    .sentence = s->sentence};
  add_captures(s, h, r->pattern);
  if (r->wants_date && s->sentence >= 0 && !has_date(h))
    add_date(s, r, h, from);
}

// The next match from *from on, which becomes where it was looked for. A rule whose heads are known
// is tried only where one of them stands.
static enum answer next_match(struct search *s, const struct rule *r, size_t *from) {
  struct str text = s->subject.text;
  if (!r->needles.heads.n)
    return pattern_match(s->rs, r->pattern, text, *from, s->md);
  const struct candidates *c = &s->candidates;
  for (uint32_t i = c->first[r - s->rs->rules.v]; i; i = c->v[i - 1].next) {
    if (c->v[i - 1].at < *from)
      continue;
    enum answer a = pattern_match(s->rs, r->pattern, text, c->v[i - 1].at, s->md);
    if (a == ANSWER_NO)
      continue;
    *from = c->v[i - 1].at;
    return a;
  }
  return ANSWER_NO;
}

static void run_rule(struct search *s, const struct rule *r) {
  struct str text = s->subject.text;
  size_t from = 0;
  if (!needles_in(&r->needles, &s->print))
    return;
  for (int n = 0; n < MATCHES_PER_RULE && from <= text.n; n++) {
    enum answer a = next_match(s, r, &from);
    s->out->limited |= a == ANSWER_UNKNOWN;
    if (a != ANSWER_YES)
      return;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->md);
    size_t start = at[0], end = at[1];
    if (s->out->n >= RULES_HITS_LIMIT) {
      s->out->limited = true;
      return;
    }
    if (end > start && !(r->near && stopped(s, r->near, clause_of(text, start, end)))) {
      if (n == 0 && stopped(s, r->unless, text))
        return;
      if (r->near || n == 0 || r->unless) // the guards have used the match data
        pattern_match(s->rs, r->pattern, text, from, s->md);
      add_hit(s, r, start, end);
    }
    from = end > start ? end : end + 1;
    while (from < text.n && ((unsigned char)text.p[from] & 0xC0) == 0x80)
      from++;
  }
}

static void find_starts(struct search *s, unsigned languages) {
  candidates_clear(&s->candidates);
  if (languages & RULES_ANY_LANGUAGE)
    starts_find(&s->rs->starts, s->a, s->subject.text, &s->candidates);
  for (size_t i = 0; i < s->rs->n_languages; i++)
    if (languages & 1u << i)
      starts_find(&s->rs->languages[i].starts, s->a, s->subject.text, &s->candidates);
}

static bool may_match(const struct search *s, size_t rule) {
  return !s->rs->rules.v[rule].needles.heads.n || s->candidates.first[rule];
}

static void run_rules(struct search *s, unsigned in, unsigned languages) {
  find_starts(s, languages);
  for (size_t i = 0; i < s->rs->rules.n; i++) {
    const struct rule *r = &s->rs->rules.v[i];
    if ((r->in & in) && (r->languages & languages) && may_match(s, i))
      run_rule(s, r);
  }
}

static unsigned place_bit(struct str where) {
  for (unsigned i = 0; rules_places[i]; i++)
    if (str_eq(where, str_of(rules_places[i])))
      return 1u << i > IN_ALL ? IN_ALL : 1u << i;
  return 0;
}

static void find_own(struct search *s, struct str text, const struct sentences *sentences) {
  struct buf own = buf_in(s->a);
  for (size_t i = 0; i < sentences->n; i++) {
    buf_add(&own, str_sub(text, sentences->v[i].offset, sentences->v[i].length));
    buf_c(&own, '\n');
  }
  int best;
  unsigned languages = rules_languages_of(s->rs, s->a, buf_str(&own), &best);
  size_t first = s->out->n;
  for (size_t i = 0; i < sentences->n; i++) {
    struct sentence here = sentences->v[i];
    s->base = here.offset;
    set_source(s, str_sub(text, here.offset, here.length), false);
    s->sentence = (int)i;
    run_rules(s, IN_OWN, languages);
  }
  if (best >= 0)
    sounds_weigh(s->rs, s->a, &s->rs->languages[best], text, s->part, sentences, first, s->out);
}

// Whole texts are searched in pieces that end with a line.
static void find_whole(struct search *s, struct str text, unsigned in) {
  unsigned languages = rules_languages_of(s->rs, s->a, str_sub(text, 0, RULES_SUBJECT_LIMIT), NULL);
  for (size_t from = 0; from < text.n;) {
    size_t n = text.n - from;
    if (n > RULES_SUBJECT_LIMIT) {
      n = RULES_SUBJECT_LIMIT;
      while (n > RULES_SUBJECT_LIMIT / 2 && text.p[from + n - 1] != '\n')
        n--;
      while (n > 1 && ((unsigned char)text.p[from + n] & 0xC0) == 0x80)
        n--;
    }
    s->base = from;
    set_source(s, str_sub(text, from, n), true);
    run_rules(s, in, languages);
    from += n;
  }
}

static void find_quoted(struct search *s, struct str text, const struct spans *spans) {
  struct search whole = *s;
  for (size_t i = 0; i < spans->n; i++) {
    if (spans->v[i].kind != SPAN_QUOTED)
      continue;
    size_t first = s->out->n;
    find_whole(&whole, str_sub(text, spans->v[i].offset, spans->v[i].length), IN_QUOTED);
    for (size_t h = first; h < s->out->n; h++) {
      s->out->v[h].place.offset += spans->v[i].offset;
      for (size_t c = 0; c < s->out->v[h].captures.n; c++)
        s->out->v[h].captures.v[c].offset += spans->v[i].offset;
    }
  }
}

void rules_find(const struct ruleset *rs, struct arena *a, struct str text, struct str part,
                struct str where, const struct spans *spans, const struct sentences *sentences,
                struct hits *out) {
  unsigned in = place_bit(where);
  struct spans all = {0};
  struct sentences found = {0};
  struct search s = {.rs = rs,
                     .a = a,
                     .part = part,
                     .sentence = -1,
                     .out = out,
                     .own = in == IN_OWN,
                     .candidates = candidates_new(a, rs),
                     .md = pcre2_match_data_create(RULES_GROUPS_LIMIT, NULL)};
  if (!s.md) {
    out->limited = true;
    return;
  }
  if (in == IN_OWN && !sentences) {
    *LIST_PUSH(a, &all) = (struct span){SPAN_OWN, 0, text.n};
    rules_sentences(rs, a, text, spans ? spans : &all, &found);
    sentences = &found;
  }
  if (in == IN_OWN)
    find_own(&s, text, sentences);
  else if (in == IN_QUOTED && spans)
    find_quoted(&s, text, spans);
  else
    find_whole(&s, text, in);
  pcre2_match_data_free(s.md);
}

bool rules_speaks(const struct ruleset *rs, struct arena *a, const struct rule *rule,
                  struct str text) {
  struct hits hits = {0};
  struct search s = {.rs = rs,
                     .a = a,
                     .sentence = -1,
                     .out = &hits,
                     .source = text,
                     .candidates = candidates_new(a, rs),
                     .md = pcre2_match_data_create(RULES_GROUPS_LIMIT, NULL)};
  if (!s.md)
    return false;
  struct sentences one = {0};
  struct spans all = {0};
  *LIST_PUSH(a, &all) = (struct span){SPAN_OWN, 0, text.n};
  if (rule->in & IN_OWN)
    rules_sentences(rs, a, text, &all, &one);
  else
    *LIST_PUSH(a, &one) = (struct sentence){0, text.n};
  for (size_t i = 0; i < one.n; i++) {
    set_source(&s, str_sub(text, one.v[i].offset, one.v[i].length), !(rule->in & IN_OWN));
    find_starts(&s, rule->languages);
    run_rule(&s, rule);
  }
  pcre2_match_data_free(s.md);
  return hits.n > 0;
}
