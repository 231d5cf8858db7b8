// cmd.h: what the verbs share: their table entry, the program's state, talking to the user.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "host/conf.h"
#include "ledger/ledger.h"

#include <jansson.h>

enum { EXIT_DONE = 0, EXIT_PERSON = 1, EXIT_WRONG_USAGE = 2, EXIT_LATER = 75 };

struct app {
  struct arena arena; // lives as long as the program
  const char *conf_path, *ledger_path;
  struct conf conf;
  struct knowledge *know;
};

struct flag {
  const char *name;  // without the dashes
  const char *value; // what it takes, as shown in the help; NULL: nothing
  const char *help;
};

enum { FLAGS_MAX = 16 };

struct args {
  const struct flag *flags[FLAGS_MAX];
  const char *values[FLAGS_MAX]; // in the order given
  size_t n;
  char **rest;
  size_t rest_n;
};

struct verb {
  const char *name, *synopsis; // synopsis: what follows the name
  const char *summary;         // one line
  const char *examples;        // lines of commands, each with what it does
  const struct flag *flags;    // ends with a NULL name; may be NULL
  int (*run)(struct app *app, const struct args *args);
  bool hidden; // for relance itself
};

const char *args_get(const struct args *args, const char *flag); // value, "" for a bare one, NULL
bool args_has(const struct args *args, const char *flag);

// Reads the configuration (once). Without --config: $RELANCE_CONF, ./relance.conf,
// ~/.config/relance/relance.conf, /etc/relance/relance.conf.
bool app_conf(struct app *app, struct err *err);
bool app_ledger(struct app *app, enum ledger_how how, const char *role, struct ledger **out,
                struct err *err);
struct str app_ledger_path(const struct app *app);
// The mode that the file names at this moment, not when the role began. MODE_SHADOW while it cannot
// be read; `trouble` says why then, and is empty otherwise.
enum mode app_mode(const struct app *app, struct arena *a, struct str *trouble);

// Prints "relance: text" and gives the exit status that belongs to the kind of error.
int fail(const struct err *err);
int usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
bool is_terminal(void);              // standard output is one, and colours are wanted
const char *paint(const char *name); // "bold", "dim", "red", "green", "yellow", "off"
void print_json(json_t *object);     // one line; takes the reference
json_t *json_str(struct str s);      // s must be valid UTF-8
json_t *json_day(struct day d);      // null for DAY_NONE
json_t *json_money(struct arena *a, struct money m); // "1234.56"; null when unset

struct progress { // a line on standard error, on a terminal only
  const char *what;
  size_t done, all; // all 0: unknown
  int64_t shown;
};
void progress_step(struct progress *p, size_t done);
void progress_end(struct progress *p);

static inline bool day_before(struct day a, struct day b) {
  return a.n < b.n;
}
