// work_statements.c: payments of statements into the register; a file once, by name and time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_statements.h"

#include "host/clock.h"
#include "host/file.h"
#include "host/log.h"
#include "ledger/register_store.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { QUIET_SECONDS = 2 }; // a younger file may still be written

bool is_from_bank(const struct conf *conf, const struct reading *r) {
  return r->auth == AUTH_PASS && company_banks_with(&conf->company, r->from.addr);
}

bool statements_put(const struct acting *x, const struct papers *p, struct str *words, bool *gaps,
                    struct err *err) {
  size_t count[3] = {0};
  struct buf b = buf_in(x->a);
  for (size_t i = 0; i < p->payments.n; i++) {
    enum put what;
    if (!register_put_payment(x->l, &p->payments.v[i], &what, err))
      return false;
    count[what]++;
  }
  for (size_t i = 0; i < p->spans.n; i++) {
    struct str gap;
    if (!statement_chain(x->l, x->a, &p->spans.v[i], &gap, err))
      return false;
    if (gap.n)
      buf_printf(&b, "%.*s; ", STR_ARG(gap));
  }
  *gaps = b.n > 0;
  if (p->payments.n)
    buf_printf(&b, "bank statement: %zu payments new, %zu known", count[PUT_ADDED],
               count[PUT_CHANGED] + count[PUT_UNCHANGED]);
  for (size_t i = 0; i < p->trouble.n; i++)
    buf_printf(&b, "%s%.*s", b.n ? "; " : "", STR_ARG(p->trouble.v[i]));
  *words = buf_str(&b);
  return true;
}

// ---------------------------------------------------------------- the folder

struct version {          // of a file in the folder
  struct str path, words; // words: with its size and time
};

static bool note_file(const struct acting *x, const struct version *v, size_t payments,
                      struct str words, struct err *err) {
  int64_t id;
  struct import_run run = {
      .file = v->words, .kind = S("statement"), .at = x->now.utc, .added = (int64_t)payments};
  struct journal_entry e = {.at = x->now.utc,
                            .kind = S("import"),
                            .say = str_printf(x->a, "%.*s: %.*s", STR_ARG(v->path),
                                              STR_ARG(words.n ? words : S("no payment in it")))};
  return import_put(x->l, &run, err) && journal_add(x->l, &e, &id, err);
}

static bool write_down(const struct acting *x, const struct version *v, const struct papers *p,
                       struct err *err) {
  struct str words;
  bool gaps = false;
  bool ok = ledger_begin(x->l, "statement", err) && statements_put(x, p, &words, &gaps, err) &&
            note_file(x, v, p->payments.n, words, err) && ledger_commit(x->l, err);
  if (!ok)
    ledger_rollback(x->l);
  if (ok && (p->trouble.n || gaps))
    log_say(LOG_WARNING, "%.*s: %.*s", STR_ARG(v->path), STR_ARG(words));
  return ok;
}

static bool take_file(struct worker *w, struct arena *a, const struct version *v, struct err *err) {
  struct acting x = {.l = w->ledger, .a = a, .now = clock_now(), .by = "relance"};
  struct papers p = {0};
  struct str bytes;
  struct err why;
  if (!file_read(a, str_c(a, v->path), PAPERS_FILE_LIMIT, &bytes, &why) ||
      !reader_papers(&w->reader, a, PAPERS_OF_FILE, bytes, &p, &why)) {
    if (why.kind == ERR_SETUP && w->reader.child.pid == 0)
      return err_set(err, why.kind, "%s", why.text);
    p = (struct papers){0};
    *LIST_PUSH(a, &p.trouble) = str_dup(a, str_of(why.text));
  }
  return write_down(&x, v, &p, err);
}

static bool look_at(struct worker *w, const char *path, struct err *err) {
  struct arena a;
  struct stat st;
  bool seen = true;
  int64_t now = (int64_t)time(NULL); // the file's time is the machine's
  if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_mtime + QUIET_SECONDS > now)
    return true;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct version v = {.path = str_of(path)};
  v.words = str_printf(&a, "%s (%lld bytes, written at %lld)", path, (long long)st.st_size,
                       (long long)st.st_mtime);
  bool ok = import_seen(w->ledger, v.words, &seen, err) && (seen || take_file(w, &a, &v, err));
  arena_free(&a);
  return ok;
}

static int visible(const struct dirent *e) {
  return e->d_name[0] != '.';
}

bool work_statements(struct worker *w, struct err *err) {
  struct dirent **names;
  struct arena a;
  struct str dir = w->app->conf.service.statements;
  if (!dir.n)
    return true;
  arena_init(&a, 1 << 20);
  const char *path = str_c(&a, dir);
  int n = scandir(path, &names, visible, alphasort);
  bool ok = true;
  if (n < 0)
    log_say(LOG_WARNING, "statements = %s: this folder cannot be read", path);
  for (int i = 0; i < n; i++) {
    ok = ok && look_at(w, str_c(&a, str_printf(&a, "%s/%s", path, names[i]->d_name)), err);
    free(names[i]);
  }
  if (n >= 0)
    free(names);
  arena_free(&a);
  return ok;
}
