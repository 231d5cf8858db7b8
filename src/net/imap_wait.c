// imap_wait.c: waiting for mail, by IDLE (RFC 2177) or by asking now and then.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

enum { SLICE_MS = 60000 }; // so that a machine that slept looks at the clock again

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_BOOTTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct waiting {
  struct imap *imap;
  int64_t end; // of this round, milliseconds
  int fd;
  bool news, called;
};

static void note(void *context, const struct imap_line *line) {
  struct waiting *w = context;
  w->news |= line->said == IMAP_SAID_DATA && str_eq_ci(line->word, S("EXISTS"));
}

static enum imap_wake lost(struct imap *imap, struct err *err) {
  imap_lost(imap, err);
  return IMAP_LOST;
}

// Takes in all lines that have come; false when the connection is lost.
static bool drain(struct waiting *w) {
  int have;
  while ((have = stream_feed(w->imap->stream)) > 0) {
    struct imap_line line;
    stream_phase(w->imap->stream, w->imap->reply_seconds, IMAP_LINES_BYTES);
    if (!imap_next(w->imap, &line) || imap_goodbye(w->imap, &line))
      return false;
    note(w, &line);
  }
  return have == 0;
}

// Sleeps until the server says something, the caller's fd can be read, or a slice is over.
static void sleep_a_while(struct waiting *w) {
  int64_t left = w->end - now_ms();
  struct pollfd p[2] = {{.fd = stream_fd(w->imap->stream), .events = POLLIN},
                        {.fd = w->fd, .events = POLLIN}};
  if (left < 0)
    left = 0;
  if (poll(p, 2, left < SLICE_MS ? (int)left : SLICE_MS) > 0)
    w->called = p[1].revents != 0;
}

// False when lost. Looks at what has come before each sleep: "+ idling" and "* 7 EXISTS" may have
// come together, and the socket will not say so again.
static bool watch(struct waiting *w) {
  stream_phase(w->imap->stream, w->imap->reply_seconds, IMAP_LINES_BYTES);
  for (;;) {
    bool called = w->called;
    if (!drain(w))
      return false;
    if (w->news || called || now_ms() >= w->end)
      return true;
    sleep_a_while(w);
  }
}

// Until "+" or, where the server does not want to, the tagged NO.
static bool begin_idle(struct waiting *w, bool *idling, struct err *err) {
  struct imap_line line;
  if (!imap_say(w->imap, "IDLE"))
    return imap_lost(w->imap, err);
  while (imap_next(w->imap, &line) && !imap_goodbye(w->imap, &line)) {
    *idling = line.said == IMAP_SAID_CONTINUE;
    if (*idling || imap_is_done(w->imap, &line))
      return true;
    note(w, &line);
  }
  return imap_lost(w->imap, err);
}

static bool end_idle(struct waiting *w) {
  struct imap_line line;
  stream_phase(w->imap->stream, w->imap->reply_seconds, IMAP_LINES_BYTES);
  if (!stream_send(w->imap->stream, S("DONE\r\n")) || !stream_flush(w->imap->stream))
    return false;
  while (imap_next(w->imap, &line) && !imap_goodbye(w->imap, &line)) {
    if (imap_is_done(w->imap, &line))
      return true;
    note(w, &line);
  }
  return false;
}

static enum imap_wake outcome(const struct waiting *w) {
  return w->news ? IMAP_NEWS : w->called ? IMAP_CALLED : IMAP_QUIET;
}

static enum imap_wake idle_round(struct waiting *w, struct err *err) {
  bool idling = false;
  if (!begin_idle(w, &idling, err))
    return IMAP_LOST;
  w->imap->no_idle = !idling;
  if (idling && (!watch(w) || !end_idle(w)))
    return lost(w->imap, err);
  return outcome(w);
}

static enum imap_wake poll_round(struct waiting *w, struct err *err) {
  struct imap_line done;
  if (!watch(w) || !imap_ask(w->imap, "NOOP", NULL, NULL, note, w, &done))
    return lost(w->imap, err);
  return outcome(w);
}

// An EXISTS that came inside the answer to another command, after the caller last looked.
static bool take_old_news(struct imap *imap) {
  struct mailimap_selection_info *sel = imap->lib->imap_selection_info;
  bool news = sel && sel->sel_has_exists;
  if (news)
    sel->sel_has_exists = 0;
  return news;
}

enum imap_wake imap_wait(struct imap *imap, int seconds, int fd, struct err *err) {
  if (!imap->lib->imap_selection_info) {
    err_set(err, ERR_INPUT, "no folder is selected to wait in");
    return IMAP_LOST;
  }
  if (take_old_news(imap))
    return IMAP_NEWS;
  int64_t end = now_ms() + (int64_t)seconds * 1000;
  enum imap_wake wake;
  do {
    bool idle = imap_has(imap, "IDLE") && !imap->no_idle;
    int64_t round = now_ms() + (idle ? IMAP_IDLE_SECONDS : IMAP_POLL_SECONDS) * INT64_C(1000);
    struct waiting w = {.imap = imap, .end = round < end ? round : end, .fd = fd};
    wake = idle ? idle_round(&w, err) : poll_round(&w, err);
  } while (wake == IMAP_QUIET && now_ms() < end);
  return wake;
}
