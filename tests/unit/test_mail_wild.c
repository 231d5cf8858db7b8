// test_mail_wild.c: tests/corpus/wild/x.eml must give x.want; tests/corpus/WILD.md says why.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// RELANCE_WANT=write writes the .want files anew; look at the difference before you keep it.
#include "relance/mail.h"
#include "table.h"

#include <dirent.h>

static const char dir[] = "tests/corpus/wild";

static struct str file_read(struct arena *a, const char *path) {
  FILE *f = fopen(path, "rb");
  struct buf b = buf_in(a);
  char chunk[4096];
  for (size_t n; f && (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  if (f)
    fclose(f);
  return buf_str(&b);
}

static void tell_address(struct buf *b, const char *what, const struct address *who) {
  if (who->name.n || who->addr.n)
    buf_printf(b, "%s: %.*s <%.*s>\n", what, STR_ARG(who->name), STR_ARG(who->addr));
}

static void tell_part(struct buf *b, const struct part *p) {
  static const char *const roles[] = {"body", "file", "report", "returned", "forwarded"};
  buf_printf(b, "\n[%.*s] %s %.*s %.*s\n", STR_ARG(p->id), roles[p->role], STR_ARG(p->type),
             STR_ARG(p->filename));
  buf_add(b, p->role == PART_FILE ? p->bytes : p->text);
}

static struct str tell(struct arena *a, const struct message *m) {
  struct buf b = buf_in(a);
  struct report r;
  tell_address(&b, "From", &m->from);
  for (size_t i = 0; i < m->to.n; i++)
    tell_address(&b, "To", &m->to.v[i]);
  buf_printf(&b, "Subject: %.*s\n", STR_ARG(m->subject));
  buf_printf(&b, "Date: %.*s, day %.*s\n", STR_ARG(time_utc(a, m->sent_at)),
             STR_ARG(day_iso(a, m->sent)));
  if (m->message_id.n)
    buf_printf(&b, "Message-ID: %.*s\n", STR_ARG(m->message_id));
  for (size_t i = 0; i < m->in_reply_to.n; i++)
    buf_printf(&b, "In-Reply-To: %.*s\n", STR_ARG(m->in_reply_to.v[i]));
  if (message_report(a, m, &r))
    for (size_t i = 0; i < r.recipients.n; i++)
      buf_printf(&b, "Report: %.*s %.*s %.*s\n", STR_ARG(r.recipients.v[i].recipient),
                 STR_ARG(r.recipients.v[i].action), STR_ARG(r.recipients.v[i].status));
  for (size_t i = 0; i < m->trouble.n; i++)
    buf_printf(&b, "Trouble: %.*s\n", STR_ARG(m->trouble.v[i]));
  for (size_t i = 0; i < m->parts.n; i++)
    tell_part(&b, &m->parts.v[i]);
  return buf_str(&b);
}

static void write_want(const char *path, struct str s) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fwrite(s.p, 1, s.n, f);
  fclose(f);
}

static bool is_as_wanted(const char *name) {
  struct arena a;
  struct message m;
  struct err err;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str raw = file_read(&a, str_c(&a, str_printf(&a, "%s/%s.eml", dir, name)));
  const char *want = str_c(&a, str_printf(&a, "%s/%s.want", dir, name));
  bool ok = message_read(&a, raw, &m, &err);
  struct str got = ok ? tell(&a, &m) : str_of(err.text);
  if (getenv("RELANCE_WANT"))
    write_want(want, got);
  bool same = str_eq(got, file_read(&a, want));
  if (!same)
    print_error("%s.eml gives\n%.*s\n", name, STR_ARG(got));
  arena_free(&a);
  return same;
}

static void wild(void **state) {
  (void)state;
  DIR *d = opendir(dir);
  int seen = 0, wrong = 0;
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));) {
    char name[300];
    size_t n = strlen(e->d_name);
    if (n < 5 || strcmp(e->d_name + n - 4, ".eml") != 0)
      continue;
    snprintf(name, sizeof name, "%.*s", (int)(n - 4), e->d_name);
    seen++;
    wrong += !is_as_wanted(name);
  }
  closedir(d);
  print_message("%d wild messages\n", seen);
  assert_int_equal(wrong, 0);
  assert_true(seen > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(wild)};
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
