// message_files.c: walking over raw messages in files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/message_files.h"

#include "cmd/mbox.h"
#include "host/file.h"
#include "relance/mail.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
  struct arena *a;
  bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw, struct err *err);
  void *ctx;
};

static bool one_file(const struct walk *w, const char *path, struct err *err) {
  struct str raw;
  const char *slash = strrchr(path, '/');
  bool ok = file_read(w->a, path, MAIL_SIZE_LIMIT + 1, &raw, err) &&
            w->each(w->ctx, w->a, str_of(slash ? slash + 1 : path), raw, err);
  arena_free(w->a);
  return ok;
}

static int visible(const struct dirent *e) {
  return e->d_name[0] != '.';
}

static bool one_path(const struct walk *w, const char *path, struct err *err);

// Of a Maildir the folders new and cur, of any other folder every file.
static bool one_folder(const struct walk *w, const char *path, struct err *err) {
  struct dirent **names;
  int n = scandir(path, &names, visible, alphasort);
  bool ok = n >= 0 || err_set(err, ERR_SETUP, "%s: cannot be read", path);
  for (int i = 0; i < n; i++) {
    struct arena a;
    arena_init(&a, 64 << 10);
    if (ok && strcmp(names[i]->d_name, "tmp") != 0)
      ok = one_path(w, str_c(&a, str_printf(&a, "%s/%s", path, names[i]->d_name)), err);
    arena_free(&a);
    free(names[i]);
  }
  if (n >= 0)
    free(names);
  return ok;
}

static bool one_path(const struct walk *w, const char *path, struct err *err) {
  struct stat st;
  bool folder = strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
  if (folder)
    return one_folder(w, path, err);
  return strcmp(path, "-") != 0 && mbox_is(path) ? mbox_each(path, w->a, w->each, w->ctx, err)
                                                 : one_file(w, path, err);
}

bool each_message(const struct args *args, struct arena *a,
                  bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                               struct err *err),
                  void *ctx, struct err *err) {
  struct walk w = {.a = a, .each = each, .ctx = ctx};
  for (size_t i = 0; i < args->rest_n; i++)
    if (!one_path(&w, args->rest[i], err))
      return false;
  return true;
}
