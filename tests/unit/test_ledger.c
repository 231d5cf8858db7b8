// test_ledger.c: opening, refusing, migrating, transactions, dying between statements.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include "ledger/schema.h"

#include <sys/wait.h>

// ---------------------------------------------------------------- opening

static void file_is_private(void **state) {
  (void)state;
  struct stat st;
  assert_int_equal(stat(test_path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(number("PRAGMA application_id"), LEDGER_APPLICATION);
  assert_int_equal(number("PRAGMA user_version"), LEDGER_SCHEMA);
  assert_int_equal(number("PRAGMA synchronous"), 2);
  assert_int_equal(number("PRAGMA foreign_keys"), 1);
  assert_int_equal(number("SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
  assert_int_equal(number("SELECT count(*) FROM pragma_table_list WHERE strict = 0"
                          " AND schema = 'main' AND type = 'table'"
                          " AND name NOT LIKE 'sqlite_%'"),
                   0);
  sound();
}

static void refusal(const char *words) {
  struct ledger *other = NULL;
  assert_false(ledger_open(test_path, LEDGER_EXISTING, NULL, &other, &err));
  assert_null(other);
  assert_int_equal(err.kind, ERR_SETUP);
  if (!strstr(err.text, words))
    fail_msg("want \"%s\" in \"%s\"", words, err.text);
}

static void bad_files_refused(void **state) {
  (void)state;
  refusal("No such file");
  OK(ledger_open(test_path, LEDGER_CREATE, NULL, &led, &err));
  ledger_close(led);
  led = NULL;
  chmod(test_path, 0640);
  refusal("chmod 600");
  chmod(test_path, 0600);
  char other[160];
  snprintf(other, sizeof other, "%s.real", test_path);
  assert_int_equal(rename(test_path, other), 0);
  assert_int_equal(symlink(other, test_path), 0);
  refusal("link is refused");
  unlink(test_path);
  assert_int_equal(mkdir(test_path, 0700), 0);
  refusal("not a regular file");
  rmdir(test_path);
  FILE *f = fopen(test_path, "w");
  for (int i = 0; i < 1000; i++)
    fputs("not a database\n", f);
  fclose(f);
  chmod(test_path, 0600);
  refusal("no ledger");
}

static void foreign_database_refused(void **state) {
  (void)state;
  sqlite3 *db;
  assert_int_equal(sqlite3_open(test_path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  chmod(test_path, 0600);
  refusal("no ledger of relance");
}

static void newer_schema_refused(void **state) {
  (void)state;
  assert_false(refused("PRAGMA user_version = 99", NULL));
  ledger_close(led);
  led = NULL;
  refusal("newer relance (schema 99");
}

static void second_instance_refused(void **state) {
  (void)state;
  struct ledger *first, *second = NULL, *sender;
  OK(ledger_open(test_path, LEDGER_EXISTING, "work", &first, &err));
  assert_false(ledger_open(test_path, LEDGER_EXISTING, "work", &second, &err));
  assert_int_equal(err.kind, ERR_WAIT);
  char me[40];
  snprintf(me, sizeof me, "process %d", (int)getpid());
  assert_non_null(strstr(err.text, me));
  OK(ledger_open(test_path, LEDGER_EXISTING, "send", &sender, &err));
  ledger_close(first);
  OK(ledger_open(test_path, LEDGER_EXISTING, "work", &second, &err));
  ledger_close(second);
  ledger_close(sender);
  assert_false(ledger_open(test_path, LEDGER_EXISTING, "../evil", &second, &err));
}

// All roles start at once on a fresh machine.
static void many_may_make_it_at_once(void **state) {
  (void)state;
  enum { ROLES = 8 };
  pid_t child[ROLES];
  for (int i = 0; i < ROLES; i++)
    if ((child[i] = fork()) == 0) {
      bool ok = ledger_open(test_path, LEDGER_CREATE, NULL, &led, &err) &&
                ledger_setting_put(led, "x", S("1"), &err);
      if (!ok)
        print_error("%s\n", err.text);
      _exit(!ok);
    }
  int failed = 0, status;
  for (int i = 0; i < ROLES; i++) {
    waitpid(child[i], &status, 0);
    failed += status != 0;
  }
  assert_int_equal(failed, 0);
  OK(ledger_open(test_path, LEDGER_EXISTING, NULL, &led, &err));
  sound();
}

// ---------------------------------------------------------------- migration

static bool migrate(const char *second_step) {
  const char *const steps[] = {schema_steps[0], second_step};
  return schema_migrate(led->db, test_path, steps, 2, &err);
}

static void migration_keeps_a_copy(void **state) {
  (void)state;
  two_clients();
  OK(migrate("CREATE TABLE extra (x INTEGER) STRICT; INSERT INTO extra VALUES (7);"));
  assert_int_equal(number("PRAGMA user_version"), 2);
  assert_int_equal(number("SELECT x FROM extra"), 7);
  assert_int_equal(number("SELECT count(*) FROM invoice"), 3);
  ledger_close(led);
  led = NULL;
  refusal("schema 2, this program knows up to 1"); // the old program on the new file
  char copy[160];
  struct stat st;
  snprintf(copy, sizeof copy, "%s.schema1", test_path);
  assert_int_equal(stat(copy, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  OK(ledger_open(copy, LEDGER_EXISTING, NULL, &led, &err)); // and on its copy
  assert_int_equal(number("SELECT count(*) FROM invoice"), 3);
  sound();
}

static void failed_migration_changes_nothing(void **state) {
  (void)state;
  two_clients();
  assert_false(migrate("DELETE FROM invoice_key; CREATE TABLE client (x);"));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_int_equal(number("PRAGMA user_version"), 1);
  assert_int_equal(number("SELECT count(*) FROM invoice_key"), 3);
  OK(migrate("CREATE TABLE extra (x INTEGER) STRICT;")); // the copy of the first try is replaced
}

// ---------------------------------------------------------------- transactions

static char steps_seen[400];
static void note_step(const char *name) {
  strcat(strcat(steps_seen, name), ";");
}

static void commits_are_announced(void **state) {
  (void)state;
  steps_seen[0] = 0;
  ledger_step = note_step;
  OK(ledger_setting_put(led, "a", S("1"), &err));
  OK(ledger_begin(led, "decide", &err));
  OK(ledger_setting_put(led, "a", S("2"), &err));
  OK(ledger_setting_put(led, "b", S("3"), &err));
  assert_false(ledger_begin(led, "inner", &err));
  OK(ledger_commit(led, &err));
  assert_false(ledger_commit(led, &err));
  assert_string_equal(steps_seen, "before setting;after setting;before decide;after decide;");
}

static void rollback_forgets(void **state) {
  (void)state;
  struct str value;
  bool found;
  OK(ledger_begin(led, "x", &err));
  OK(ledger_setting_put(led, "a", S("1"), &err));
  ledger_rollback(led);
  ledger_rollback(led);
  OK(ledger_setting_get(led, &mem, "a", &value, &found, &err));
  assert_false(found);
}

static void writer_waits_for_writer(void **state) {
  (void)state;
  struct ledger *other;
  OK(ledger_open(test_path, LEDGER_EXISTING, NULL, &other, &err));
  sqlite3_busy_timeout(other->db, 10);
  OK(ledger_begin(led, "long", &err));
  assert_false(ledger_setting_put(other, "a", S("1"), &err));
  assert_int_equal(err.kind, ERR_WAIT);
  OK(ledger_commit(led, &err));
  OK(ledger_setting_put(other, "a", S("1"), &err));
  ledger_close(other);
}

static void full_disk_stops(void **state) {
  (void)state;
  two_clients();
  char pragma[60];
  snprintf(pragma, sizeof pragma, "PRAGMA max_page_count = %d",
           (int)number("PRAGMA page_count") + 2);
  assert_false(refused(pragma, NULL));
  char *big = calloc(1, 1 << 20);
  memset(big, 'x', 1 << 20);
  assert_false(ledger_setting_put(led, "big", (struct str){big, 1 << 20}, &err));
  free(big);
  assert_int_equal(err.kind, ERR_SETUP);
  struct ledger_stats stats;
  assert_false(ledger_stats(led, &stats, &err)); // nothing more on this connection
  assert_int_equal(err.kind, ERR_SETUP);
  assert_false(ledger_begin(led, "x", &err));
  again();
  OK(ledger_stats(led, &stats, &err));
  assert_int_equal(stats.invoices, 3);
  sound();
}

// A message whose reading outgrows its arena jumps out of the middle of a look.
static void full_arena_leaves_no_open_look(void **state) {
  (void)state;
  static jmp_buf full;
  struct arena tiny;
  struct snapshot s;
  two_clients();
  OK(ledger_begin(led, "fill", &err));
  for (int i = 0; i < 3000; i++)
    an_invoice(str_c(&mem, str_printf(&mem, "G%d", i)), "C1", 5, i);
  OK(ledger_commit(led, &err));
  arena_init(&tiny, 200 << 10);
  tiny.full = &full;
  if (setjmp(full) == 0) {
    ledger_snapshot_client(led, &tiny, S("C1"), &s, &err);
    fail_msg("the arena was large enough");
  }
  ledger_rollback(led);
  arena_free(&tiny);
  OK(ledger_setting_put(led, "a", S("1"), &err));
  OK(ledger_snapshot_client(led, &mem, S("C1"), &s, &err));
  assert_int_equal(s.invoices.n, 3002);
}

// ---------------------------------------------------------------- dying

static int die_at, steps_gone;
static void die(const char *name) {
  (void)name;
  if (++steps_gone == die_at)
    _exit(7);
}

// A small day's work of several durable steps.
static void a_day(void) {
  struct outbox_letter l = a_letter("m1", "C1", 1), claimed;
  struct letter_change yes = {.reply_code = 250};
  int64_t id, alloc;
  bool fresh, found, moved;
  struct allocation_row pay = {.invoice = S("F1"), .amount = money_of(4000, "EUR"), .why = S("x")};
  two_clients();
  OK(allocation_put(led, &pay, &alloc, &err));
  OK(letter_put(led, &l, &id, &fresh, &err));
  OK(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW, &claimed, &found, &err));
  OK(letter_move(led, id, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S("354"), NOW, &moved, &err));
  OK(letter_move(led, id, LETTER_IN_DOUBT, LETTER_SENT, &yes, S("250"), NOW, &moved, &err));
}

static void any_death_leaves_it_sound(void **state) {
  (void)state;
  int deaths = 0;
  for (bool died = true; died; deaths += died) {
    fixture_gone(state);
    assert_int_equal(fixture_dir(state), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      die_at = deaths + 1;
      ledger_step = die;
      if (!ledger_open(test_path, LEDGER_CREATE, "work", &led, &err))
        _exit(9);
      a_day();
      _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    died = WEXITSTATUS(status) == 7;
    assert_true(died || WEXITSTATUS(status) == 0);
    OK(ledger_open(test_path, LEDGER_EXISTING, "work", &led, &err));
    sound();
  }
  print_message("died at %d durable steps\n", deaths);
  assert_true(deaths >= 20);
}

static void damage_is_found(void **state) {
  (void)state;
  a_day();
  sound();
  struct strs troubles = {0};
  assert_false(refused("UPDATE invoice SET open_minor = 1 WHERE number = 'F1'", NULL));
  assert_false(refused("PRAGMA foreign_keys = OFF", NULL));
  assert_false(refused("UPDATE invoice SET client = 'C9' WHERE number = 'F3'", NULL));
  assert_false(refused("DELETE FROM reminder_invoice", NULL));
  assert_false(refused("DELETE FROM reminder", NULL));
  OK(ledger_check(led, &mem, &troubles, &err));
  assert_int_equal(troubles.n, 3);
}

static bool still(const struct ledger_stamp *before) {
  struct ledger_stamp now;
  OK(ledger_stamp(led, &now, &err));
  return now.own == before->own && now.others == before->others;
}

static void a_stamp_ends_with_any_commit(void **state) {
  (void)state;
  struct ledger *other;
  struct ledger_stamp s;
  a_day();
  OK(ledger_open(test_path, LEDGER_EXISTING, NULL, &other, &err));
  OK(ledger_stamp(led, &s, &err));
  number("SELECT count(*) FROM letter");
  assert_true(still(&s));
  OK(ledger_setting_put(led, "x", S("own"), &err));
  assert_false(still(&s));
  OK(ledger_stamp(led, &s, &err));
  OK(ledger_begin(other, "owner", &err));
  OK(ledger_setting_put(other, "x", S("another's"), &err));
  assert_true(still(&s)); // not yet
  OK(ledger_commit(other, &err));
  assert_false(still(&s));
  ledger_close(other);
}

static void backup_is_whole(void **state) {
  (void)state;
  a_day();
  char to[160];
  snprintf(to, sizeof to, "%s/copy.db", test_dir);
  OK(ledger_backup(led, to, &err));
  assert_false(ledger_backup(led, to, &err)); // never over another file
  ledger_close(led);
  OK(ledger_open(to, LEDGER_EXISTING, NULL, &led, &err));
  assert_int_equal(number("SELECT count(*) FROM letter WHERE state = 'sent'"), 1);
  sound();
  OK(ledger_tidy(led, &err));
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, fixture_ledger, fixture_gone)
#define WITH_DIR(test) cmocka_unit_test_setup_teardown(test, fixture_dir, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(file_is_private),
      WITH_DIR(bad_files_refused),
      WITH_DIR(foreign_database_refused),
      WITH_FILE(newer_schema_refused),
      WITH_FILE(second_instance_refused),
      WITH_DIR(many_may_make_it_at_once),
      WITH_FILE(migration_keeps_a_copy),
      WITH_FILE(failed_migration_changes_nothing),
      WITH_FILE(commits_are_announced),
      WITH_FILE(rollback_forgets),
      WITH_FILE(writer_waits_for_writer),
      WITH_FILE(full_disk_stops),
      WITH_FILE(full_arena_leaves_no_open_look),
      WITH_DIR(any_death_leaves_it_sound),
      WITH_FILE(damage_is_found),
      WITH_FILE(a_stamp_ends_with_any_commit),
      WITH_FILE(backup_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
