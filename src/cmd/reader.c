// reader.c: the parent's side of the sandboxed reader.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/reader.h"

static bool start(struct reader *r, struct err *err) {
  const char *argv[] = {"relance", "--config", r->app->conf.path.p, "reader", NULL};
  return r->child.pid > 0 || child_start("reader", argv, READER_START_MS, &r->child, err);
}

bool reader_read(struct reader *r, struct arena *a, struct str name, struct str raw,
                 struct str *json, struct reading *out, struct err *err) {
  struct str answer;
  struct str question = str_printf(a, "%.*s\n", STR_ARG(name));
  struct buf b = buf_in(a);
  buf_add(&b, question);
  buf_add(&b, raw);
  if (!start(r, err))
    return false;
  if (!child_ask(&r->child, a, buf_str(&b), READER_ANSWER_LIMIT, READER_MESSAGE_MS, &answer, err))
    return false;
  if (str_starts(answer, S("!")))
    return err_set(err, ERR_INPUT, "%.*s", STR_ARG(str_sub(answer, 1, 900)));
  if (!reading_parse(a, answer, out, err)) {
    reader_stop(r); // it talks nonsense: its memory can no longer be trusted
    return false;
  }
  *json = answer;
  return true;
}

void reader_stop(struct reader *r) {
  child_stop(&r->child);
}
