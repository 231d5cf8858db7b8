// reading_make.c: the order in which a message's texts become a reading.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/evidence.h"

#include <string.h>

static void copy_envelope(const struct reading_input *in, struct reading *out) {
  const struct message *m = in->message;
  out->file = in->file;
  out->message_id = m->message_id;
  out->subject = m->subject;
  out->language = in->language;
  out->in_reply_to = m->in_reply_to;
  out->references = m->references;
  out->sent_at = m->sent_at;
  out->sent = m->sent;
  out->from = m->from;
  out->reply_to = m->reply_to;
  out->return_path = m->return_path;
  out->to = m->to;
  out->cc = m->cc;
  out->auto_why = in->auto_header;
  out->bounced = in->reported;
  out->bounce = in->bounce;
}

static void copy_parts(struct arena *a, const struct reading_input *in, struct reading *out) {
  for (size_t i = 0; i < in->texts.n; i++) {
    const struct read_text *t = &in->texts.v[i];
    bool own = t->role == TEXT_BODY || t->role == TEXT_FILE;
    if (t->role == TEXT_SUBJECT)
      continue;
    *(t->role == TEXT_FILE ? LIST_PUSH(a, &out->attachments) : LIST_PUSH(a, &out->parts)) =
        (struct read_part){t->part, t->filename, t->type, t->text, own};
  }
}

static void copy_trouble(struct arena *a, const struct message *m, struct reading *out) {
  for (size_t i = 0; i < m->trouble.n; i++)
    *LIST_PUSH(a, &out->trouble) = m->trouble.v[i];
}

void reading_make(struct arena *a, const struct reading_input *in, const struct words *words,
                  struct reading *out) {
  (void)words;
  memset(out, 0, sizeof *out);
  copy_envelope(in, out);
  copy_parts(a, in, out);
  copy_trouble(a, in->message, out);
}
