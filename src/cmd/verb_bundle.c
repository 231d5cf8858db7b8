// verb_bundle.c: the file for the lawyer: all that was written, in one zip with a cover list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/file.h"
#include "ledger/inbox.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"
#include "ledger/paper_store.h"
#include "ledger/register_store.h"
#include "relance/formats.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <unistd.h>

enum { LETTERS_MAX = 2000, FILE_LIMIT = 64 << 20 };

struct bundle {
  struct ledger *l;
  struct arena *a;
  struct str client, invoice; // invoice empty: all of the client
  struct buf cover, sums;
  struct archive_files files;
  LIST(int64_t) messages; // that are in it
};

static struct str hex_of(struct arena *a, struct str bytes) {
  unsigned char hash[32];
  struct buf b = buf_in(a);
  gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.p, bytes.n, hash);
  for (size_t i = 0; i < sizeof hash; i++)
    buf_printf(&b, "%02x", hash[i]);
  return buf_str(&b);
}

// A name that every file system takes, and that leads nowhere else.
static struct str plain_name(struct arena *a, struct str name) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < name.n && b.n < 80; i++) {
    char c = name.p[i];
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                 c == '-' || c == '_' || (c == '.' && b.n);
    buf_c(&b, plain ? c : '_');
  }
  return buf_str(&b);
}

static void pack(struct bundle *b, struct str name, struct str bytes) {
  *LIST_PUSH(b->a, &b->files) = (struct archive_file){str_of(str_c(b->a, name)), bytes};
}

static void add(struct bundle *b, struct str name, struct str bytes, struct str what) {
  struct str sum = hex_of(b->a, bytes);
  struct str file = str_printf(b->a, "%03zu-%.*s", b->files.n + 1, STR_ARG(plain_name(b->a, name)));
  buf_printf(&b->cover, "%.*s\n    %.*s\n    SHA-256 %.*s\n", STR_ARG(file), STR_ARG(what),
             STR_ARG(sum));
  buf_printf(&b->sums, "%.*s  %.*s\n", STR_ARG(sum), STR_ARG(file));
  pack(b, file, bytes);
}

static struct str moment(struct arena *a, int64_t utc) {
  struct now at = clock_at(utc);
  return day_iso(a, at.today);
}

// ---- invoices

static bool file_of(struct bundle *b, struct str name, struct str *bytes) {
  struct paper_row row;
  struct err ignored;
  bool found;
  int64_t id = paper_of_name(name);
  if (!id)
    return file_read(b->a, str_c(b->a, name), FILE_LIMIT, bytes, &ignored);
  if (!paper_get(b->l, b->a, id, &row, &found, &ignored) || !found)
    return false;
  *bytes = row.bytes;
  return true;
}

static void add_invoice(struct bundle *b, const struct invoice *in) {
  struct arena *a = b->a;
  struct str bytes;
  struct str what = str_printf(a, "%s %.*s of %.*s, due %.*s: %.*s %s, open %.*s",
                               in->kind == INVOICE ? "invoice" : "credit note", STR_ARG(in->number),
                               STR_ARG(day_is(in->issued) ? day_iso(a, in->issued) : S("?")),
                               STR_ARG(day_is(in->due) ? day_iso(a, in->due) : S("?")),
                               STR_ARG(money_plain(a, in->total)), in->total.currency,
                               STR_ARG(money_plain(a, in->open)));
  if (in->file.n && file_of(b, in->file, &bytes))
    add(b, str_printf(a, "invoice-%.*s.pdf", STR_ARG(in->number)), bytes, what);
  else
    buf_printf(&b->cover, "(missing)\n    %.*s: no copy is at hand\n", STR_ARG(what));
}

static bool add_invoices(struct bundle *b, struct err *err) {
  struct snapshot s = {0};
  if (!ledger_snapshot_client(b->l, b->a, b->client, &s, err))
    return false;
  for (size_t i = 0; i < s.invoices.n; i++)
    if (!b->invoice.n || str_eq(s.invoices.v[i].number, b->invoice))
      add_invoice(b, &s.invoices.v[i]);
  return true;
}

// ---- letters: as they left, with what the other server said

static bool concerns(const struct bundle *b, const struct strs *invoices) {
  for (size_t i = 0; i < invoices->n; i++)
    if (str_eq(invoices->v[i], b->invoice))
      return true;
  return b->invoice.n == 0;
}

static bool add_letter(struct bundle *b, int64_t id, struct err *err) {
  struct outbox_letter t;
  bool found;
  if (!letter_get(b->l, b->a, id, &t, &found, err))
    return false;
  struct str proof = t.reply.n ? t.reply : t.evidence;
  struct str what = str_printf(b->a, "%s %.*s to %.*s: %.*s (%.*s)", letter_state_name(t.state),
                               STR_ARG(moment(b->a, t.sent_at)), STR_ARG(t.env_to),
                               STR_ARG(t.subject), STR_ARG(proof));
  add(b, str_printf(b->a, "letter-%lld.eml", (long long)id), t.mime, what);
  return true;
}

