// imap_status.c: the state of many folders in one round trip.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"

#include <stdio.h>
#include <string.h>

// All commands are said, then all answers are read (RFC 3501 5.5 allows it: none of them changes
// what another one means). The answer carries the folder's name, so their order does not matter.
struct asking {
  struct imap *imap;
  struct arena *a;
  const char **wires; // names on the wire
  struct box *boxes;
  size_t n, open; // open: commands without their tagged answer
  int first_tag;
};

static bool say(struct asking *q, size_t i, struct err *err) {
  char tag[16];
  struct str quoted;
  if (!imap_quote(q->a, str_of(q->wires[i]), &quoted, err))
    return false;
  snprintf(tag, sizeof tag, "r%d ", ++q->imap->tag);
  struct stream *s = q->imap->stream;
  return (stream_send(s, str_of(tag)) && stream_send(s, S("STATUS ")) && stream_send(s, quoted) &&
          stream_send(s, S(" (MESSAGES UIDNEXT UIDVALIDITY)\r\n"))) ||
         imap_lost(q->imap, err);
}

// One line with the literals in it.
static bool whole_line(struct asking *q, struct str *out) {
  struct str line;
  struct buf b = buf_in(q->a);
  size_t octets;
  do {
    if (!stream_line(q->imap->stream, IMAP_LINE_MAX, &line))
      return false;
    buf_add(&b, line);
  } while (b.n < IMAP_LINE_MAX && imap_line_announces(line, &octets));
  *out = buf_str(&b);
  return true;
}

static bool is_ours(const struct asking *q, struct str tag) {
  int64_t number;
  return str_starts(tag, S("r")) && str_int(str_skip(tag, 1), &number) && number >= q->first_tag &&
         number < q->first_tag + (int64_t)q->n;
}

static void note(struct asking *q, struct str text) {
  struct imap_status_line s;
  if (!imap_status_parse(q->a, text, &s))
    return;
  for (size_t i = 0; i < q->n; i++)
    if (str_eq(str_of(q->wires[i]), s.folder))
      q->boxes[i] = (struct box){s.uidvalidity, s.uidnext, s.exists};
}

static bool hear(struct asking *q, struct err *err) {
  struct str text;
  struct imap_line line;
  while (q->open > 0) {
    if (!whole_line(q, &text))
      return imap_lost(q->imap, err);
    if (!imap_line_parse(text, &line)) {
      stream_trouble(q->imap->stream, "answered something that is not IMAP");
      return imap_lost(q->imap, err);
    }
    if (imap_goodbye(q->imap, &line))
      return imap_lost(q->imap, err);
    if (is_ours(q, line.tag))
      q->open--;
    else if (line.said == IMAP_SAID_DATA && str_eq_ci(line.word, S("STATUS")))
      note(q, line.text);
  }
  return true;
}

static bool ask(struct asking *q, const struct str *folders, struct err *err) {
  q->wires = arena_alloc(q->a, sizeof *q->wires, q->n);
  q->first_tag = q->imap->tag + 1;
  for (size_t i = 0; i < q->n; i++)
    if (!imap_wire(q->a, folders[i], &q->wires[i], err))
      return false;
  stream_phase(q->imap->stream, q->imap->reply_seconds, IMAP_LINES_BYTES);
  for (size_t i = 0; i < q->n; i++, q->open++)
    if (!say(q, i, err))
      return false;
  return stream_flush(q->imap->stream) ? hear(q, err) : imap_lost(q->imap, err);
}

bool imap_status_all(struct imap *imap, const struct str *folders, struct box *boxes, size_t n,
                     struct err *err) {
  struct arena a;
  if (n == 0)
    return true;
  arena_init(&a, IMAP_ANSWER_BYTES + n * 4 * IMAP_NAME_MAX); // many short lines take most
  struct asking q = {.imap = imap, .a = &a, .boxes = boxes, .n = n};
  memset(boxes, 0, n * sizeof *boxes);
  bool ok = ask(&q, folders, err);
  arena_free(&a);
  return ok;
}
