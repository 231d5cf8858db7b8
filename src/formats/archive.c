// archive.c: files packed into one, as a zip that every system opens.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// libzip writes into memory here; nothing touches a disk.
#include "relance/formats.h"

#include <zip.h>

enum { FIRST_DAY = 3652 }; // 1980-01-01: no zip knows an earlier one

static bool refuse(zip_error_t *why, struct err *err) {
  err_set(err, ERR_SETUP, "the archive cannot be written: %s", zip_error_strerror(why));
  zip_error_fini(why);
  return false;
}

static bool add(zip_t *z, const struct archive_file *f, struct day day) {
  zip_source_t *from = zip_source_buffer(z, f->bytes.p, f->bytes.n, 0);
  zip_int64_t at = from ? zip_file_add(z, f->name.p, from, ZIP_FL_ENC_UTF_8) : -1;
  if (at < 0) {
    zip_source_free(from);
    return false;
  }
  int64_t seconds = (int64_t)(day.n > FIRST_DAY ? day.n : FIRST_DAY) * 86400 + 43200;
  return zip_file_set_mtime(z, (zip_uint64_t)at, (time_t)seconds, 0) == 0;
}

static bool bytes_of(struct arena *a, zip_source_t *to, struct str *out) {
  zip_stat_t st;
  if (zip_source_stat(to, &st) != 0 || zip_source_open(to) != 0)
    return false;
  char *p = arena_alloc(a, st.size + 1, 1);
  zip_int64_t n = zip_source_read(to, p, st.size);
  zip_source_close(to);
  *out = (struct str){p, st.size};
  return n == (zip_int64_t)st.size;
}

bool archive_zip(struct arena *a, const struct archive_files *files, struct day day,
                 struct str *out, struct err *err) {
  zip_error_t why;
  zip_error_init(&why);
  zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &why);
  zip_t *z = to ? zip_open_from_source(to, ZIP_TRUNCATE, &why) : NULL;
  if (!z) {
    zip_source_free(to);
    return refuse(&why, err);
  }
  zip_source_keep(to);
  bool ok = true;
  for (size_t i = 0; ok && i < files->n; i++)
    ok = add(z, &files->v[i], day);
  if (!ok || zip_close(z) != 0) {
    why = *zip_get_error(z);
    refuse(&why, err);
    zip_discard(z);
    zip_source_free(to);
    return false;
  }
  ok = bytes_of(a, to, out) || err_set(err, ERR_SETUP, "the archive cannot be read back");
  zip_source_free(to);
  return ok;
}
