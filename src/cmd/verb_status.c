// verb_status.c: how things stand, in one screen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/guard.h"
#include "cmd/look.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/outbox.h"

#include <stdio.h>

enum { COUNTED = 1000 };

static void line(const char *colour, const char *what, struct str words) {
  printf("%s%-12s%s %.*s\n", paint(colour), what, paint("off"), STR_ARG(words));
}

static bool show_clock(struct app *app, struct ledger *l, struct err *err) {
  int64_t latest;
  if (!ledger_latest(l, &latest, err))
    return false;
  if (clock_was_ahead(latest, clock_now().utc))
    line("red", "clock",
         str_printf(&app->arena,
                    "behind what the ledger has seen (%.*s): nothing leaves; see `relance clock`",
                    STR_ARG(day_iso(&app->arena, clock_at(latest).today))));
  return true;
}

static bool show_mailbox(struct app *app, struct ledger *l, const struct mailbox_conf *m,
                         struct err *err) {
  struct arena *a = &app->arena;
  struct str name = m->name, notice;
  int64_t seen;
  if (!inbox_seen_at(l, name, &seen, err) || !look_notice(l, a, m, &notice, err))
    return false;
  int64_t minutes = (clock_now().utc - seen) / 60;
  bool fresh = seen && minutes <= app->conf.service.fresh_minutes;
  struct str when =
      seen ? str_printf(a, "seen %lld minutes ago", (long long)minutes) : S("not seen yet");
  line(fresh ? "green" : "red", "mailbox",
       str_printf(a, "%.*s: %.*s%s", STR_ARG(name), STR_ARG(when),
                  fresh ? "" : ": nothing leaves until it is seen; see `relance check`"));
  if (notice.n)
    line("yellow", "folders", notice);
  return true;
}

static bool count_letters(struct ledger *l, struct arena *a, enum letter_state state, size_t *n,
                          struct err *err) {
  struct outbox_letters some = {0};
  if (!letters_by_state(l, a, state, COUNTED, &some, err))
    return false;
  *n = some.n;
  return true;
}

static bool show_letters(struct ledger *l, struct arena *a, struct err *err) {
  static const struct {
    const char *colour, *advice;
    enum letter_state state;
    bool always;
  } rows[] = {
      {"off", "", LETTER_PLANNED, true},
      {"off", "", LETTER_QUEUED, true},
      {"yellow", ": evidence is being looked for", LETTER_IN_DOUBT, false},
      {"red", ": say what you know: `relance outbox release`", LETTER_ASK_OWNER, false},
      {"yellow", ": `relance outbox --state failed`", LETTER_FAILED, false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t n;
    if (!count_letters(l, a, rows[i].state, &n, err))
      return false;
    if (n || rows[i].always)
      line(rows[i].colour, letter_state_name(rows[i].state),
           str_printf(a, "%zu%s letter%s%s", n, n == COUNTED ? " or more" : "", n == 1 ? "" : "s",
                      rows[i].advice));
  }
  return true;
}

// What relance cannot mend itself: a person's changes are not thrown away.
static bool show_drafts(struct ledger *l, struct arena *a, struct err *err) {
  struct outbox_letters some = {0};
  size_t waiting = 0, changed = 0;
  if (!letters_drafted(l, a, S(""), COUNTED, &some, err))
    return false;
  for (size_t i = 0; i < some.n; i++) {
    waiting += some.v[i].state == LETTER_QUEUED;
    changed += some.v[i].draft == DRAFT_CHANGED;
  }
  if (waiting)
    line("yellow", "drafts", str_printf(a, "%zu in Drafts, for you to send", waiting));
  if (changed)
    line("red", "drafts",
         str_printf(a,
                    "%zu no longer right, but changed by you: delete them from Drafts (`relance "
                    "outbox --state withdrawn`)",
                    changed));
  return true;
}

static bool show_counts(struct ledger *l, struct arena *a, struct err *err) {
  struct ledger_stats s;
  if (!ledger_stats(l, &s, err))
    return false;
  line(
      s.suggestions ? "yellow" : "green", "to review",
      str_printf(a, "%lld%s", (long long)s.suggestions, s.suggestions ? ": `relance review`" : ""));
  line(s.set_aside ? "yellow" : "off", "set aside", str_printf(a, "%lld", (long long)s.set_aside));
  line("off", "messages",
       str_printf(a, "%lld, of which %lld wait to be read", (long long)s.messages,
                  (long long)s.waiting));
  line("off", "invoices",
       str_printf(a, "%lld open of %lld; %lld holds stand", (long long)s.open_invoices,
                  (long long)s.invoices, (long long)s.holds));
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  if (args->rest_n)
    return usage("status: no argument expected, got %s", args->rest[0]);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool ok = show_clock(app, l, &err);
  line("bold", "mode", str_of(mode_name(app->conf.service.mode)));
  for (size_t i = 0; ok && i < app->conf.mailboxes.n; i++)
    ok = show_mailbox(app, l, &app->conf.mailboxes.v[i], &err);
  ok = ok && show_counts(l, &app->arena, &err) && show_letters(l, &app->arena, &err) &&
       show_drafts(l, &app->arena, &err);
  ledger_close(l);
  return ok ? EXIT_DONE : fail(&err);
}

const struct verb verb_status = {
    .name = "status",
    .synopsis = "",
    .summary = "Show in one screen how things stand: mailbox, review, letters.",
    .examples = "  relance status\n",
    .run = run,
};
