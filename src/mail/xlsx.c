// xlsx.c: the sheets of an XLSX workbook as lines with TAB between cells (ECMA-376, part
// 1, 18.2-4). SPDX-License-Identifier: GPL-3.0-or-later
//
//   xl/sharedStrings.xml  <sst><si><t>text</t></si>...   a cell with t="s" holds an index into it
//   xl/worksheets/*.xml   <row r="3"><c r="B3" t="s" s="5"><v>7</v></c>...
//   xl/styles.xml         <cellXfs><xf numFmtId="14"/>...  which numbers are dates
//
// Read as a stream of XML; no entity is expanded that the file declares.
#include "room.h"

#include <libxml/xmlreader.h>
#include <string.h>
#include <zip.h>

enum {
  SHEETS_LIMIT = 10,
  COLUMNS_LIMIT = 100,
  ROWS_LIMIT = 20000, // of all sheets
  STRINGS_LIMIT = 100000,
  STYLES_LIMIT = 5000,
  DIGITS = 15,       // of a number, as Excel shows them
  RATIO_LIMIT = 200, // a piece that unpacks to more than this many times its size is a bomb
};

struct book {
  struct arena *a;
  zip_t *zip;
  struct strs strings;
  LIST(char) dates; // of each cell format, whether it shows a date
  struct buf out;
  size_t rows;
};

static const char bomb[] = "is an archive that unpacks to more than is read";

// ------------------------------------------------------------------ archive

static bool piece_read(struct book *b, zip_uint64_t index, struct str *out, struct err *err) {
  zip_stat_t st = {0};
  if (zip_stat_index(b->zip, index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE))
    return err_set(err, ERR_INPUT, "is a damaged workbook and was not read");
  if (st.size > XLSX_PIECE_LIMIT || st.size / RATIO_LIMIT > st.comp_size)
    return err_set(err, ERR_INPUT, "%s", bomb);
  zip_file_t *f = zip_fopen_index(b->zip, index, 0);
  char *p = arena_alloc(b->a, 1, st.size + 1);
  zip_int64_t n = f ? zip_fread(f, p, st.size) : -1;
  if (f)
    zip_fclose(f);
  if (n < 0)
    return err_set(err, ERR_INPUT, "is a damaged workbook and was not read");
  *out = (struct str){p, (size_t)n};
  return true;
}

// Empty when there is no such piece.
static bool piece_named(struct book *b, const char *name, struct str *out, struct err *err) {
  zip_int64_t at = zip_name_locate(b->zip, name, ZIP_FL_NOCASE);
  *out = S("");
  return at < 0 || piece_read(b, (zip_uint64_t)at, out, err);
}

// ------------------------------------------------------------------ XML

static xmlTextReader *reader_of(struct str xml) {
  return xmlReaderForMemory(xml.p, (int)xml.n, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                XML_PARSE_NOCDATA);
}

static bool is_tag(xmlTextReader *r, int type, const char *name) {
  return xmlTextReaderNodeType(r) == type &&
         strcmp((const char *)xmlTextReaderConstLocalName(r), name) == 0;
}

static bool begins(xmlTextReader *r, const char *name) {
  return is_tag(r, XML_READER_TYPE_ELEMENT, name);
}

static bool ends(xmlTextReader *r, const char *name) {
  return is_tag(r, XML_READER_TYPE_END_ELEMENT, name) ||
         (begins(r, name) && xmlTextReaderIsEmptyElement(r));
}

static struct str attr(struct arena *a, xmlTextReader *r, const char *name) {
  xmlChar *v = xmlTextReaderGetAttribute(r, (const xmlChar *)name);
  struct str s = v ? str_dup(a, str_of((const char *)v)) : S("");
  xmlFree(v);
  return s;
}

static struct str text_here(xmlTextReader *r) {
  int type = xmlTextReaderNodeType(r);
  bool text = type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE ||
              type == XML_READER_TYPE_CDATA;
  return text ? str_of((const char *)xmlTextReaderConstValue(r)) : S("");
}

// The text of all <t> up to the end of `tag`, without phonetic hints.
static struct str rich_text(struct arena *a, xmlTextReader *r, const char *tag) {
  struct buf b = buf_in(a);
  bool in_t = false, hint = false;
  while (!ends(r, tag) && xmlTextReaderRead(r) == 1) {
    if (begins(r, "rPh"))
      hint = !xmlTextReaderIsEmptyElement(r);
    else if (is_tag(r, XML_READER_TYPE_END_ELEMENT, "rPh"))
      hint = false;
    else if (begins(r, "t"))
      in_t = !xmlTextReaderIsEmptyElement(r);
    else if (is_tag(r, XML_READER_TYPE_END_ELEMENT, "t"))
      in_t = false;
    else if (in_t && !hint)
      buf_add(&b, text_here(r));
  }
  return buf_str(&b);
}

