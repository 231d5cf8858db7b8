// role_reader.c: the child in which everything that strangers wrote is taken apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
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

static void look(const struct room *r, struct read_text *t, const char *where) {
  const struct ruleset *rules = r->know->rules;
  bool prose = t->role == TEXT_BODY || t->role == TEXT_FORWARDED;
  if (prose)
    rules_spans(rules, r->a, t->text, &t->spans);
  rules_sentences(rules, r->a, t->text, &t->spans, &t->sentences);
  rules_find(rules, r->a, t->text, t->part, str_of(where), &t->spans, &t->sentences, &t->hits);
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

static bool read_message(const struct room *r, struct str name, struct str raw, struct str *json,
                         struct err *err) {
  struct message m;
  struct reading reading;
  if (!message_read(r->a, raw, &m, err))
    return false;
  struct reading_input in = {.file = name, .message = &m, .us = r->us};
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

static struct str reading_of(const struct room *r, struct str question) {
  struct str name, raw, json;
  struct err err;
  str_cut(question, '\n', &name, &raw);
  if (!read_message(r, name, raw, &json, &err))
    return str_printf(r->a, "!%s", err.text);
  return json;
}

static struct str answer_to(const struct room *r, struct str question) {
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
  if (!app_conf(app, &err) || !know(app, KNOW_READING, &err))
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
