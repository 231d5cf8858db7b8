// spans.c: own words apart from quotes, forwards, signatures, disclaimers and our own letters.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three passes over the lines, each only refining what the one before it left as own:
//   quotes      "> " lines; what follows a separator; blocks of mail headers
//   ends        signature and disclaimer at the end of each run of own lines
//   ours        quoted runs in which our own letter is recognised
// What a line is, the rules' [mark] patterns say, on the line in plain letters (subject.c).
#include "ruleset.h"

enum {
  WRAP_LINES = 3,           // an attribution may be wrapped over so many
  HEADER_LINES_MIN = 3,     // so many header lines in a row are a quoted mail
  NAME_LINES_MAX = 14,      // of a name block
  NAME_LINE_MAX = 90,       // bytes of one of its lines
  SENTENCE_WORDS = 9,       // a line of so many words that ends like a sentence is no name
  FOLD_LINE_LIMIT = 1000,   // bytes of a line that marks are tried on
  PAGE_LINES_LIMIT = 20000, // the rest of a longer text is one line
  FORWARDS_LIMIT = 10,      // of a forward of a forward
};

struct line {
  size_t offset, length; // with its end
  struct str text;       // without, trimmed
  struct str plain;      // in plain letters
  bool quoted;           // begins with ">"
  enum span_kind kind;
};

struct page {
  const struct ruleset *rs;
  struct arena *a;
  LIST(struct line) lines;
  enum span_kind own; // what unquoted words are: forwarded below the head of a forward
  size_t own_from;
  int forwards;
  bool sent_on; // the writer passes on what another wrote to him
};

bool rules_line_is(const struct ruleset *rs, enum mark m, struct str folded) {
  if (!rs->mark[m])
    return false;
  pcre2_match_data *md = pcre2_match_data_create(1, NULL);
  bool yes = md && pattern_match(rs, rs->mark[m], folded, 0, md) == ANSWER_YES;
  pcre2_match_data_free(md);
  return yes;
}

static bool line_is(const struct page *p, size_t i, enum mark m) {
  return i < p->lines.n && p->lines.v[i].plain.n && rules_line_is(p->rs, m, p->lines.v[i].plain);
}

static bool is_blank(const struct page *p, size_t i) {
  return p->lines.v[i].plain.n == 0;
}

static void page_read(struct page *p, struct str text) {
  struct str rest = text, line;
  while (str_line(&rest, &line)) {
    if (p->lines.n + 1 == PAGE_LINES_LIMIT)
      rest = S("");
    size_t offset = (size_t)(line.p - text.p);
    struct str bare = str_trim(line);
    *LIST_PUSH(p->a, &p->lines) = (struct line){
        .offset = offset,
        .length = text.n - rest.n - offset,
        .text = bare,
        .plain = subject_of(p->a, str_sub(bare, 0, FOLD_LINE_LIMIT), false).text,
        .quoted = str_starts(bare, S(">")),
    };
  }
}

static void set(struct page *p, size_t from, size_t to, enum span_kind kind) {
  for (size_t i = from; i < to && i < p->lines.n; i++)
    p->lines.v[i].kind = kind;
}

static size_t skip_blank(const struct page *p, size_t i) {
  while (i < p->lines.n && is_blank(p, i))
    i++;
  return i;
}

// ---------------------------------------------------------------- quotes

// How many lines from i on are an attribution ("On ... wrote:"), 0 for none.
static size_t attribution_at(const struct page *p, size_t i) {
  struct buf joined = buf_in(p->a);
  for (size_t n = 0; n < WRAP_LINES && i + n < p->lines.n && !is_blank(p, i + n); n++) {
    struct str plain = p->lines.v[i + n].plain;
    if (p->lines.v[i + n].quoted)
      return 0;
    if (n)
      buf_c(&joined, ' ');
    buf_add(&joined, plain);
    if (joined.n > FOLD_LINE_LIMIT)
      return 0;
    if (rules_line_is(p->rs, MARK_ATTRIBUTION, buf_str(&joined)))
      return n + 1;
  }
  return 0;
}

// How many lines from i on are a block of mail headers; single blank or wrapped lines between them
// belong to it.
static size_t headers_at(const struct page *p, size_t i) {
  size_t headers = 0, end = i;
  for (size_t at = i, gap = 0; at < p->lines.n && gap < 2; at++) {
    if (line_is(p, at, MARK_HEADER)) {
      headers++;
      gap = 0;
      end = at + 1;
    } else if (headers == 0)
      return 0;
    else
      gap++;
  }
  return headers >= HEADER_LINES_MIN ? end - i : 0;
}

