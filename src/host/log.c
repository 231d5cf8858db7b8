// log.c: lines on standard error, as the journal and a terminal want them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *log_who = "";
static enum log_level log_least = LOG_INFO;

void log_start(const char *who, enum log_level least) {
  log_who = who;
  log_least = least;
}

void log_say(enum log_level level, const char *fmt, ...) {
  char line[2048];
  if (level > log_least)
    return;
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(line, sizeof line, fmt, ap);
  va_end(ap);
  for (char *p = line; *p; p++)
    if (*p == '\n' || *p == '\r')
      *p = ' ';
  if (getenv("JOURNAL_STREAM"))
    fprintf(stderr, "<%d>%s: %s\n", (int)level, log_who, line);
  else
    fprintf(stderr, "relance %s: %s\n", log_who, line);
}
