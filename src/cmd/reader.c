// reader.c: the parent's side of the sandboxed reader.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/reader.h"

#include "cmd/papers.h"

static bool start(struct reader *r, struct err *err) {
  const char *argv[] = {"relance", "--config", r->app->conf.path.p, "reader", NULL};
  return r->child.pid > 0 || child_start("reader", argv, READER_START_MS, &r->child, err);
}

bool reader_ask(struct reader *r, struct arena *a, struct str head, struct str bytes, size_t limit,
                struct str *answer, struct err *err) {
  struct buf b = buf_in(a);
  buf_add(&b, head);
  buf_c(&b, '\n');
  buf_add(&b, bytes);
  if (!start(r, err) ||
      !child_ask(&r->child, a, buf_str(&b), limit, READER_MESSAGE_MS, answer, err))
    return false;
  if (str_starts(*answer, S("!")))
    return err_set(err, ERR_INPUT, "%.*s", STR_ARG(str_sub(*answer, 1, 900)));
  return true;
}

bool reader_read(struct reader *r, struct arena *a, struct str name, struct str raw,
                 struct str *json, struct reading *out, struct err *err) {
  struct str answer;
  struct str head = str_printf(a, "%.*s%.*s", STR_ARG(READER_MESSAGE), STR_ARG(name));
  if (!reader_ask(r, a, head, raw, READER_ANSWER_LIMIT, &answer, err))
    return false;
  if (!reading_parse(a, answer, out, err)) {
    reader_stop(r); // it talks nonsense: its memory can no longer be trusted
    return false;
  }
  *json = answer;
  return true;
}

bool reader_papers(struct reader *r, struct arena *a, enum papers_of what, struct str bytes,
                   struct papers *out, struct err *err) {
  struct str answer;
  if (!reader_ask(r, a, what == PAPERS_OF_MAIL ? READER_MAIL : READER_FILE, bytes,
                  PAPERS_ANSWER_LIMIT, &answer, err))
    return false;
  if (papers_parse(a, answer, out, err))
    return true;
  reader_stop(r);
  return false;
}

void reader_stop(struct reader *r) {
  child_stop(&r->child);
}
