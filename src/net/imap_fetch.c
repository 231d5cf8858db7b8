// imap_fetch.c: sizes, then bytes. What did not come is asked for again before it is believed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"
#include "relance/day.h"

#include <stdlib.h>
#include <string.h>

// ---- one message of an answer

struct fetched {
  struct imap_mail mail;
  struct str body;
  bool has_body; // false for NIL, and for an answer that does not have it
};

static int64_t seconds_utc(const struct mailimap_date_time *d) {
  int64_t hours = d->dt_hour - d->dt_zone / 100; // +0130 is 130
  int64_t minutes = hours * 60 + d->dt_min - d->dt_zone % 100;
  return (int64_t)day_of(d->dt_year, d->dt_month, d->dt_day).n * 86400 + minutes * 60 + d->dt_sec;
}

static unsigned flag_bit(const struct mailimap_flag_fetch *f) {
  static const struct {
    int type;
    unsigned bit;
  } bits[] = {
      {MAILIMAP_FLAG_SEEN, MAIL_SEEN},       {MAILIMAP_FLAG_ANSWERED, MAIL_ANSWERED},
      {MAILIMAP_FLAG_FLAGGED, MAIL_FLAGGED}, {MAILIMAP_FLAG_DELETED, MAIL_DELETED},
      {MAILIMAP_FLAG_DRAFT, MAIL_DRAFT},
  };
  if (f->fl_type != MAILIMAP_FLAG_FETCH_OTHER || !f->fl_flag)
    return 0;
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    if (bits[i].type == f->fl_flag->fl_type)
      return bits[i].bit;
  return 0;
}

static void read_static(const struct mailimap_msg_att_static *s, struct fetched *out) {
  const struct mailimap_msg_att_body_section *body;
  switch (s->att_type) {
  case MAILIMAP_MSG_ATT_UID:
    out->mail.uid = s->att_data.att_uid;
    break;
  case MAILIMAP_MSG_ATT_RFC822_SIZE:
    out->mail.size = s->att_data.att_rfc822_size;
    break;
  case MAILIMAP_MSG_ATT_INTERNALDATE:
    if (s->att_data.att_internal_date)
      out->mail.internaldate = seconds_utc(s->att_data.att_internal_date);
    break;
  case MAILIMAP_MSG_ATT_BODY_SECTION:
    body = s->att_data.att_body_section;
    out->has_body = body && body->sec_body_part;
    if (out->has_body)
      out->body = (struct str){body->sec_body_part, body->sec_length};
  }
}

static struct fetched read_message(const struct mailimap_msg_att *att) {
  struct fetched out = {0};
  for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
    const struct mailimap_msg_att_item *item = clist_content(i);
    if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static)
      read_static(item->att_data.att_static, &out);
    if (item->att_type != MAILIMAP_MSG_ATT_ITEM_DYNAMIC || !item->att_data.att_dyn ||
        !item->att_data.att_dyn->att_list)
      continue;
    for (clistiter *j = clist_begin(item->att_data.att_dyn->att_list); j; j = clist_next(j))
      out.mail.flags |= flag_bit(clist_content(j));
  }
  return out;
}

// The list of messages in the last answer; the caller frees it at once, it may be large.
static clist *take_list(struct imap *imap) {
  if (!imap->lib->imap_response_info)
    return NULL;
  clist *list = imap->lib->imap_response_info->rsp_fetch_list;
  imap->lib->imap_response_info->rsp_fetch_list = NULL;
  return list;
}

// ---- sizes

static int by_uid(const void *a, const void *b) {
  uint32_t x = ((const struct imap_mail *)a)->uid, y = ((const struct imap_mail *)b)->uid;
  return (x > y) - (x < y);
}

// Servers may say a message twice, as when its flags change meanwhile: the later word holds.
static void sort_once(struct imap_mails *m) {
  if (m->n > 1)
    qsort(m->v, m->n, sizeof *m->v, by_uid);
  size_t kept = 0;
  for (size_t i = 0; i < m->n; i++)
    if (kept > 0 && m->v[kept - 1].uid == m->v[i].uid) {
      if (m->v[i].size)
        m->v[kept - 1] = m->v[i];
    } else
      m->v[kept++] = m->v[i];
  m->n = kept;
}

bool imap_fetch_sizes(struct imap *imap, uint32_t first, uint32_t last, struct arena *a,
                      struct imap_mails *out, struct err *err) {
  struct str end = last ? str_printf(a, "%u", last) : S("*");
  const char *command =
      str_c(a, str_printf(a, "UID FETCH %u:%.*s (UID RFC822.SIZE FLAGS INTERNALDATE)",
                          first ? first : 1, STR_ARG(end)));
  if (last == 0 && !imap_look_begin(imap, err))
    return false;
  if (!imap_command(imap, command, IMAP_ANSWER_BYTES, err))
    return false;
  clist *list = take_list(imap);
  struct imap_mails found = {0};
  for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
    struct imap_mail mail = read_message(clist_content(i)).mail;
    if (mail.uid >= first && mail.uid > 0 && (last == 0 || mail.uid <= last))
      *LIST_PUSH(a, &found) = mail;
  }
  if (list)
    mailimap_fetch_list_free(list);
  sort_once(&found);
  *out = found;
  return true;
}

// ---- bytes

struct asking { // what is wanted of each message
  const char *section;
  uint64_t most; // its first bytes only (RFC 3501 6.4.5); 0: all, as the message's size says
  imap_take *take;
  void *context;
};

