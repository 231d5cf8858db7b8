// verb_import.c: clients, invoices, reminders, payments and statements from files into the ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/import.h"
#include "cmd/settle.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/wake.h"

#include <stdio.h>

enum {
  IMPORT_FILE_LIMIT = 1 << 30, // bytes of one file
  IMPORT_REFUSALS_SHOWN = 20,  // lines named one by one; all are counted
  IMPORT_ROW_ARENA = 64 << 20,
};

static bool put_client(struct import *im, struct csv_row *row, enum put *what, struct err *err) {
  struct strs keys = name_keys(&im->row, row->client.name);
  return register_put_client(im->ledger, &row->client, &keys, what, err);
}

static bool put_reminder(struct import *im, struct csv_row *row, enum put *what, struct err *err) {
  return register_put_reminder(im->ledger, &row->reminder, what, err);
}

static bool put_payment(struct import *im, struct csv_row *row, enum put *what, struct err *err) {
  return register_put_payment(im->ledger, &row->payment, what, err);
}

typedef bool put_row(struct import *im, struct csv_row *row, enum put *what, struct err *err);
static put_row *const putters[CSV_KINDS] = {
    [CSV_CLIENTS] = put_client,
    [CSV_INVOICES] = import_put_invoice,
    [CSV_REMINDERS] = put_reminder,
    [CSV_PAYMENTS] = put_payment,
};

void import_refuse(struct import *im, size_t line, const char *why) {
  if (im->refused++ < IMPORT_REFUSALS_SHOWN)
    fprintf(stderr, "%s:%zu: not taken: %s\n", im->file, line, why);
}

void import_note(struct import *im, size_t line, struct str note) {
  if (im->noted++ < IMPORT_REFUSALS_SHOWN)
    fprintf(stderr, "%s:%zu: taken, but: %.*s\n", im->file, line, STR_ARG(note));
}

// One record. What the register refuses is the record's fault and told; anything else ends it all.
static bool take(struct import *im, put_row *put, struct csv_row *row, struct err *err) {
  enum put what;
  if (row->why.n) {
    import_refuse(im, row->line, str_c(&im->row, row->why));
    return true;
  }
  if (!put(im, row, &what, err)) {
    if (err->kind != ERR_INPUT)
      return false;
    import_refuse(im, row->line, err->text);
    return true;
  }
  im->count[what]++;
  if (row->note.n)
    import_note(im, row->line, row->note);
  return true;
}

static bool rows(struct import *im, struct csv *csv, size_t bytes, struct err *err) {
  put_row *put = putters[csv_about(csv)->kind];
  struct csv_row row;
  struct progress p = {.what = im->file, .all = bytes};
  bool ok = true;
  for (size_t n = 0; ok && csv_next(csv, &im->row, &row); n++) {
    ok = take(im, put, &row, err);
    arena_reset(&im->row);
    if (n % 4096 == 0)
      progress_step(&p, csv_offset(csv));
  }
  progress_end(&p);
  return ok;
}

static void report(const struct import *im, const char *kind, bool json) {
  if (json) {
    print_json(json_pack("{s:s,s:s,s:I,s:I,s:I,s:I}", "file", im->file, "kind", kind, "added",
                         (json_int_t)im->count[PUT_ADDED], "changed",
                         (json_int_t)im->count[PUT_CHANGED], "unchanged",
                         (json_int_t)im->count[PUT_UNCHANGED], "refused", (json_int_t)im->refused));
    return;
  }
  printf("%s: %s: %zu added, %zu changed, %zu unchanged, %zu refused\n", im->file, kind,
         im->count[PUT_ADDED], im->count[PUT_CHANGED], im->count[PUT_UNCHANGED], im->refused);
}

static void report_columns(const struct csv_about *about, bool json) {
  for (size_t i = 0; !json && i < about->ignored.n; i++)
    printf("  column not used: %.*s\n", STR_ARG(about->ignored.v[i]));
}

static bool note_run(struct import *im, const char *kind, struct err *err) {
  struct import_run run = {.file = str_of(im->file),
                           .kind = str_of(kind),
                           .at = clock_now().utc,
                           .added = (int64_t)im->count[PUT_ADDED],
                           .changed = (int64_t)im->count[PUT_CHANGED],
                           .unchanged = (int64_t)im->count[PUT_UNCHANGED],
                           .refused = (int64_t)im->refused};
  return import_put(im->ledger, &run, err);
}

