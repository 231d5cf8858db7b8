// attachment.c: what an attached file says, as text with TAB between the cells of a row.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first bytes tell what a file is; its name and declared type only decide between kinds of
// text.
#include "room.h"

#include <string.h>

enum { MAGIC_LIMIT = 1024, CONTROL_PER_MILLE = 20 };

static bool is_pdf(struct str s) {
  return str_find(str_sub(s, 0, MAGIC_LIMIT), S("%PDF-"), NULL);
}

static bool is_html(const struct part *p) {
  return str_eq(p->type, S("text/html")) || str_ends_ci(p->filename, S(".htm")) ||
         str_ends_ci(p->filename, S(".html"));
}

static bool is_wide(struct str s) {
  return str_starts(s, S("\xFF\xFE")) || str_starts(s, S("\xFE\xFF"));
}

// Hardly any control characters, in whatever charset.
static bool is_text(struct str s) {
  size_t odd = 0, n = s.n < 65536 ? s.n : 65536;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    odd += c < ' ' && !strchr("\t\n\r\f\x1A\x1B\x1C\x1D\x1E", c);
  }
  return is_wide(s) || odd * 1000 <= n * CONTROL_PER_MILLE;
}

static const struct {
  const char *magic, *what;
  size_t n;
} others[] = {
    {"\xD0\xCF\x11\xE0", "is an old Office file; ask for PDF, XLSX or CSV", 4},
    {"Rar!", "is an archive; archives are not opened", 4},
    {"7z\xBC\xAF", "is an archive; archives are not opened", 4},
    {"\x1F\x8B", "is an archive; archives are not opened", 2},
};

static bool text_of(struct arena *a, const struct part *p, struct str *text, struct err *err) {
  struct strs trouble = {0};
  if (str_starts(p->bytes, S("PK\x03\x04")))
    return xlsx_text(a, p->bytes, text, err);
  if (is_pdf(p->bytes))
    return pdf_text(a, p->bytes, text, err);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (str_starts(p->bytes, (struct str){others[i].magic, others[i].n}))
      return err_set(err, ERR_INPUT, "%s", others[i].what);
  if (!is_text(p->bytes))
    return err_set(err, ERR_INPUT, "is no kind of file that is read");
  *text = charset_decode(a, p->bytes, is_wide(p->bytes) ? S("utf-16") : S(""));
  if (!is_html(p))
    return true;
  if (text->n > MAIL_HTML_LIMIT)
    return err_set(err, ERR_INPUT, "is HTML of more than %d bytes", MAIL_HTML_LIMIT);
  *text = html_text(a, *text, &trouble);
  return trouble.n == 0 || err_set(err, ERR_INPUT, "%.*s", STR_ARG(trouble.v[0]));
}

bool attachment_text(struct arena *a, const struct part *p, struct str *text, struct err *err) {
  struct str got = S("");
  if (p->bytes.n > ATTACHMENT_LIMIT)
    return err_set(err, ERR_INPUT, "is longer than %d bytes and was not read", ATTACHMENT_LIMIT);
  if (!text_of(a, p, &got, err))
    return false;
  if (got.n > ATTACHMENT_TEXT_LIMIT)
    return err_set(err, ERR_INPUT, "holds more than %d bytes of text and was not read",
                   ATTACHMENT_TEXT_LIMIT);
  *text = str_utf8_clean(a, got);
  return true;
}

// ------------------------------------------------------------------ of a whole message

static bool is_picture(struct str s) {
  return str_starts(s, S("\x89PNG")) || str_starts(s, S("\xFF\xD8\xFF")) ||
         str_starts(s, S("GIF8")) || str_starts(s, S("BM"));
}

// Pictures and signatures are no trouble: nobody expects them to be read.
static bool is_expected(const struct part *p) {
  static const char *const mute[] = {"image/", "audio/", "video/", "font/"};
  static const char *const ends[] = {"-signature", "/calendar", "/ms-tnef", "/pgp-keys"};
  for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
    if (str_starts(p->type, str_of(mute[i])))
      return false;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (str_ends(p->type, str_of(ends[i])))
      return false;
  return p->bytes.n > 0 && !is_picture(p->bytes);
}

void attachments_read(struct arena *a, struct message *m) {
  int read = 0;
  for (size_t i = 0; i < m->parts.n; i++) {
    struct part *p = &m->parts.v[i];
    struct err err;
    if (p->role != PART_FILE || !is_expected(p))
      continue;
    if (read++ >= ATTACHMENT_COUNT_LIMIT)
      err_set(&err, ERR_INPUT, "is one of more than %d files and was not read",
              ATTACHMENT_COUNT_LIMIT);
    else if (attachment_text(a, p, &p->text, &err))
      continue;
    *LIST_PUSH(a, &m->trouble) =
        str_printf(a, "part %.*s (%.*s) %s", STR_ARG(p->id), STR_ARG(p->filename), err.text);
  }
}
