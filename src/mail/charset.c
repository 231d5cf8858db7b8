// charset.c: bytes in whatever charset they claim to be in, to UTF-8.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is valid UTF-8 is UTF-8, whatever was declared; ISO-8859-1 and US-ASCII are read as
// windows-1252, as every mail program does. Single-byte charsets come from tables; the others from
// iconv, where the machine lends it (see charset_prepare).
#include "charset_tables.h"
#include "room.h"

#include <iconv.h>
#include <string.h>

enum { CHARSET_NAME_LIMIT = 40, REPLACEMENT = 0xFFFD };

// Names as people write them, without signs and in lower case. NULL: none that could be trusted,
// read as UTF-8 with windows-1252 between.
static const struct {
  const char *alias, *table;
} aliases[] = {
    {"", NULL},
    {"utf8", NULL},
    {"usascii", NULL},
    {"ascii", NULL},
    {"unknown8bit", NULL},
    {"xunknown", NULL},
    {"unknown", NULL},
    {"8bit", NULL},
    {"ansi", NULL},
    {"default", NULL},
    {"none", NULL},
    {"iso88591", "windows-1252"},
    {"88591", "windows-1252"},
    {"latin1", "windows-1252"},
    {"l1", "windows-1252"},
    {"cp819", "windows-1252"},
    {"ansix341968", "windows-1252"},
    {"windows1252", "windows-1252"},
    {"win1252", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"ansi1252", "windows-1252"},
    {"latin2", "iso-8859-2"},
    {"cp1250", "windows-1250"},
    {"cp1251", "windows-1251"},
    {"cp1253", "windows-1253"},
    {"cp1254", "windows-1254"},
    {"iso88599", "windows-1254"},
    {"latin5", "windows-1254"},
    {"cp1257", "windows-1257"},
    {"latin9", "iso-8859-15"},
    {"latin10", "iso-8859-16"},
    {"ibm437", "cp437"},
    {"ibm850", "cp850"},
    {"cp00858", "cp858"},
    {"ibm858", "cp858"},
    {"macroman", "macintosh"},
    {"xmacroman", "macintosh"},
    {"mac", "macintosh"},
};

static void name_plain(struct str name, char out[CHARSET_NAME_LIMIT]) {
  size_t n = 0;
  for (size_t i = 0; i < name.n && n + 1 < CHARSET_NAME_LIMIT; i++) {
    char c = name.p[i];
    if (c >= 'A' && c <= 'Z')
      c = (char)(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out[n++] = c;
  }
  out[n] = 0;
}

static const struct charset_table *table_named(const char *plain) {
  for (size_t i = 0; i < sizeof charset_tables / sizeof *charset_tables; i++) {
    char name[CHARSET_NAME_LIMIT];
    name_plain(str_of(charset_tables[i].name), name);
    if (strcmp(name, plain) == 0)
      return &charset_tables[i];
  }
  return NULL;
}

// False: a charset for iconv. True with NULL: none that could be trusted.
static bool table_for(const char *plain, const struct charset_table **table) {
  *table = NULL;
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (strcmp(aliases[i].alias, plain) == 0) {
      char name[CHARSET_NAME_LIMIT];
      name_plain(str_of(aliases[i].table), name);
      *table = table_named(name);
      return true;
    }
  return (*table = table_named(plain));
}

static struct str decode_table(struct arena *a, struct str s, const struct charset_table *table) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    buf_rune(&b, c < 0x80 ? c : table->high[c - 0x80]);
  }
  return buf_str(&b);
}

// UTF-8 where it is UTF-8, windows-1252 for the bytes between.
static struct str decode_mixed(struct arena *a, struct str s) {
  const struct charset_table *table = table_named("windows1252");
  struct buf b = buf_in(a);
  for (size_t i = 0, len; i < s.n; i += len) {
    unsigned char c = (unsigned char)s.p[i];
    uint32_t rune = str_rune(s, i, &len);
    buf_rune(&b, c >= 0x80 && len == 1 ? table->high[c - 0x80] : rune);
  }
  return buf_str(&b);
}