// What is read as a table and what as a whole. A table with the columns of a statement is one.
static bool take_rows(struct import *im, struct arena *a, struct str bytes, enum csv_kind as,
                      const char **kind, bool json, struct err *err) {
  struct csv *csv;
  if (!know(im->app, KNOW_CSV, err) ||
      !csv_open(a, bytes, as, "EUR", im->app->know->columns, &csv, err))
    return false;
  *kind = csv_kind_name(csv_about(csv)->kind);
  if (csv_about(csv)->kind == CSV_STATEMENT)
    return import_statement(im, a, bytes, err);
  if (!register_many(im->ledger, err) || !rows(im, csv, bytes.n, err) ||
      !register_many_done(im->ledger, err))
    return false;
  report_columns(csv_about(csv), json);
  return true;
}

static bool take_file(struct import *im, struct arena *a, struct str bytes, enum csv_kind as,
                      const char **kind, bool json, struct err *err) {
  enum file_kind seems = file_kind(bytes);
  *kind = file_kind_name(seems);
  if (as == CSV_STATEMENT || (as == CSV_ANY && seems == FILE_STATEMENT))
    return import_statement(im, a, bytes, err);
  if (seems == FILE_INVOICE || seems == FILE_PDF) {
    *kind = file_kind_name(FILE_INVOICE);
    return import_einvoice(im, a, bytes, err);
  }
  if (seems == FILE_CSV)
    return take_rows(im, a, bytes, as, kind, json, err);
  return err_set(err, ERR_INPUT, "this is no table, statement or e-invoice that we know");
}

// The whole file in one transaction: interrupted, it leaves nothing behind.
static bool import_file(struct import *im, enum csv_kind as, bool json, struct err *err) {
  struct arena a;
  struct str bytes;
  const char *kind = "";
  arena_init(&a, (size_t)IMPORT_FILE_LIMIT * 3);
  if (!file_read(&a, im->file, IMPORT_FILE_LIMIT, &bytes, err)) {
    arena_free(&a);
    return false; // the error names the file already
  }
  im->whole = &a;
  bool begun = ledger_begin(im->ledger, "import", err);
  bool ok = begun && take_file(im, &a, bytes, as, &kind, json, err) && note_run(im, kind, err) &&
            ledger_commit(im->ledger, err);
  if (begun && !ok)
    ledger_rollback(im->ledger);
  if (ok)
    report(im, kind, json);
  arena_free(&a);
  return ok || err_in(err, "%s", im->file);
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *ledger;
  enum csv_kind as = CSV_ANY;
  const char *kind = args_get(args, "as");
  size_t refused = 0;
  int status = EXIT_DONE;
  if (!args->rest_n)
    return usage("import: name at least one file");
  if (kind && !csv_kind_of(str_of(kind), &as))
    return usage("import: --as %s: one of clients, invoices, reminders, payments, statement", kind);
  if (!app_ledger(app, LEDGER_CREATE, NULL, &ledger, &err))
    return fail(&err);
  for (size_t i = 0; i < args->rest_n; i++) {
    struct import im = {
        .app = app, .ledger = ledger, .file = args->rest[i], .today = clock_now().today};
    arena_init(&im.row, IMPORT_ROW_ARENA);
    if (!import_file(&im, as, args_has(args, "json"), &err))
      status = fail(&err);
    refused += im.refused;
    arena_free(&im.row);
  }
  if (!know(app, KNOW_POLICY, &err) || !settle_payments(ledger, &app->know->policies, &err))
    status = fail(&err);
  ledger_close(ledger);
  wake_ring(app_ledger_path(app), S("work"));
  return status != EXIT_DONE ? status : refused ? EXIT_PERSON : EXIT_DONE;
}

static const struct flag flags[] = {
    {"as", "KIND",
     "clients, invoices, reminders, payments or statement; default: told by the content"},
    {"json", NULL, "one object a file, for programs"},
    {0},
};

const struct verb verb_import = {
    .name = "import",
    .synopsis = "[--as KIND] [--json] FILE...",
    .summary = "Take clients, invoices, reminders, payments and statements; again is harmless.",
    .examples =
        "  relance import clients.csv invoices.csv   what your accounting program exports\n"
        "  relance import --as payments june.csv     when the header does not tell\n"
        "  relance import statement.xml invoice.pdf   camt, MT940, CFONB...; Factur-X, UBL\n",
    .flags = flags,
    .run = run,
};