// ------------------------------------------------------------------ strings and formats

static bool strings_read(struct book *b, struct err *err) {
  struct str xml;
  if (!piece_named(b, "xl/sharedStrings.xml", &xml, err))
    return false;
  xmlTextReader *r = xml.n ? reader_of(xml) : NULL;
  while (r && xmlTextReaderRead(r) == 1 && b->strings.n < STRINGS_LIMIT)
    if (begins(r, "si")) {
      struct str s = xmlTextReaderIsEmptyElement(r) ? S("") : rich_text(b->a, r, "si");
      *LIST_PUSH(b->a, &b->strings) = s;
    }
  xmlFreeTextReader(r);
  return true;
}

// Whether a format code shows a date: it has y or d outside of quotes and brackets.
static bool is_date_code(struct str code) {
  char close = 0;
  for (size_t i = 0; i < code.n; i++) {
    char c = code.p[i];
    if (close)
      close = c == close ? 0 : close;
    else if (c == '"' || c == '[')
      close = c == '"' ? '"' : ']';
    else if (c == '\\')
      i++;
    else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D')
      return true;
  }
  return false;
}

static bool is_date_id(int64_t id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

static bool styles_read(struct book *b, struct err *err) {
  struct str xml;
  LIST(int64_t) own = {0}; // ids of the workbook's own date formats
  if (!piece_named(b, "xl/styles.xml", &xml, err))
    return false;
  xmlTextReader *r = xml.n ? reader_of(xml) : NULL;
  bool cells = false;
  while (r && xmlTextReaderRead(r) == 1 && b->dates.n < STYLES_LIMIT && own.n < STYLES_LIMIT) {
    int64_t id = 0;
    if (begins(r, "cellXfs"))
      cells = true;
    else if (ends(r, "cellXfs"))
      cells = false;
    else if (begins(r, "numFmt") && str_int(attr(b->a, r, "numFmtId"), &id) &&
             is_date_code(attr(b->a, r, "formatCode")))
      *LIST_PUSH(b->a, &own) = id;
    else if (cells && begins(r, "xf")) {
      bool date = str_int(attr(b->a, r, "numFmtId"), &id) && is_date_id(id);
      for (size_t i = 0; i < own.n; i++)
        date |= own.v[i] == id;
      *LIST_PUSH(b->a, &b->dates) = date;
    }
  }
  xmlFreeTextReader(r);
  return true;
}

// ------------------------------------------------------------------ cells

// "BC12" gives 54; 0 when it says nothing.
static size_t column_of(struct str place) {
  size_t n = 0;
  for (size_t i = 0; i < place.n && place.p[i] >= 'A' && place.p[i] <= 'Z' && n < 100000; i++)
    n = n * 26 + (size_t)(place.p[i] - 'A') + 1;
  return n;
}

// Day 60 of the 1900 calendar is a 29 February that never was.
static struct str serial_day(struct arena *a, struct str value) {
  struct str whole, fraction;
  int64_t n;
  str_cut(value, '.', &whole, &fraction);
  if (!str_int(whole, &n) || n < 1 || n > 200000)
    return value;
  return day_iso(a, (struct day){(int32_t)(n - 25569 + (n < 60))});
}

// Adds one to the last of n decimal digits; false when there is no room for the carry.
static bool round_up(char *digits, size_t n) {
  while (n > 0 && digits[n - 1] == '9')
    digits[--n] = '0';
  if (n > 0)
    digits[n - 1]++;
  return n > 0;
}

// Excel writes 1234.56 as 1234.5599999999999, but shows 15 digits: so are they rounded here, as
// text. What is no such fraction stays as it is.
static struct str number(struct arena *a, struct str value) {
  bool minus = str_starts(value, S("-"));
  struct str whole, fraction;
  if (!str_cut(str_skip(value, minus), '.', &whole, &fraction) || !str_is_digits(whole) ||
      !str_is_digits(fraction) || whole.n + fraction.n <= DIGITS || whole.n >= DIGITS)
    return value;
  size_t zeros = str_eq(whole, S("0")) ? 1 : 0; // a leading zero is no digit of the fifteen
  while (zeros && zeros <= fraction.n && fraction.p[zeros - 1] == '0')
    zeros++;
  size_t n = DIGITS + zeros;
  if (n >= whole.n + fraction.n)
    return value;
  struct str all = str_printf(a, "%.*s%.*s", STR_ARG(whole), STR_ARG(fraction));
  char *digits = memcpy(arena_alloc(a, 1, n + 1), all.p, n);
  if (all.p[n] >= '5' && !round_up(digits, n))
    return value;
  while (n > whole.n && digits[n - 1] == '0')
    n--;
  return str_printf(a, "%s%.*s%s%.*s", minus ? "-" : "", (int)whole.n, digits,
                    n > whole.n ? "." : "", (int)(n - whole.n), digits + whole.n);
}

static struct str one_line(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++)
    buf_c(&b, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
  return buf_str(&b);
}

static struct str cell_value(struct book *b, struct str type, struct str style, struct str value) {
  int64_t at;
  if (str_eq(type, S("s")))
    return str_int(value, &at) && at >= 0 && (size_t)at < b->strings.n ? b->strings.v[at] : S("");
  if (type.n && !str_eq(type, S("n")))
    return value;
  if (str_int(style, &at) && at >= 0 && (size_t)at < b->dates.n && b->dates.v[at])
    return serial_day(b->a, value);
  return number(b->a, value);
}

// Reads up to the end of the <c> that was just begun.
static struct str cell_read(struct book *b, xmlTextReader *r) {
  struct str type = attr(b->a, r, "t"), style = attr(b->a, r, "s"), value = S("");
  bool in_v = false;
  while (!ends(r, "c") && xmlTextReaderRead(r) == 1) {
    if (begins(r, "is"))
      value = rich_text(b->a, r, "is");
    else if (begins(r, "v"))
      in_v = true;
    else if (is_tag(r, XML_READER_TYPE_END_ELEMENT, "v"))
      in_v = false;
    else if (in_v && text_here(r).n)
      value = str_dup(b->a, text_here(r));
  }
  return one_line(b->a, cell_value(b, type, style, value));
}

static void row_read(struct book *b, xmlTextReader *r) {
  struct buf row = buf_in(b->a);
  size_t at = 1, next = 1; // columns: where the row stands, where the next cell goes
  while (!ends(r, "row") && xmlTextReaderRead(r) == 1) {
    if (!begins(r, "c"))
      continue;
    size_t column = column_of(attr(b->a, r, "r"));
    struct str value = cell_read(b, r);
    next = column ? column : next;
    if (next > COLUMNS_LIMIT || next < at || !value.n) {
      next++;
      continue;
    }
    for (; at < next; at++)
      buf_c(&row, '\t');
    buf_add(&row, value);
    next++;
  }
  if (row.n) {
    buf_add(&b->out, buf_str(&row));
    buf_c(&b->out, '\n');
  }
}

static bool sheet_read(struct book *b, zip_uint64_t index, struct err *err) {
  struct str xml = S("");
  if (!piece_read(b, index, &xml, err))
    return false;
  xmlTextReader *r = reader_of(xml);
  if (b->out.n)
    buf_c(&b->out, '\n');
  while (r && xmlTextReaderRead(r) == 1 && b->rows <= ROWS_LIMIT &&
         b->out.n <= ATTACHMENT_TEXT_LIMIT)
    if (begins(r, "row") && !xmlTextReaderIsEmptyElement(r)) {
      b->rows++;
      row_read(b, r);
    }
  xmlFreeTextReader(r);
  return b->rows <= ROWS_LIMIT ||
         err_set(err, ERR_INPUT, "has more than %d rows and was not read", ROWS_LIMIT);
}

static bool book_read(struct book *b, struct err *err) {
  zip_int64_t n = zip_get_num_entries(b->zip, 0);
  int sheets = 0;
  if (n > ZIP_ENTRIES_LIMIT)
    return err_set(err, ERR_INPUT, "%s", bomb);
  if (zip_name_locate(b->zip, "xl/workbook.xml", ZIP_FL_NOCASE) < 0)
    return err_set(err, ERR_INPUT, "is an archive; archives are not opened");
  if (!strings_read(b, err) || !styles_read(b, err))
    return false;
  for (zip_int64_t i = 0; i < n && sheets < SHEETS_LIMIT; i++) {
    struct str name = str_of(zip_get_name(b->zip, (zip_uint64_t)i, 0));
    if (!str_starts(name, S("xl/worksheets/")) || !str_ends(name, S(".xml")))
      continue;
    sheets++;
    if (!sheet_read(b, (zip_uint64_t)i, err))
      return false;
  }
  return true;
}

bool xlsx_text(struct arena *a, struct str bytes, struct str *text, struct err *err) {
  zip_error_t why;
  zip_error_init(&why);
  zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
  zip_error_fini(&why);
  if (!zip) {
    zip_source_free(source);
    return err_set(err, ERR_INPUT, "is a damaged or locked archive and was not read");
  }
  struct book b = {.a = a, .zip = zip, .out = buf_in(a)};
  bool ok = book_read(&b, err);
  zip_discard(zip);
  if (ok)
    *text = buf_str(&b.out);
  return ok;
}