static struct str decode_utf16(struct arena *a, struct str s, bool big) {
  if (s.n >= 2 &&
      ((s.p[0] == '\xFE' && s.p[1] == '\xFF') || (s.p[0] == '\xFF' && s.p[1] == '\xFE')))
    big = s.p[0] == '\xFE';
  struct buf b = buf_in(a);
  uint32_t high = 0;
  for (size_t i = 0; i + 1 < s.n; i += 2) {
    uint32_t u = (uint32_t)(unsigned char)s.p[i + (big ? 0 : 1)] << 8 |
                 (unsigned char)s.p[i + (big ? 1 : 0)];
    if (u >= 0xDC00 && u < 0xE000 && high)
      buf_rune(&b, 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00));
    else if (u < 0xD800 || u >= 0xE000)
      buf_rune(&b, u);
    high = u >= 0xD800 && u < 0xDC00 ? u : 0;
  }
  return buf_str(&b);
}

// False when the machine does not know the charset.
static bool decode_iconv(struct arena *a, struct str s, struct str charset, struct str *out) {
  size_t size = s.n * 4 + 16, left = size;
  char *text = arena_alloc(a, 1, size), *to = text, *from = arena_alloc(a, 1, s.n + 1);
  const char *name = str_c(a, str_trim(charset));
  memcpy(from, s.p, s.n);
  iconv_t cd = iconv_open("UTF-8", name); // after all that may jump out of here
  if (cd == (iconv_t)-1)
    return false;
  for (size_t n = s.n; n > 0 && left > 4;) {
    if (iconv(cd, &from, &n, &to, &left) != (size_t)-1 || n == 0)
      break;
    size_t put = rune_put(REPLACEMENT, to); // a byte that it cannot read
    to += put, left -= put;
    from++, n--;
  }
  iconv_close(cd);
  *out = (struct str){text, size - left};
  return true;
}

// Eight bytes at a time: most mail is nothing else.
static bool is_ascii(struct str s) {
  const uint64_t high = 0x8080808080808080, ones = 0x0101010101010101;
  size_t i = 0;
  for (uint64_t w; i + sizeof w <= s.n; i += sizeof w) {
    memcpy(&w, s.p + i, sizeof w);
    if ((w | ((w - ones) & ~w)) & high) // a byte from 0x80 on, or a NUL
      return false;
  }
  for (; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == 0)
      return false;
  return true;
}

// ISO-2022 and the like hide in ASCII: there the declaration must be believed.
static bool is_shifted(struct str s, const char *plain) {
  return strncmp(plain, "iso2022", 7) == 0 ? memchr(s.p, 27, s.n) != NULL
                                           : strcmp(plain, "utf7") == 0 || strcmp(plain, "hz") == 0;
}

static struct str decode(struct arena *a, struct str s, struct str charset) {
  char plain[CHARSET_NAME_LIMIT];
  const struct charset_table *table;
  struct str out;
  if (s.n == 0)
    return S("");
  name_plain(charset, plain);
  if (!is_shifted(s, plain) && (is_ascii(s) || str_utf8_valid(s)))
    return s;
  if (strncmp(plain, "utf16", 5) == 0)
    return decode_utf16(a, s, strcmp(plain, "utf16le") != 0);
  if (table_for(plain, &table))
    return table ? decode_table(a, s, table) : decode_mixed(a, s);
  return decode_iconv(a, s, charset, &out) ? out : decode_mixed(a, s);
}

struct str charset_line(struct arena *a, struct str bytes, struct str charset) {
  struct str s = decode(a, bytes, charset);
  if (is_ascii(s))
    return s;
  if (!s.n || !memchr(s.p, 0, s.n))
    return str_utf8_clean(a, s);
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i])
      buf_c(&b, s.p[i]);
  return str_utf8_clean(a, buf_str(&b));
}

struct str charset_decode(struct arena *a, struct str bytes, struct str charset) {
  struct str s = charset_line(a, bytes, charset), line;
  if (str_starts(s, S("\xEF\xBB\xBF")))
    s = str_skip(s, 3);
  if (!s.n || !memchr(s.p, '\r', s.n))
    return s;
  struct buf b = buf_in(a);
  bool ended = s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r';
  for (bool more = false; str_line(&s, &line); more = true) {
    if (more)
      buf_c(&b, '\n');
    buf_add(&b, line);
  }
  if (ended)
    buf_c(&b, '\n');
  return buf_str(&b);
}

// iconv reads its modules from disk when a charset is first opened. Held open, they stay.
void charset_prepare(void) {
  static const char *const far[] = {"ISO-2022-JP", "SHIFT_JIS", "EUC-JP",      "GB18030",
                                    "BIG5",        "EUC-KR",    "WINDOWS-874", "UTF-7"};
  static iconv_t held[sizeof far / sizeof *far];
  for (size_t i = 0; i < sizeof far / sizeof *far; i++)
    if (!held[i])
      held[i] = iconv_open("UTF-8", far[i]);
}