// How many messages from mails[0] on make one command.
static size_t batch_size(const struct imap_mail *mails, size_t n, uint64_t *bytes) {
  size_t i = 0;
  for (*bytes = 0; i < n && i < IMAP_SET_MAX && mails[i].size; *bytes += mails[i++].size)
    if (i > 0 && *bytes + mails[i].size > IMAP_SET_BYTES)
      break;
  return i;
}

static const char *fetch_command(struct arena *a, const struct imap_mail *mails, size_t n,
                                 const struct asking *t) {
  struct buf set = buf_in(a);
  for (size_t i = 0, j; i < n; i = j) {
    for (j = i + 1; j < n && mails[j].uid == mails[j - 1].uid + 1;)
      j++;
    imap_set_add(&set, mails[i].uid, mails[j - 1].uid);
  }
  struct str s = buf_str(&set), part = S("");
  if (t->most)
    part = str_printf(a, "<0.%llu>", (unsigned long long)t->most);
  return str_c(a, str_printf(a, "UID FETCH %.*s (UID INTERNALDATE %s%.*s)", STR_ARG(s), t->section,
                             STR_ARG(part)));
}

static bool take_all(clist *list, struct imap_mail *mails, size_t n, const struct asking *t,
                     struct err *err) {
  for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
    struct fetched f = read_message(clist_content(i));
    struct imap_mail *m = bsearch(&f.mail, mails, n, sizeof *mails, by_uid);
    if (!m || !f.has_body || m->state == MAIL_HERE)
      continue; // a stranger, nothing, or the same again
    if (f.mail.internaldate)
      m->internaldate = f.mail.internaldate;
    if (!t->take(t->context, m, f.body, err))
      return false;
    m->state = MAIL_HERE;
  }
  return true;
}

// Twice the announced size, as some servers only guess it; the rest is what they say around it.
static uint64_t allowance(uint64_t bytes, size_t n) {
  return bytes * 2 + n * 1024 + (1 << 20);
}

static bool fetch_batch(struct imap *imap, struct imap_mail *mails, size_t n, uint64_t bytes,
                        const struct asking *t, struct err *err) {
  struct arena a;
  arena_init(&a, IMAP_SCRATCH);
  bool ok = imap_command(imap, fetch_command(&a, mails, n, t),
                         allowance(t->most ? t->most : bytes, n), err);
  arena_free(&a);
  clist *list = take_list(imap);
  ok = ok && take_all(list, mails, n, t, err);
  if (list)
    mailimap_fetch_list_free(list);
  return ok;
}

// OK does not mean that all came: a message that somebody removed meanwhile is NIL or not there at
// all, and so may be one that the server just cannot give now. The list of what exists decides.
static bool ask_again(struct imap *imap, struct imap_mail *m, const struct asking *t,
                      struct err *err) {
  struct arena a;
  arena_init(&a, IMAP_SCRATCH);
  const char *command = str_c(&a, str_printf(&a, "UID SEARCH UID %u", m->uid));
  bool ok = imap_command(imap, "NOOP", IMAP_ANSWER_BYTES, err) &&
            imap_command(imap, command, IMAP_ANSWER_BYTES, err);
  clist *list = ok ? imap_answer(imap)->rsp_search_result : NULL;
  bool exists = false;
  for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i))
    exists |= *(uint32_t *)clist_content(i) == m->uid;
  arena_free(&a);
  if (!ok)
    return false;
  m->state = exists ? MAIL_HELD : MAIL_GONE;
  return !exists || fetch_batch(imap, m, 1, m->size, t, err);
}

// One after the other: nobody knows how much each will be.
static bool fetch_singly(struct imap *imap, struct imap_mail *mails, size_t n,
                         const struct asking *t, struct err *err) {
  for (size_t i = 0; i < n; i++) {
    mails[i].state = MAIL_UNREAD;
    if (!fetch_batch(imap, &mails[i], 1, 0, t, err) ||
        (mails[i].state == MAIL_UNREAD && !ask_again(imap, &mails[i], t, err)))
      return false;
  }
  return true;
}

static bool fetch_sized(struct imap *imap, struct imap_mail *mails, size_t n, uint64_t bytes,
                        const struct asking *t, struct err *err) {
  for (size_t i = 0; i < n; i++)
    mails[i].state = MAIL_UNREAD;
  if (!fetch_batch(imap, mails, n, bytes, t, err))
    return false;
  for (size_t i = 0; i < n; i++)
    if (mails[i].state == MAIL_UNREAD && !ask_again(imap, &mails[i], t, err))
      return false;
  return true;
}

bool imap_fetch_raw(struct imap *imap, struct imap_mail *mails, size_t n, imap_take *take,
                    void *context, struct err *err) {
  const struct asking whole = {"BODY.PEEK[]", 0, take, context};
  const struct asking bounded = {"BODY.PEEK[]", IMAP_UNSIZED_BYTES, take, context};
  uint64_t bytes;
  for (size_t at = 0, count; at < n; at += count) {
    count = batch_size(mails + at, n - at, &bytes);
    bool ok = count > 0 ? fetch_sized(imap, mails + at, count, bytes, &whole, err)
                        : fetch_singly(imap, mails + at, count = 1, &bounded, err);
    if (!ok)
      return false;
  }
  return true;
}

bool imap_fetch_heads(struct imap *imap, struct imap_mail *mails, size_t n, imap_take *take,
                      void *context, struct err *err) {
  const struct asking head = {"BODY.PEEK[HEADER]", IMAP_HEAD_BYTES, take, context};
  return fetch_singly(imap, mails, n, &head, err);
}
