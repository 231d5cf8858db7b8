// test_mail_corpora.c: mail that others wrote: clean text whatever came in, decoded parts right.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The corpora are no part of the tree. They are looked for in $RELANCE_CORPORA, else in
// ../shared/corpora; without them these tests are skipped. What the whole program makes of them,
// and in what time: `make corpora`.
#include "../../src/mail/room.h"
#include "table.h"

#include <dirent.h>
#include <sys/stat.h>

typedef void each_file(void *user, const char *path, struct str bytes);

static const char *corpora(void) {
  const char *dir = getenv("RELANCE_CORPORA");
  struct stat st;
  if (!dir)
    dir = "../shared/corpora";
  return stat(dir, &st) == 0 ? dir : NULL;
}

static struct str file_read(struct arena *a, const char *path) {
  FILE *f = fopen(path, "rb");
  struct buf b = buf_in(a);
  char chunk[65536];
  for (size_t n; f && (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  if (f)
    fclose(f);
  return buf_str(&b);
}

// Calls f for each file below dir whose name ends with `end`, in the order of the directory.
static void each_below(const char *dir, const char *end, each_file *f, void *user) {
  DIR *d = opendir(dir);
  for (struct dirent *e; d && (e = readdir(d));) {
    struct arena a;
    struct stat st;
    if (e->d_name[0] == '.')
      continue;
    arena_init(&a, 64 << 20);
    const char *path = str_c(&a, str_printf(&a, "%s/%s", dir, e->d_name));
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
      each_below(path, end, f, user);
    else if (str_ends(str_of(path), str_of(end)))
      f(user, path, file_read(&a, path));
    arena_free(&a);
  }
  if (d)
    closedir(d);
}

struct tally {
  int files, refused;
};

// Every text must be valid UTF-8 without NUL or CR, whatever came in.
static void check_texts(const char *path, const struct message *m) {
  for (size_t i = 0; i < m->parts.n; i++) {
    struct str t = m->parts.v[i].text;
    if (!str_utf8_valid(t) || (t.n && memchr(t.p, '\r', t.n)) || t.n > MAIL_TEXT_LIMIT)
      fail_msg("%s: part %zu is not clean text", path, i);
  }
  for (size_t i = 0; i < m->headers.n; i++)
    if (!str_utf8_valid(m->headers.v[i].value))
      fail_msg("%s: header %zu is not UTF-8", path, i);
}

static void read_one(void *user, const char *path, struct str bytes) {
  struct tally *t = user;
  struct arena a;
  struct message m;
  struct err err;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (str_find(str_of(path), S("mail-parser-reply"), NULL)) // these are bodies without a header
    bytes = str_printf(&a, "From: a@b.example\n\n%.*s", STR_ARG(bytes));
  bool ok = message_read(&a, bytes, &m, &err);
  t->files++;
  t->refused += !ok;
  if (ok)
    check_texts(path, &m);
  else
    print_message("  %s: %s\n", path, err.text);
  arena_free(&a);
}

static struct tally read_all(const char *below, const char *end) {
  struct tally t = {0};
  char dir[4096];
  if (!corpora()) {
    print_message("no corpora at ../shared/corpora: skipped\n");
    skip();
  }
  snprintf(dir, sizeof dir, "%s/%s", corpora(), below);
  each_below(dir, end, read_one, &t);
  print_message("%s: %d messages, %d refused\n", below, t.files, t.refused);
  assert_true(t.files > 0);
  return t;
}

static void spamassassin(void **state) {
  (void)state;
  assert_int_equal(read_all("spamassassin", ".txt").refused, 0);
}

static void torture(void **state) {
  (void)state;
  read_all("mime4j", ".msg");
  read_all("mail-parser-reply", ".txt");
  read_all("bounces", ".eml");
  read_all("talon", ".eml");
}

// ------------------------------------------------------------------ decoded parts

static struct str squeezed(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (struct str word; str_word(&s, &word);) {
    buf_add(&b, word);
    buf_c(&b, ' ');
  }
  return buf_str(&b);
}

static bool has_content(struct arena *a, const struct message *m, struct str want) {
  struct str text = squeezed(a, charset_decode(a, want, S("")));
  for (size_t i = 0; i < m->parts.n; i++)
    if (str_eq(m->parts.v[i].bytes, want) ||
        str_find(squeezed(a, m->parts.v[i].text), text, NULL) ||
        str_find(squeezed(a, charset_decode(a, m->parts.v[i].bytes, S(""))), text, NULL))
      return true;
  return text.n == 0;
}

struct decoded {
  int parts, found;
};

// "x_decoded_1_2.txt" beside "x.msg": what another parser made of that part.
static void compare_one(void *user, const char *path, struct str want) {
  struct decoded *d = user;
  struct arena a;
  struct message m;
  struct err err;
  size_t at;
  if (!str_find(str_of(path), S("_decoded_"), &at))
    return;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str raw = file_read(&a, str_c(&a, str_printf(&a, "%.*s.msg", (int)at, path)));
  if (message_read(&a, raw, &m, &err)) {
    d->parts++;
    bool found = has_content(&a, &m, want);
    d->found += found;
    if (!found)
      print_message("  differs: %s\n", path);
  }
  arena_free(&a);
}

static void decoded_parts(void **state) {
  (void)state;
  struct decoded d = {0};
  char dir[4096];
  if (!corpora()) {
    print_message("no corpora at ../shared/corpora: skipped\n");
    skip();
  }
  snprintf(dir, sizeof dir, "%s/mime4j", corpora());
  each_below(dir, ".txt", compare_one, &d);
  each_below(dir, ".bin", compare_one, &d);
  print_message("mime4j: %d of %d decoded parts as there\n", d.found, d.parts);
  assert_true(d.found * 10 >= d.parts * 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spamassassin),
      cmocka_unit_test(torture),
      cmocka_unit_test(decoded_parts),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
