// test_mail_files.c: attached files to text: PDF, XLSX, text, and what is refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/mail/room.h"
#include "table.h"

#include <zip.h>

static bool read_file(struct arena *a, const char *name, struct str bytes, struct str *text,
                      struct err *err) {
  struct part p = {.role = PART_FILE, .type = S("application/octet-stream"), .bytes = bytes};
  p.filename = str_of(name);
  return attachment_text(a, &p, text, err);
}

static void reads(const char *name, struct str bytes, const char *want) {
  struct arena a;
  struct str text;
  struct err err;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (!read_file(&a, name, bytes, &text, &err))
    fail_msg("%s %s", name, err.text);
  assert_string_equal(str_c(&a, text), want);
  arena_free(&a);
}

static void refuses(const char *name, struct str bytes, const char *why) {
  struct arena a;
  struct str text = S("untouched");
  struct err err;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (read_file(&a, name, bytes, &text, &err))
    fail_msg("%s was read", name);
  assert_int_equal(err.kind, ERR_INPUT);
  if (!str_find(str_of(err.text), str_of(why), NULL))
    fail_msg("%s: \"%s\" does not say \"%s\"", name, err.text, why);
  assert_string_equal(text.p, "untouched");
  arena_free(&a);
}

// ------------------------------------------------------------------ text

static void text_files(void **state) {
  (void)state;
  reads("a.csv", S("Num\xE9ro;Montant\r\nF-12;1 234,56\r\n"), "Numéro;Montant\nF-12;1 234,56\n");
  reads("a.csv",
        S("\xFF\xFE"
          "F\0-\0"
          "1\0\t\0"
          "5\0"),
        "F-1\t5"); // Excel's "Unicode text"
  reads("a.txt", S("\xEF\xBB\xBFok"), "ok");
  reads("a.htm", S("<table><tr><td>F-1<td>5,00</table>"), "F-1\t5,00\n");
  reads("a.edi", S("UNB+UNOC:3\x1D'\x1C"), "UNB+UNOC:3\x1D'\x1C");
  reads("a.txt", S(""), "");
  refuses("a.bin", S("\0\1\2\3\4\5\6\7"), "no kind of file");
  refuses("a.xls", S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "old Office file");
  refuses("a.rar", S("Rar!\x1A\x07"), "archive");
  struct arena a;
  arena_init(&a, 1 << 20);
  struct buf b = buf_in(&a);
  buf_add(&b, S("<p"));
  for (int i = 0; i < 400; i++)
    buf_add(&b, S(" a"));
  refuses("a.html", buf_str(&b), "attributes");
  arena_free(&a);
}

// ------------------------------------------------------------------ PDF

static struct str pdf_of(struct arena *a, const char *drawing, int pages) {
  struct buf b = buf_in(a);
  buf_add(&b,
          S("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids["));
  for (int i = 0; i < pages; i++)
    buf_add(&b, S("3 0 R "));
  buf_printf(&b,
             "]/Count %d>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]"
             "/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
             "/Encoding/WinAnsiEncoding>>>>>>>>endobj\n"
             "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
             pages, strlen(drawing), drawing);
  return buf_str(&b);
}

static void pdf_rows(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 1 << 20);
  // column by column, as many programs draw a table; the rows come out all the same
  const char *table =
      "BT /F 10 Tf 1 0 0 1 50 700 Tm (Facture) Tj 0 -14 Td (F-12) Tj 0 -14 Td (F-13) Tj "
      "1 0 0 1 300 700 Tm (Montant) Tj 0 -14 Td (1 234,56 \\200) Tj 0 -14 Td (5,00) Tj "
      "1 0 0 1 50 600 Tm (Merci \\340 vous) Tj ET";
  reads("a.pdf", pdf_of(&a, table, 1),
        "Facture\tMontant\nF-12\t1 234,56 €\nF-13\t5,00\n\nMerci à vous\n");
  reads("empty.pdf", pdf_of(&a, "", 1), "");
  refuses("long.pdf", pdf_of(&a, table, 60), "60 pages");
  refuses("cut.pdf", str_sub(pdf_of(&a, table, 1), 0, 30), "damaged");
  arena_free(&a);
}

// ------------------------------------------------------------------ XLSX

struct piece {
  const char *name;
  struct str bytes;
};

static struct str zip_of(struct arena *a, const struct piece *pieces, size_t n) {
  zip_error_t why;
  zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &why);
  zip_t *z = zip_open_from_source(to, ZIP_TRUNCATE, &why);
  zip_source_keep(to);
  for (size_t i = 0; i < n; i++)
    zip_file_add(z, pieces[i].name, zip_source_buffer(z, pieces[i].bytes.p, pieces[i].bytes.n, 0),
                 0);
  assert_int_equal(zip_close(z), 0);
  struct buf b = buf_in(a);
  char chunk[4096];
  zip_source_open(to);
  for (zip_int64_t got; (got = zip_source_read(to, chunk, sizeof chunk)) > 0;)
    buf_add(&b, (struct str){chunk, (size_t)got});
  zip_source_close(to);
  zip_source_free(to);
  return buf_str(&b);
}

