// role_reader.c: the child in which everything that strangers wrote is taken apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/papers.h"
#include "cmd/reader.h"
#include "cmd/verbs.h"
#include "host/sandbox.h"
#include "relance/evidence.h"
#include "relance/mail.h"

#include <string.h>

struct room { // of one message
  struct arena *a;
  const struct knowledge *know;
  const struct company *us;
  bool server;  // a mail server wrote it
  bool sent_on; // one of us sends it on to us
};

static const struct {
  enum part_role part;
  enum text_role text;
  const char *where; // as rules name it in `in`
} roles[] = {
    {PART_BODY, TEXT_BODY, "own"},           {PART_FILE, TEXT_FILE, "attachment"},
    {PART_REPORT, TEXT_REPORT, "report"},    {PART_RETURNED, TEXT_RETURNED, "report"},
    {PART_FORWARDED, TEXT_FORWARDED, "own"},
};

// How many bytes from `from` on belong together in what a server says: in a report a field with its
// folded lines, else a paragraph.
static size_t saying(struct str text, size_t from, enum text_role role) {
  size_t to = from + 1;
  for (; to < text.n; to++) {
    bool line = text.p[to - 1] == '\n', folded = text.p[to] == ' ' || text.p[to] == '\t';
    if (line && (role == TEXT_REPORT ? !folded : text.p[to] == '\n'))
      break;
  }
  return to - from;
}

// What it says elsewhere is no answer to what it says here, so each piece is looked at alone.
static void look_at_server(const struct room *r, struct read_text *t, struct str text) {
  for (size_t from = 0, n; from < text.n; from += n) {
    size_t first = t->hits.n;
    n = saying(text, from, t->role);
    rules_find(r->know->rules, r->a, str_sub(text, from, n), t->part, S("report"), NULL, NULL,
               &t->hits);
    for (size_t h = first; h < t->hits.n; h++) {
      t->hits.v[h].place.offset += from;
      for (size_t c = 0; c < t->hits.v[h].captures.n; c++)
        t->hits.v[h].captures.v[c].offset += from;
    }
  }
}

// A body up to the header of the mail that it gives back.
static struct str before_copy(struct str text) {
  static const char *const begins[] = {
      "Received: ", "Return-Path: ", "Message-ID: ", "DKIM-Signature: ", "MIME-Version: "};
  struct str rest = text, line;
  while (str_line(&rest, &line))
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
      if (str_starts_ci(str_trim(line), str_of(begins[i])))
        return str_sub(text, 0, (size_t)(line.p - text.p));
  return text;
}

static void look(const struct room *r, struct read_text *t, const char *where) {
  const struct ruleset *rules = r->know->rules;
  bool prose = t->role == TEXT_BODY || t->role == TEXT_FORWARDED;
  bool server = t->role == TEXT_REPORT || (t->role == TEXT_BODY && r->server);
  struct str text = server ? before_copy(t->text) : t->text;
  if (server)
    look_at_server(r, t, text);
  if (t->role == TEXT_REPORT)
    return;
  if (prose)
    (r->sent_on ? rules_spans_sent_on : rules_spans)(rules, r->a, text, &t->spans);
  rules_sentences(rules, r->a, text, &t->spans, &t->sentences);
  rules_find(rules, r->a, text, t->part, str_of(where), &t->spans, &t->sentences, &t->hits);
}

static void add_part(const struct room *r, const struct part *p, struct reading_input *in) {
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
    if (roles[i].part != p->role)
      continue;
    struct read_text *t = LIST_PUSH(r->a, &in->texts);
    *t = (struct read_text){.part = p->id,
                            .filename = p->filename,
                            .type = p->type,
                            .role = roles[i].text,
                            .text = p->text};
    look(r, t, roles[i].where);
  }
}

static void add_subject(const struct room *r, const struct message *m, struct reading_input *in) {
  struct read_text *t = LIST_PUSH(r->a, &in->texts);
  *t = (struct read_text){.part = S("subject"), .role = TEXT_SUBJECT, .text = m->subject};
  look(r, t, "subject");
}

static struct str own_words(const struct room *r, const struct reading_input *in) {
  struct buf b = buf_in(r->a);
  for (size_t i = 0; i < in->texts.n; i++) {
    const struct read_text *t = &in->texts.v[i];
    for (size_t j = 0; j < t->spans.n; j++)
      if (t->spans.v[j].kind == SPAN_OWN || t->spans.v[j].kind == SPAN_FORWARDED)
        buf_add(&b, str_sub(t->text, t->spans.v[j].offset, t->spans.v[j].length));
  }
  return buf_str(&b);
}

static bool read_message(struct room *r, struct str name, struct str raw, struct str *json,
                         struct err *err) {
  struct message m;
  struct reading reading;
  if (!message_read(r->a, raw, &m, err))
    return false;
  r->server = message_from_server(&m);
  r->sent_on = message_sent_on(&m, r->us);
  struct reading_input in = {.file = name, .message = &m, .us = r->us, .from_server = r->server};
  add_subject(r, &m, &in);
  for (size_t i = 0; i < m.parts.n; i++)
    add_part(r, &m.parts.v[i], &in);
  in.language = rules_language(r->know->rules, own_words(r, &in), S(""));
  struct report report;
  in.report = message_report(r->a, &m, &report) ? &report : NULL;
  in.auto_mark = message_auto(r->a, &m, &in.auto_words);
  in.auth = message_auth(&m, r->us->authserv_id);
  reading_make(r->a, &in, r->know->words, &reading);
  *json = reading_json(r->a, &reading);
  return true;
}

static struct str reading_of(struct room *r, struct str question) {
  struct str name, raw, json;
  struct err err;
  str_cut(question, '\n', &name, &raw);
  if (str_starts(name, READER_MAIL))
    return papers_answer(r->a, r->know, PAPERS_OF_MAIL, raw);
  if (str_starts(name, READER_FILE))
    return papers_answer(r->a, r->know, PAPERS_OF_FILE, raw);
  if (!read_message(r, str_skip(name, READER_MESSAGE.n), raw, &json, &err))
    return str_printf(r->a, "!%s", err.text);
  return json;
}

static struct str answer_to(struct room *r, struct str question) {
  struct str answer;
  jmp_buf full;
  r->a->full = &full;
  if (setjmp(full))
    answer = S("!it holds more than relance reads of one message");
  else
    answer = reading_of(r, question);
  r->a->full = NULL;
  return answer;
}

static int run(struct app *app, const struct args *args) {
  (void)args;
  struct err err;
  struct arena a;
  struct str question;
  if (!app_conf(app, &err) || !know(app, KNOW_READING | KNOW_CSV | KNOW_PAPERS, &err))
    return fail(&err);
  rules_quicken(app->know->rules);
  mail_prepare();
  if (!sandbox_enter(&err) || !child_answer(S("")))
    return fail(&err);
  struct room room = {.a = &a, .know = app->know, .us = &app->conf.company};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  while (child_next(&a, MAIL_SIZE_LIMIT + (64 << 10), &question)) {
    sandbox_next_message();
    if (!child_answer(answer_to(&room, question)))
      break;
    arena_free(&a);
  }
  return EXIT_DONE;
}

const struct verb verb_reader = {
    .name = "reader",
    .synopsis = "",
    .summary = "The sandboxed child that reads messages; started by relance itself.",
    .run = run,
    .hidden = true,
};