static bool quotes_by_sign(const struct page *p, size_t i) {
  i = skip_blank(p, i);
  return i < p->lines.n && p->lines.v[i].quoted;
}

// Whether somebody said nothing, or only "FYI", above line i: then what follows was sent on. A bare
// "Hello" and nothing else is an answer.
static bool sends_on(const struct page *p, size_t i) {
  size_t greetings = 0, others = 0;
  if (p->sent_on && !p->forwards)
    return true;
  for (size_t at = p->own_from; at < i; at++) {
    if (p->lines.v[at].kind != p->own || is_blank(p, at))
      continue;
    if (line_is(p, at, MARK_GREETING)) {
      greetings++;
      others += str_ends(p->lines.v[at].plain, S(","));
      continue;
    }
    others++;
    if (!line_is(p, at, MARK_FORWARDS) && !line_is(p, at, MARK_CLOSING) &&
        !line_is(p, at, MARK_MOBILE) && !line_is(p, at, MARK_BANNER))
      return line_is(p, at, MARK_DELIMITER);
  }
  return others || !greetings;
}

// A separator of `n` lines at i: decides over what follows; returns where to go on. What was sent
// on is read like a message of its own, whose own words are forwarded ones.
static size_t read_separated(struct page *p, size_t i, size_t n, bool forwarded) {
  set(p, i, i + n, SPAN_QUOTED);
  if (forwarded && p->forwards++ < FORWARDS_LIMIT) {
    set(p, i + n, p->lines.n, SPAN_FORWARDED);
    p->own = SPAN_FORWARDED;
    p->own_from = i + n;
    return i + n;
  }
  if (quotes_by_sign(p, i + n))
    return i + n;
  set(p, i + n, p->lines.n, SPAN_QUOTED);
  return p->lines.n;
}

// "-----Original Message-----" or a rule of underscores, with the headers that may follow it.
static size_t read_original(struct page *p, size_t i, bool forwarded) {
  size_t body = skip_blank(p, i + 1), n = body < p->lines.n ? headers_at(p, body) : 0;
  return read_separated(p, i, n ? body + n - i : 1, forwarded);
}

static size_t read_line(struct page *p, size_t i) {
  size_t n;
  if (p->lines.v[i].quoted)
    p->lines.v[i].kind = SPAN_QUOTED;
  if (p->lines.v[i].quoted || is_blank(p, i))
    return i + 1;
  if (line_is(p, i, MARK_FORWARDED))
    return read_original(p, i, true);
  if (line_is(p, i, MARK_ORIGINAL))
    return read_original(p, i, sends_on(p, i));
  if ((n = headers_at(p, i)) > 0)
    return read_separated(p, i, n, sends_on(p, i));
  if ((n = attribution_at(p, i)) > 0)
    return read_separated(p, i, n, false);
  return i + 1;
}

static void read_quotes(struct page *p) {
  for (size_t i = 0; i < p->lines.n;)
    i = read_line(p, i);
}

// Blank lines between two quoted lines are quoted as well.
static void close_gaps(struct page *p) {
  for (size_t i = 1; i < p->lines.n; i++) {
    if (!is_blank(p, i) || p->lines.v[i - 1].kind != SPAN_QUOTED)
      continue;
    size_t next = skip_blank(p, i);
    if (next == p->lines.n || p->lines.v[next].kind == SPAN_QUOTED)
      set(p, i, next, SPAN_QUOTED);
  }
}

// ---------------------------------------------------------------- ends

static bool is_sentence(struct str s) {
  size_t words = 0;
  struct str rest = s, word;
  while (str_word(&rest, &word))
    words++;
  return words >= SENTENCE_WORDS ||
         (words >= 4 && (str_ends(s, S(".")) || str_ends(s, S("?")) || str_ends(s, S("!"))));
}

static bool is_name_line(const struct page *p, size_t i) {
  const struct line *l = &p->lines.v[i];
  return l->plain.n == 0 || line_is(p, i, MARK_CONTACT) ||
         (l->text.n <= NAME_LINE_MAX && !is_sentence(l->plain) && !str_starts(l->plain, S("ps ")) &&
          !str_starts(l->plain, S("ps:")) && !str_starts(l->plain, S("p.s")) &&
          !str_starts(l->plain, S("nb ")) && !str_starts(l->plain, S("nb:")));
}