static bool add_letters(struct bundle *b, struct err *err) {
  struct outbox_letters letters = {0};
  if (!letters_of_client(b->l, b->a, b->client, LETTERS_MAX, &letters, err))
    return false;
  for (size_t i = letters.n; i-- > 0;) // oldest first
    if (letters.v[i].sent_at && concerns(b, &letters.v[i].invoices) &&
        !add_letter(b, letters.v[i].id, err))
      return false;
  return true;
}

// ---- messages and the story

// Once, whatever it led to: an answer, a delivery report that took a step back.
static bool add_message(struct bundle *b, int64_t id, struct err *err) {
  struct inbox_row m;
  for (size_t i = 0; i < b->messages.n; i++)
    if (b->messages.v[i] == id)
      return true;
  *LIST_PUSH(b->a, &b->messages) = id;
  bool found;
  if (!inbox_get(b->l, b->a, id, &m, &found, err) || !found)
    return found || err_set(err, ERR_INPUT, "message %lld is no longer kept", (long long)id);
  struct str what = str_printf(b->a, "message of %.*s, %.*s", STR_ARG(moment(b->a, m.arrived_at)),
                               STR_ARG(m.words));
  add(b, str_printf(b->a, "message-%lld.eml", (long long)id), m.raw, what);
  return true;
}

static bool add_story(struct bundle *b, struct err *err) {
  struct events events = {0};
  struct buf text = buf_in(b->a);
  bool ok = b->invoice.n ? history_of_invoice(b->l, b->a, b->invoice, &events, err)
                         : history_of_client(b->l, b->a, b->client, &events, err);
  for (size_t i = events.n; ok && i-- > 0;) { // oldest first
    const struct event *e = &events.v[i];
    buf_printf(&text, "%.*s %.*s %.*s: %.*s\n", STR_ARG(moment(b->a, e->at)), STR_ARG(e->what),
               STR_ARG(e->invoice), STR_ARG(e->say));
    ok = !e->message || add_message(b, e->message, err);
  }
  if (ok)
    add(b, S("story.txt"), buf_str(&text), S("what was decided, and why"));
  return ok;
}

static bool whose(struct bundle *b, struct str name, struct err *err) {
  struct client c;
  struct invoice in;
  bool found;
  if (!register_client(b->l, b->a, name, &c, &found, err))
    return false;
  b->client = name;
  if (found)
    return true;
  if (!register_invoice(b->l, b->a, name, &in, &found, err))
    return false;
  b->client = in.client, b->invoice = name;
  return found || err_set(err, ERR_INPUT, "%.*s is neither a client id nor an invoice number",
                          STR_ARG(str_sub(name, 0, 80)));
}

static bool write_all(struct bundle *b, struct str name, const char *path, struct err *err) {
  struct str zip;
  struct day today = clock_now().today;
  if (!whose(b, name, err))
    return false;
  if (access(path, F_OK) == 0)
    return err_set(err, ERR_SETUP, "%s is there already: name a new file with --to", path);
  buf_printf(&b->cover,
             "%.*s, as of %.*s\n\nsha256sum -c SHA256SUMS proves the files unchanged.\n\n",
             STR_ARG(name), STR_ARG(day_iso(b->a, today)));
  if (!add_invoices(b, err) || !add_letters(b, err) || !add_story(b, err))
    return false;
  pack(b, S("COVER.txt"), buf_str(&b->cover));
  pack(b, S("SHA256SUMS"), buf_str(&b->sums));
  return archive_zip(b->a, &b->files, today, &zip, err) && file_write(path, zip, err);
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct arena *a = &app->arena;
  if (args->rest_n != 1)
    return usage("bundle: name one client or invoice");
  struct str name = str_of(args->rest[0]);
  struct bundle b = {.a = a, .cover = buf_in(a), .sums = buf_in(a)};
  const char *path = args_get(args, "to");
  if (!path)
    path = str_c(a, str_printf(a, "bundle-%.*s.zip", STR_ARG(plain_name(a, name))));
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &b.l, &err))
    return fail(&err);
  bool ok = write_all(&b, name, path, &err);
  ledger_close(b.l);
  if (!ok)
    return fail(&err);
  printf("%zu files in %s, listed in its COVER.txt\n", b.files.n, path);
  return EXIT_DONE;
}

static const struct flag flags[] = {{"to", "FILE.zip", "the new file to write it into"}, {0}};

const struct verb verb_bundle = {
    .name = "bundle",
    .synopsis = "[--to FILE.zip] CLIENT|INVOICE",
    .summary = "The file for the lawyer: invoices, letters, answers, the whole story.",
    .examples = "  relance bundle C012                  all of a client, into bundle-C012.zip\n"
                "  relance bundle FA-2026-0012 --to x.zip  what concerns one invoice\n",
    .flags = flags,
    .run = run,
};
