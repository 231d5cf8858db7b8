// imap_talk.c: saying a command and reading its answer, with or without libetpan.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"
#include "net/utf7.h"
#include "net/words.h"

#include <stdio.h>
#include <string.h>

// ---- lines

bool imap_say(struct imap *imap, const char *command) {
  char tag[16];
  snprintf(tag, sizeof tag, "r%d ", ++imap->tag);
  stream_phase(imap->stream, imap->reply_seconds, IMAP_LINES_BYTES);
  return stream_send(imap->stream, str_of(tag)) && stream_send(imap->stream, str_of(command)) &&
         stream_send(imap->stream, S("\r\n")) && stream_flush(imap->stream);
}

bool imap_next(struct imap *imap, struct imap_line *line) {
  struct str text;
  if (!stream_line(imap->stream, IMAP_LINE_MAX, &text))
    return false;
  if (imap_line_parse(text, line))
    return true;
  stream_trouble(imap->stream, "answered something that is not IMAP");
  return false;
}

bool imap_is_done(const struct imap *imap, const struct imap_line *line) {
  char tag[16];
  snprintf(tag, sizeof tag, "r%d", imap->tag);
  return str_eq(line->tag, str_of(tag));
}

bool imap_goodbye(struct imap *imap, const struct imap_line *line) {
  if (line->said != IMAP_SAID_BYE)
    return false;
  char words[256] = "";
  words_add(words, sizeof words, line->text);
  stream_trouble(imap->stream, "said goodbye: %s", words);
  return true;
}

static bool answer(struct imap *imap, const char *const **answers) {
  const char *text = "";
  if (*answers && **answers)
    text = *(*answers)++;
  return stream_send(imap->stream, str_of(text)) && stream_send(imap->stream, S("\r\n")) &&
         stream_flush(imap->stream);
}

bool imap_ask(struct imap *imap, const char *command, const char *const *answers,
              char challenge[256], imap_each *each, void *context, struct imap_line *done) {
  if (!imap_say(imap, command))
    return false;
  while (imap_next(imap, done)) {
    if (imap_is_done(imap, done))
      return true;
    if (imap_goodbye(imap, done))
      return false;
    if (done->said == IMAP_SAID_CONTINUE) {
      if (challenge) {
        *challenge = '\0';
        words_add(challenge, 256, done->text);
      }
      if (!answer(imap, &answers))
        return false;
    } else if (each)
      each(context, done);
  }
  return false;
}

bool imap_lost(struct imap *imap, struct err *err) {
  imap->dead = true;
  return stream_failed(imap->stream, err);
}

// ---- libetpan

const struct mailimap_response_info *imap_answer(const struct imap *imap) {
  static const struct mailimap_response_info nothing;
  return imap->lib->imap_response_info ? imap->lib->imap_response_info : &nothing;
}

bool imap_code_is(const struct imap *imap, const char *code) {
  const char *said = imap_answer(imap)->rsp_atom;
  return said && strcasecmp(said, code) == 0;
}

// RFC 5530: a NO that may pass by itself, and one that a person must mend.
static const struct {
  const char *code;
  enum err_kind kind;
} codes[] = {
    {"UNAVAILABLE", ERR_WAIT}, {"INUSE", ERR_WAIT},      {"LIMIT", ERR_WAIT},
    {"SERVERBUG", ERR_WAIT},   {"NOPERM", ERR_SETUP},    {"NONEXISTENT", ERR_SETUP},
    {"CANNOT", ERR_SETUP},     {"OVERQUOTA", ERR_SETUP},
};

bool imap_code_kind(struct str code, enum err_kind *kind) {
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (str_eq_ci(code, str_of(codes[i].code))) {
      *kind = codes[i].kind;
      return true;
    }
  return false;
}

// Many servers give no code; then a folder that cannot be opened is most likely misspelt.
static enum err_kind kind_of_no(const struct imap *imap, int r) {
  enum err_kind kind;
  if (imap_code_kind(str_of(imap_answer(imap)->rsp_atom), &kind))
    return kind;
  bool folder = r == MAILIMAP_ERROR_SELECT || r == MAILIMAP_ERROR_EXAMINE;
  return folder || imap_answer(imap)->rsp_trycreate ? ERR_SETUP : ERR_WAIT;
}

bool imap_check(struct imap *imap, int r, const char *what, struct err *err) {
  char words[256] = "";
  switch (r) {
  case MAILIMAP_NO_ERROR:
    return true;
  case MAILIMAP_ERROR_STREAM:
  case MAILIMAP_ERROR_PARSE:
  case MAILIMAP_ERROR_FATAL:
    imap_lost(imap, err);
    return err_in(err, "%s", what);
  case MAILIMAP_ERROR_BAD_STATE:
    return err_set(err, ERR_INPUT, "%s: no folder is selected", what);
  }
  words_add(words, sizeof words, str_of(imap->lib->imap_response));
  return err_set(err, kind_of_no(imap, r), "%s: the server said: %s", what, words);
}

bool imap_command(struct imap *imap, const char *command, uint64_t bytes, struct err *err) {
  char what[64];
  snprintf(what, sizeof what, "%.60s", command);
  stream_phase(imap->stream, imap->reply_seconds, bytes);
  return imap_check(imap, mailimap_custom_command(imap->lib, command), what, err);
}

// ---- words of a command

//   quoted = DQUOTE *( %x01-09 / %x0B-0C / %x0E-7F, with " and \ escaped ) DQUOTE, RFC 3501 9
bool imap_quote(struct arena *a, struct str s, struct str *out, struct err *err) {
  struct buf b = buf_in(a);
  buf_c(&b, '"');
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c < ' ' || c >= 0x7f)
      return err_set(err, ERR_INPUT, "byte 0x%02x cannot be said to an IMAP server", c);
    if (c == '"' || c == '\\')
      buf_c(&b, '\\');
    buf_c(&b, (char)c);
  }
  buf_c(&b, '"');
  *out = buf_str(&b);
  return true;
}

bool imap_wire(struct arena *a, struct str folder, const char **out, struct err *err) {
  struct str wire;
  if (!utf7_encode(a, folder, &wire))
    return err_set(err, ERR_INPUT, "\"%.*s\" cannot be the name of a folder",
                   (int)str_sub(folder, 0, 80).n, folder.p);
  *out = str_c(a, wire);
  return true;
}

void imap_set_add(struct buf *b, uint32_t first, uint32_t last) {
  if (b->n > 0)
    buf_c(b, ',');
  if (first == last)
    buf_printf(b, "%u", first);
  else
    buf_printf(b, "%u:%u", first, last);
}

bool imap_look_begin(struct imap *imap, struct err *err) {
  if (!imap_command(imap, "NOOP", IMAP_ANSWER_BYTES, err))
    return false;
  if (imap->lib->imap_selection_info)
    imap->lib->imap_selection_info->sel_has_exists = 0;
  return true;
}
