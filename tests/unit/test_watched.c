// test_watched.c: which folders of a mailbox are watched.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/watch_folders.h"
#include "table.h"

static struct arena mem;

static struct imap_folder folder(const char *name, enum folder_use use) {
  return (struct imap_folder){.name = str_of(name), .use = use, .selectable = true};
}

static struct str words(const struct watched_folders *w) {
  struct buf b = buf_in(&mem);
  for (size_t i = 0; i < w->n; i++)
    buf_printf(&b, "%s%.*s%s", i ? " " : "", STR_ARG(w->v[i].folder.name),
               w->v[i].listed ? "" : "?");
  return buf_str(&b);
}

static struct str chosen(const struct mailbox_conf *conf, struct imap_folder *v, size_t n) {
  struct imap_folders all = {.v = v, .n = n};
  struct watched_folders w;
  watched_choose(&mem, conf, &all, &w);
  return words(&w);
}
#define CHOSEN(conf, v) chosen((conf), (v), sizeof(v) / sizeof *(v))

static void want(struct str got, const char *wanted) {
  if (!str_eq(got, str_of(wanted)))
    fail_msg("%.*s, wanted %s", STR_ARG(got), wanted);
}

static const struct mailbox_conf plain = {.name = {"c", 1}, .inbox = {"INBOX", 5}};

static void by_use(void **state) {
  (void)state;
  struct imap_folder v[] = {folder("Brouillons", USE_DRAFTS), folder("Clients/A", USE_OTHER),
                            folder("Corbeille", USE_TRASH),   folder("Tous", USE_ALL),
                            folder("Archives", USE_ARCHIVE),  folder("Spam", USE_JUNK),
                            folder("Envoyés", USE_SENT),      folder("inbox", USE_INBOX),
                            folder("Clients", USE_OTHER),     folder("Important", USE_OTHER)};
  v[8].selectable = false;
  v[9].use = USE_VIEW;
  want(CHOSEN(&plain, v), "INBOX Envoyés Spam Clients/A Archives");
}

static void by_name(void **state) {
  (void)state;
  struct mailbox_conf conf = plain;
  struct imap_folder v[] = {folder("Drafts", USE_OTHER), folder("Sent", USE_OTHER),
                            folder("Junk", USE_OTHER),   folder("News", USE_OTHER),
                            folder("All", USE_ALL),      folder("INBOX", USE_INBOX)};
  conf.sent = S("Sent");
  conf.junk = S("Gone");
  conf.drafts = S("Drafts");
  *LIST_PUSH(&mem, &conf.also) = S("All");
  *LIST_PUSH(&mem, &conf.also) = S("Sent");
  *LIST_PUSH(&mem, &conf.skip) = S("News");
  want(CHOSEN(&conf, v), "INBOX Sent Gone? All Junk");
}

static void of_others(void **state) {
  (void)state;
  struct mailbox_conf conf = plain;
  struct imap_folder v[] = {folder("INBOX", USE_INBOX), folder("user/bob/INBOX", USE_OTHER),
                            folder("shared/compta", USE_OTHER), folder("mine", USE_OTHER)};
  v[1].foreign = v[2].foreign = true;
  want(CHOSEN(&conf, v), "INBOX mine");
  *LIST_PUSH(&mem, &conf.also) = S("shared/compta");
  want(CHOSEN(&conf, v), "INBOX shared/compta mine");
  conf.inbox = S("shared/compta");
  want(CHOSEN(&conf, v), "shared/compta INBOX user/bob/INBOX mine");
}

static void limit(void **state) {
  (void)state;
  struct imap_folder v[WATCHED_FOLDERS + 7];
  for (size_t i = 0; i < WATCHED_FOLDERS + 7; i++)
    v[i] = folder(str_c(&mem, str_printf(&mem, "f%zu", i)), USE_OTHER);
  struct imap_folders all = {.v = v, .n = WATCHED_FOLDERS + 7};
  struct mailbox_conf conf = plain;
  struct watched_folders w;
  *LIST_PUSH(&mem, &conf.also) = v[WATCHED_FOLDERS + 6].name;
  watched_choose(&mem, &conf, &all, &w);
  assert_int_equal(w.n, WATCHED_FOLDERS);
  assert_int_equal(w.left_out, 8); // INBOX takes a place, and so does the last one, by its name
  assert_true(str_eq(w.v[1].folder.name, v[WATCHED_FOLDERS + 6].name));
  assert_true(str_find(watched_left_out(&mem, &w), S("8 folders are not read"), NULL));
  all.n = 5;
  watched_choose(&mem, &plain, &all, &w);
  assert_int_equal(watched_left_out(&mem, &w).n, 0);
  all.garbled = 2;
  watched_choose(&mem, &plain, &all, &w);
  assert_true(str_find(watched_left_out(&mem, &w), S("2 folders are not read"), NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(by_use), cmocka_unit_test(by_name),
                                     cmocka_unit_test(of_others), cmocka_unit_test(limit)};
  arena_init(&mem, 16 << 20);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
