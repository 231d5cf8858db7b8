// templates.c: reading template files: head, body, language, partials.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/templates.h"

#include "relance/stanza.h"

const struct language *templates_language(const struct templates *t, struct str code) {
  for (size_t i = 0; i < t->languages.n; i++)
    if (str_eq_ci(t->languages.v[i].code, code))
      return &t->languages.v[i];
  return NULL;
}

static struct template *find(struct template *v, size_t n, struct str language, struct str name) {
  for (size_t i = 0; i < n; i++)
    if (str_eq_ci(v[i].language, language) && str_eq(v[i].name, name))
      return &v[i];
  return NULL;
}

const struct template *templates_letter(const struct templates *t, struct str language,
                                        struct str name) {
  return find(t->letters.v, t->letters.n, language, name);
}

const struct mustache *templates_partial(const struct templates *t, struct str language,
                                         struct str name) {
  const struct template *p = find(t->partials.v, t->partials.n, language, name);
  return p ? &p->body : NULL;
}

bool templates_have(const struct templates *t, struct str language, struct str letter) {
  return templates_letter(t, language, letter) != NULL;
}

// rules/letters/fr/reminder-1.md: the last two parts of the path are language and name.
static bool read_path(struct str path, struct str *language, struct str *name) {
  struct str part, before = {0}, last = {0}, dot;
  while (str_field(&path, '/', &part)) {
    before = last;
    last = part;
  }
  *language = before;
  return before.n >= 2 && str_ends(last, S(".md")) && str_cut(last, '.', name, &dot);
}

static bool head_error(const struct letter_file *f, int line, const char *what, struct str got,
                       struct err *err) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(f->path), line, what,
                 STR_ARG(str_sub(got, 0, 60)));
}

static bool kind_known(struct str kind) {
  return str_eq(kind, S("reminder")) || str_eq(kind, S("formal")) || str_eq(kind, S("answer")) ||
         str_eq(kind, S("notice")) || str_eq(kind, S("script"));
}

// "key: value" lines up to the first blank one.
static bool read_head(struct arena *a, const struct letter_file *f, struct str *rest, int *line,
                      struct template *t, struct err *err) {
  struct str text, key, value;
  while (++*line, str_line(rest, &text) && str_trim(text).n) {
    if (!str_cut(text, ':', &key, &value))
      return head_error(f, *line, "a letter begins with subject: and kind:, then a blank line",
                        text, err);
    key = str_trim(key);
    value = str_trim(value);
    if (str_eq(key, S("kind")))
      t->kind = value;
    else if (!str_eq(key, S("subject")))
      return head_error(f, *line, "unknown key, only subject and kind are known", key, err);
    else if (!mustache_parse(a, f->path, *line, value, &t->subject, err))
      return false;
  }
  if (!t->subject.nodes.n)
    return head_error(f, 1, "a letter needs a subject", S(""), err);
  return kind_known(t->kind) ||
         head_error(f, 1, "a letter's kind is reminder, formal, answer, notice or script", t->kind,
                    err);
}

static bool read_template(struct arena *a, const struct letter_file *f, struct templates *out,
                          struct err *err) {
  struct template t = {0};
  struct str rest = f->text;
  int line = 0;
  if (!read_path(f->path, &t.language, &t.name))
    return err_set(err, ERR_SETUP, "%.*s: a letter's path is LANGUAGE/NAME.md", STR_ARG(f->path));
  if (!str_utf8_valid(f->text))
    return err_set(err, ERR_SETUP, "%.*s: not valid UTF-8: save the file as UTF-8",
                   STR_ARG(f->path));
  bool partial = str_starts(t.name, S("_"));
  if (partial)
    t.name = str_skip(t.name, 1);
  else if (!read_head(a, f, &rest, &line, &t, err))
    return false;
  if (!mustache_parse(a, f->path, line + 1, rest, &t.body, err))
    return false;
  struct template *old = partial ? find(out->partials.v, out->partials.n, t.language, t.name)
                                 : find(out->letters.v, out->letters.n, t.language, t.name);
  if (old)
    *old = t;
  else if (partial)
    *LIST_PUSH(a, &out->partials) = t;
  else
    *LIST_PUSH(a, &out->letters) = t;
  return true;
}

static bool read_languages(struct arena *a, const struct letter_file *f, struct templates *out,
                           struct err *err) {
  struct stanzas all = {0};
  if (!stanza_parse(a, f->path, f->text, &all, err))
    return false;
  for (size_t i = 0; i < all.n; i++) {
    struct language l, *old;
    if (!str_eq(all.v[i].kind, S("language")))
      return err_set(err, ERR_SETUP, "%.*s:%d: expected [language xx]", STR_ARG(f->path),
                     all.v[i].line);
    if (!language_read(a, &all.v[i], &l, err))
      return false;
    for (old = out->languages.v; old < out->languages.v + out->languages.n; old++)
      if (str_eq_ci(old->code, l.code))
        break;
    if (old == out->languages.v + out->languages.n)
      old = LIST_PUSH(a, &out->languages);
    *old = l;
  }
  return true;
}

static bool languages_known(const struct templates *t, struct err *err) {
  for (size_t i = 0; i < t->letters.n; i++) {
    const struct template *l = &t->letters.v[i];
    if (!templates_language(t, l->language))
      return err_set(err, ERR_SETUP, "%.*s: there is no [language %.*s] in languages.rules",
                     STR_ARG(l->body.file), STR_ARG(l->language));
  }
  return true;
}

bool templates_load(struct arena *a, const struct letter_files *files, struct templates **out,
                    struct err *err) {
  struct templates *t = ARENA_NEW(a, struct templates);
  for (size_t i = 0; i < files->n; i++) {
    if (str_ends(files->v[i].path, S("README.md"))) // for people
      continue;
    bool rules = str_ends(files->v[i].path, S(".rules"));
    if (!(rules ? read_languages : read_template)(a, &files->v[i], t, err))
      return false;
  }
  if (!languages_known(t, err) || !names_check(t, err))
    return false;
  *out = t;
  return true;
}
