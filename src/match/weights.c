// weights.c: the table of reasons, one column each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "weights.h"

#define SAY_NAME(id, name, points, text) name,
#define SAY_POINTS(id, name, points, text) points,
#define SAY_TEXT(id, name, points, text) text,

const struct match_weights default_weights = {
    .points = {SAYS(SAY_POINTS)}, .least = 15, .certain = 20, .margin = 10};

const char *say_name(enum say s) {
  static const char *const names[] = {SAYS(SAY_NAME)};
  return names[s];
}

const char *say_text(enum say s) {
  static const char *const texts[] = {SAYS(SAY_TEXT)};
  return texts[s];
}

// ---- rules/match.rules

enum { POINTS_MOST = 100 };

static bool read_points(const struct stanza *s, const char *key, int *out, struct err *err) {
  struct str value = stanza_get(s, key);
  int64_t n;
  if (!value.n)
    return true;
  if (!str_int(value, &n) || n < -POINTS_MOST || n > POINTS_MOST)
    return err_set(err, ERR_SETUP, "%.*s:%d: %s = %.*s: whole decibans from -%d to %d",
                   STR_ARG(s->file), s->line, key, STR_ARG(value), POINTS_MOST, POINTS_MOST);
  *out = (int)n;
  return true;
}

static bool read_stanza(const struct stanza *s, struct match_weights *w, struct err *err) {
  const char *known[SAY_COUNT + 4];
  size_t n = 0;
  for (int i = 0; i < SAY_COUNT; i++)
    known[n++] = say_name((enum say)i);
  known[n++] = "least", known[n++] = "certain", known[n++] = "margin", known[n] = NULL;
  if (!stanza_check_keys(s, known, err))
    return false;
  for (int i = 0; i < SAY_COUNT; i++)
    if (!read_points(s, say_name((enum say)i), &w->points[i], err))
      return false;
  return read_points(s, "least", &w->least, err) && read_points(s, "certain", &w->certain, err) &&
         read_points(s, "margin", &w->margin, err);
}

bool match_weights_load(struct arena *a, const struct stanzas *files,
                        const struct match_weights **out, struct err *err) {
  struct match_weights *w = ARENA_NEW(a, struct match_weights);
  *w = default_weights;
  for (size_t i = 0; i < files->n; i++)
    if (str_eq(files->v[i].kind, S("match")) && !read_stanza(&files->v[i], w, err))
      return false;
  *out = w;
  return true;
}

const char *reason_sentence(struct str code) {
  for (int i = 0; i < SAY_COUNT; i++)
    if (str_eq(code, str_of(say_name((enum say)i))))
      return say_text((enum say)i);
  return NULL;
}
