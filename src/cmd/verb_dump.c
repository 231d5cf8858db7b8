// verb_dump.c: the program's own tables as text, for the manual and the sample configuration.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/verbs.h"

#include <stdio.h>
#include <string.h>

static int run(struct app *app, const struct args *args) {
  const char *what = args->rest_n ? args->rest[0] : "";
  struct str text = strcmp(what, "sample") == 0   ? conf_sample(&app->arena)
                    : strcmp(what, "manual") == 0 ? conf_manual(&app->arena)
                                                  : S("");
  if (!text.n)
    return usage("dump: sample or manual");
  fwrite(text.p, 1, text.n, stdout);
  return EXIT_DONE;
}

const struct verb verb_dump = {
    .name = "dump",
    .synopsis = "sample|manual",
    .summary = "Print the sample configuration or its manual.",
    .run = run,
    .hidden = true,
};