#define BOOK                                                                                       \
  { "xl/workbook.xml", S("<workbook/>") }

static void xlsx_rows(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 16 << 20);
  const struct piece pieces[] = {
      BOOK,
      {"xl/sharedStrings.xml", S("<sst><si><t>Facture</t></si><si><r><t>Mon</t></r><r><t>tant</t></"
                                 "r><rPh><t>x</t></rPh></si>"
                                 "<si/></sst>")},
      {"xl/styles.xml",
       S("<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt "
         "numFmtId=\"165\" formatCode=\"0.00&quot;d&quot;\"/></numFmts><cellStyleXfs><xf "
         "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
         "numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>")},
      {"xl/worksheets/sheet1.xml", S("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" "
                                     "t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1"
                                     "</v></c></row><row r=\"2\"/><row r=\"3\"><c r=\"A3\" "
                                     "t=\"inlineStr\"><is><t>F-12\nx</t></is>"
                                     "</c><c r=\"B3\" s=\"1\"><v>46347</v></c><c "
                                     "r=\"C3\"><v>1234.5599999999999</v></c><c r=\"D3\" "
                                     "s=\"2\"><v>46347.5</v></c><c r=\"E3\" "
                                     "s=\"3\"><v>7</v></c></row><row r=\"4\"><c><v>0.1</v></c>"
                                     "<c t=\"str\"><f>A1</f><v>ok</v></c><c "
                                     "t=\"s\"><v>99</v></c><c/></row></sheetData></worksheet>")},
      {"xl/worksheets/sheet2.xml", S("<worksheet><row><c><v>-0.070000000000000007</v></c></row>"
                                     "</worksheet>")},
  };
  reads("a.xlsx", zip_of(&a, pieces, sizeof pieces / sizeof *pieces),
        "Facture\t\tMontant\nF-12 x\t2026-11-21\t1234.56\t2026-11-21\t7\n0.1\tok\n\n-0.07\n");
  arena_free(&a);
}

static void archives_that_are_refused(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 64 << 20);
  char *zeros = arena_alloc(&a, 1, 12 << 20);
  memset(zeros, ' ', 12 << 20);
  const struct piece bomb[] = {BOOK, {"xl/worksheets/sheet1.xml", {zeros, 7 << 20}}};
  const struct piece big[] = {BOOK, {"xl/sharedStrings.xml", {zeros, 12 << 20}}};
  const struct piece other[] = {{"invoice.pdf", S("%PDF-1.4")}};
  const struct piece entity[] = {
      BOOK,
      {"xl/worksheets/sheet1.xml",
       S("<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY y \"boom\">]><w><row><c "
         "t=\"inlineStr\"><is><t>a&x;&y;b</t></is></c></row></w>")}};
  refuses("bomb.xlsx", zip_of(&a, bomb, 2), "unpacks");
  refuses("big.xlsx", zip_of(&a, big, 2), "unpacks");
  refuses("a.zip", zip_of(&a, other, 1), "archives are not opened");
  refuses("cut.xlsx", str_sub(zip_of(&a, bomb, 2), 0, 200), "damaged");
  reads("entity.xlsx", zip_of(&a, entity, 2), "ab\n");
  arena_free(&a);
}

static void files_of_a_message(void **state) {
  (void)state;
  static const char raw[] =
      "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
      "--b\n\nhi\n--b\nContent-Type: text/csv; name=a.csv\n\nF-1;5,00\n"
      "--b\nContent-Type: application/octet-stream; name=logo\n\nGIF89a\1\2\3\n"
      "--b\nContent-Type: application/zip; name=a.zip\n\nPK\3\4\n--b--\n";
  struct arena a;
  struct message m;
  struct err err;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  assert_true(message_read(&a, str_of(raw), &m, &err));
  assert_int_equal(m.parts.n, 4);
  assert_string_equal(str_c(&a, m.parts.v[1].text), "F-1;5,00");
  assert_int_equal(m.parts.v[2].text.n, 0); // a picture: no text, no trouble
  assert_int_equal(m.trouble.n, 1);
  assert_true(str_starts(m.trouble.v[0], S("part 4 (a.zip) is a damaged")));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_files),         cmocka_unit_test(pdf_rows),
      cmocka_unit_test(xlsx_rows),          cmocka_unit_test(archives_that_are_refused),
      cmocka_unit_test(files_of_a_message),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
