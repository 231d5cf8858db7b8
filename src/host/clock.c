// clock.c: now, in the company's zone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/clock.h"

#include "host/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

bool clock_zone(struct arena *a, struct str zone, struct err *err) {
  const char *path = str_c(a, str_printf(a, "/usr/share/zoneinfo/%.*s", STR_ARG(zone)));
  if (!zone.n || zone.p[0] == '/' || str_find(zone, S(".."), NULL) || access(path, R_OK) != 0)
    return err_set(err, ERR_SETUP, "timezone = %.*s: no such zone (try Europe/Paris)",
                   STR_ARG(zone));
  setenv("TZ", str_c(a, str_printf(a, ":%.*s", STR_ARG(zone))), 1);
  tzset();
  return true;
}

static bool moment_in_file(const char *path, int64_t *utc) {
  char text[64] = "";
  struct stat st;
  struct timespec real;
  struct day local;
  auto_fd fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || read(fd, text, sizeof text - 1) <= 0 || fstat(fd, &st) != 0 ||
      !time_parse(str_trim(str_of(text)), utc, &local))
    return false;
  clock_gettime(CLOCK_REALTIME, &real);
  *utc += real.tv_sec - st.st_mtim.tv_sec;
  return true;
}

static int64_t utc_now(void) {
  const char *fixed = getenv("RELANCE_NOW");
  int64_t utc;
  struct day local;
  if (fixed && *fixed == '@' && moment_in_file(fixed + 1, &utc))
    return utc;
  if (fixed && time_parse(str_of(fixed), &utc, &local))
    return utc;
  return time(NULL);
}

bool clock_is_fixed(void) {
  return getenv("RELANCE_NOW");
}

struct now clock_at(int64_t utc) {
  time_t t = (time_t)utc;
  struct tm tm;
  localtime_r(&t, &tm);
  return (struct now){.utc = utc,
                      .today = day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday),
                      .minute_of_day = tm.tm_hour * 60 + tm.tm_min};
}

struct now clock_now(void) {
  return clock_at(utc_now());
}

int clock_zone_minutes(int64_t utc) {
  time_t t = (time_t)utc;
  struct tm tm;
  localtime_r(&t, &tm);
  return (int)(tm.tm_gmtoff / 60);
}

int64_t clock_ticks(void) {
  struct timespec t;
  clock_gettime(CLOCK_BOOTTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
