// einvoice_pdf.c: the invoice XML that a PDF/A-3 carries.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/einvoice.h"

#include "xml.h"

#include <poppler.h>

// ISO 32000-1, section 7.11.4 (embedded file streams). The name of the file says nothing: the root
// of the XML does.
static bool is_invoice(struct str xml) {
  struct str root = xml_root_name(xml);
  return str_eq(root, S("CrossIndustryInvoice")) || str_eq(root, S("CrossIndustryDocument")) ||
         str_eq(root, S("Invoice")) || str_eq(root, S("CreditNote"));
}

struct sink {
  struct buf b;
  bool full;
};

static gboolean take(const gchar *bytes, gsize n, gpointer data, GError **error) {
  struct sink *s = data;
  (void)error;
  s->full = s->full || n > EINVOICE_XML_LIMIT - s->b.n;
  if (!s->full)
    buf_add(&s->b, (struct str){bytes, n});
  return !s->full;
}

static bool look_into(struct arena *a, GList *files, struct str *xml, struct err *err) {
  int found = 0, seen = 0;
  for (GList *f = files; f; f = f->next) {
    struct sink s = {.b = buf_in(a)};
    if (++seen > EINVOICE_FILES_LIMIT)
      return err_set(err, ERR_INPUT, "more than %d files are embedded in this PDF",
                     EINVOICE_FILES_LIMIT);
    poppler_attachment_save_to_callback(f->data, take, &s, NULL);
    struct str bytes = buf_str(&s.b);
    if (!is_invoice(bytes))
      continue;
    if (s.full)
      return err_set(err, ERR_INPUT, "the embedded invoice is larger than %d bytes",
                     EINVOICE_XML_LIMIT);
    *xml = bytes;
    found++;
  }
  return found <= 1 ||
         err_set(err, ERR_INPUT, "%d e-invoices are embedded in this PDF: which counts?", found);
}

bool einvoice_embedded(struct arena *a, struct str pdf, struct str *xml, struct err *err) {
  if (pdf.n > EINVOICE_PDF_LIMIT)
    return err_set(err, ERR_INPUT, "the PDF has %zu bytes, more than %d", pdf.n,
                   EINVOICE_PDF_LIMIT);
  GError *why = NULL;
  GBytes *bytes = g_bytes_new_static(pdf.p, pdf.n);
  PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL, &why);
  bool ok = doc || err_set(err, ERR_INPUT, "this PDF cannot be opened: %s",
                           why ? why->message : "it is broken");
  struct str found = S("");
  if (doc) {
    GList *files = poppler_document_get_attachments(doc);
    ok = look_into(a, files, &found, err);
    g_list_free_full(files, g_object_unref);
    g_object_unref(doc);
  }
  g_clear_error(&why);
  g_bytes_unref(bytes);
  if (ok)
    *xml = found;
  return ok;
}