// The name block under a closing formula: up to the first line that is none.
static size_t name_block(const struct page *p, size_t from, size_t to) {
  size_t i = from;
  while (i < to && i - from < NAME_LINES_MAX && is_name_line(p, i))
    i++;
  return i;
}

// The last paragraph of a run, where it holds a line such as "Tel.: ..." and only names.
static void read_contact_block(struct page *p, size_t from, size_t to) {
  size_t end = to, start, contacts = 0;
  while (end > from && is_blank(p, end - 1))
    end--;
  for (start = end; start > from && !is_blank(p, start - 1); start--)
    contacts += line_is(p, start - 1, MARK_CONTACT);
  if (contacts && start > from && end - start <= NAME_LINES_MAX && name_block(p, start, end) == end)
    set(p, start, end, SPAN_SIGNATURE);
}

static void read_signature(struct page *p, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (is_blank(p, i))
      continue;
    // A telephone puts its line at the end of what was typed: what follows is not the writer's.
    if (line_is(p, i, MARK_DELIMITER) || line_is(p, i, MARK_MOBILE)) {
      set(p, i, to, SPAN_SIGNATURE);
      return;
    }
    if (line_is(p, i, MARK_CLOSING))
      set(p, i + 1, name_block(p, i + 1, to), SPAN_SIGNATURE);
  }
  if (p->lines.v[to - 1].kind != SPAN_SIGNATURE)
    read_contact_block(p, from, to);
}

static struct str paragraph(const struct page *p, size_t from, size_t to) {
  struct buf all = buf_in(p->a);
  for (size_t i = from; i < to; i++) {
    buf_add(&all, p->lines.v[i].plain);
    buf_c(&all, ' ');
  }
  return str_sub(buf_str(&all), 0, RULES_SUBJECT_LIMIT);
}

static void read_disclaimers(struct page *p, size_t from, size_t to) {
  for (size_t i = skip_blank(p, from), end; i < to; i = skip_blank(p, end)) {
    end = i;
    while (end < to && !is_blank(p, end))
      end++;
    struct str words = paragraph(p, i, end);
    if (rules_line_is(p->rs, MARK_LEGAL, words)) {
      set(p, i, to, SPAN_DISCLAIMER);
      return;
    }
    if (rules_line_is(p->rs, MARK_BANNER, words))
      set(p, i, end, SPAN_DISCLAIMER);
  }
}

typedef void read_run(struct page *p, size_t from, size_t to);

static void each_run(struct page *p, enum span_kind kind, read_run *f) {
  for (size_t i = 0, end; i < p->lines.n; i = end) {
    end = i + 1;
    while (end < p->lines.n && p->lines.v[end].kind == p->lines.v[i].kind)
      end++;
    if (p->lines.v[i].kind == kind)
      f(p, i, end);
  }
}

// ---------------------------------------------------------------- ours

static void read_ours(struct page *p, size_t from, size_t to) {
  if (rules_line_is(p->rs, MARK_OURS, paragraph(p, from, to)))
    set(p, from, to, SPAN_OURS);
}

// ---------------------------------------------------------------- all

static void put_spans(const struct page *p, struct spans *out) {
  for (size_t i = 0; i < p->lines.n; i++) {
    const struct line *l = &p->lines.v[i];
    if (i == 0 || l->kind != p->lines.v[i - 1].kind)
      *LIST_PUSH(p->a, out) = (struct span){l->kind, l->offset, 0};
    out->v[out->n - 1].length += l->length;
  }
}

static void spans_of(const struct ruleset *rs, struct arena *a, struct str text, bool sent_on,
                     struct spans *out) {
  struct page p = {.rs = rs, .a = a, .sent_on = sent_on};
  page_read(&p, text);
  read_quotes(&p);
  close_gaps(&p);
  each_run(&p, SPAN_OWN, read_disclaimers);
  each_run(&p, SPAN_OWN, read_signature);
  each_run(&p, SPAN_FORWARDED, read_disclaimers);
  each_run(&p, SPAN_FORWARDED, read_signature);
  each_run(&p, SPAN_QUOTED, read_ours);
  each_run(&p, SPAN_FORWARDED, read_ours);
  put_spans(&p, out);
}

void rules_spans(const struct ruleset *rs, struct arena *a, struct str text, struct spans *out) {
  spans_of(rs, a, text, false, out);
}

void rules_spans_sent_on(const struct ruleset *rs, struct arena *a, struct str text,
                         struct spans *out) {
  spans_of(rs, a, text, true, out);
}
