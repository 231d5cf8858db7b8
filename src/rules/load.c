// load.c: stanzas of rule files to a checked rule set.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <stdlib.h>
#include <string.h>

struct loader {
  struct ruleset *rs;
  struct defines defines;
  struct str file, lang; // of the file being read: its [language xx]
  // Patterns of each mark, gathered from all its stanzas.
  struct buf mark[MARK_COUNT];
  struct origin mark_at[MARK_COUNT];
};

static struct origin origin_of(const struct stanza *s) {
  return (struct origin){s->file, s->line};
}

static bool bad(struct err *err, struct origin at, const char *what, struct str got,
                const char *near) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s \"%.*s\"%s%s%s", STR_ARG(at.file), at.line, what,
                 STR_ARG(str_sub(got, 0, 80)), near ? " (did you mean \"" : "", near ? near : "",
                 near ? "\"?)" : "");
}

static int index_of(struct str name, const char *const *known) {
  for (int i = 0; known[i]; i++)
    if (str_eq(name, str_of(known[i])))
      return i;
  return -1;
}

static struct str keep(struct loader *l, struct str s) {
  return str_dup(&l->rs->arena, s);
}

// The language of a stanza: its own `lang`, else that of its file.
static struct str lang_of(const struct loader *l, const struct stanza *s) {
  struct str own = stanza_get(s, "lang");
  return own.n ? own : l->lang;
}

// ---------------------------------------------------------------- [language xx]

// One entry a word, all its languages together.
static void add_word(struct ruleset *rs, const struct word *w) {
  uint32_t *place = strmap_put(&rs->arena, &rs->word_places, w->text);
  if (!*place) {
    *LIST_PUSH(&rs->arena, &rs->words) = (struct word){.text = w->text};
    *place = (uint32_t)rs->words.n;
  }
  struct word *entry = &rs->words.v[*place - 1];
  entry->languages |= w->languages;
  entry->stops |= w->stops;
  entry->follows |= w->follows;
}

static void add_words(struct loader *l, const struct stanza *s, const char *key,
                      struct word proto) {
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, key, &i));) {
    struct str list = subject_of(&l->rs->arena, e->value, false).text;
    while (str_word(&list, &proto.text))
      add_word(l->rs, &proto);
  }
}

static bool load_language(struct loader *l, const struct stanza *s, struct err *err) {
  struct ruleset *rs = l->rs;
  if (rs->n_languages == RULES_LANGUAGES)
    return bad(err, origin_of(s), "more than 16 languages:", s->name, NULL);
  unsigned bit = 1u << rs->n_languages;
  rs->languages[rs->n_languages++].code = keep(l, s->name);
  add_words(l, s, "words", (struct word){.languages = bit});
  add_words(l, s, "abbreviations", (struct word){.stops = bit});
  add_words(l, s, "after_number", (struct word){.follows = bit});
  return true;
}

// ---------------------------------------------------------------- [define NAME]

static bool load_define(struct loader *l, const struct stanza *s, struct err *err) {
  (void)err;
  struct buf body = buf_in(&l->rs->arena);
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "pattern", &i));) {
    if (body.n)
      buf_c(&body, '|');
    buf_add(&body, e->value);
  }
  *LIST_PUSH(&l->rs->arena, &l->defines) = (struct define){s->name, lang_of(l, s), buf_str(&body)};
  return true;
}

// ---------------------------------------------------------------- [idea NAME], [weights NAME]

static bool load_idea(struct loader *l, const struct stanza *s, struct err *err) {
  return ideas_read(l->rs, s, err);
}

static bool load_weights(struct loader *l, const struct stanza *s, struct err *err) {
  return weights_read(l->rs, s, err);
}

// ---------------------------------------------------------------- [rule NAME]

// All patterns of one key as alternatives of one; empty when there is none.
static bool gather(struct loader *l, const struct stanza *s, const char *key, struct buf *into,
                   struct err *err) {
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, key, &i));) {
    struct str one;
    if (!pattern_expand(&l->rs->arena, &l->defines, lang_of(l, s), e->value,
                        (struct origin){s->file, e->line}, &one, err))
      return false;
    if (into->n)
      buf_c(into, '|');
    buf_add(into, S("(?:"));
    buf_add(into, one);
    buf_c(into, ')');
  }
  return true;
}

static bool compile_key(struct loader *l, const struct stanza *s, const char *key, pcre2_code **out,
                        struct needles *needles, struct err *err) {
  struct buf all = buf_in(&l->rs->arena);
  if (!gather(l, s, key, &all, err))
    return false;
  if (needles)
    needles_of(&l->rs->arena, buf_str(&all), needles);
  uint32_t anchors = needles && needles->heads.n ? PCRE2_ANCHORED : 0;
  return all.n == 0 || pattern_compile(buf_str(&all), anchors, origin_of(s), out, err);
}

static bool read_places(const struct stanza *s, unsigned *in, struct err *err) {
  struct str list = stanza_get(s, "in"), place;
  *in = list.n ? 0 : IN_OWN;
  while (str_word(&list, &place)) {
    if (str_ends(place, S(",")))
      place.n--;
    int i = index_of(place, rules_places);
    if (i < 0)
      return bad(err, origin_of(s), "unknown place in `in`:", place,
                 nearest_name(place, rules_places));
    *in |= 1u << i == IN_ALL + 1 ? IN_ALL : 1u << i;
  }
  return true;
}

#define READ_EXAMPLES(l, s, list)                                                                  \
  do {                                                                                             \
    for (size_t e_ = 0; e_ < (s)->entries.n; e_++) {                                               \
      const struct entry *e = &(s)->entries.v[e_];                                                 \
      bool ok_ = str_eq(e->key, S("ok"));                                                          \
      if (ok_ || str_eq(e->key, S("no")))                                                          \
        *LIST_PUSH(&(l)->rs->arena, (list)) = (struct example){keep((l), e->value), e->line, ok_}; \
    }                                                                                              \
  } while (0)

static bool has_both(const struct stanza *s, struct err *err) {
  if (stanza_get(s, "ok").n == 0 || stanza_get(s, "no").n == 0)
    return bad(err, origin_of(s), "needs at least one `ok =` and one `no =` example:", s->name,
               NULL);
  return true;
}

static bool rule_is_new(const struct loader *l, const struct stanza *s, struct err *err) {
  for (size_t i = 0; i < l->rs->rules.n; i++)
    if (str_eq(l->rs->rules.v[i].name, s->name))
      return bad(err, origin_of(s), "a second rule of the same name:", s->name, NULL);
  return true;
}

static unsigned languages_bit(const struct loader *l, const struct stanza *s) {
  struct str lang = lang_of(l, s);
  for (size_t i = 0; i < l->rs->n_languages; i++)
    if (str_eq(l->rs->languages[i].code, lang))
      return 1u << i;
  return lang.n ? 0 : RULES_ANY_LANGUAGE;
}

static bool load_rule(struct loader *l, const struct stanza *s, struct err *err) {
  struct str signal = stanza_get(s, "signal");
  struct rule r = {.name = keep(l, s->name),
                   .say = keep(l, stanza_get(s, "say")),
                   .lang = keep(l, lang_of(l, s)),
                   .file = keep(l, s->file),
                   .line = s->line,
                   .signal = keep(l, signal)};
  r.wants_date = index_of(signal, rules_dated) >= 0;
  if (index_of(signal, rules_signals) < 0)
    return bad(err, origin_of(s), "unknown signal", signal, nearest_name(signal, rules_signals));
  if (stanza_get(s, "pattern").n == 0)
    return bad(err, origin_of(s), "a rule needs a `pattern =`:", s->name, NULL);
  r.languages = languages_bit(l, s);
  if (!r.languages)
    return bad(err, origin_of(s), "no [language] of this code:", r.lang, NULL);
  if (!rule_is_new(l, s, err) || !read_places(s, &r.in, err) || !has_both(s, err))
    return false;
  bool ok = compile_key(l, s, "pattern", &r.pattern, &r.needles, err) &&
            compile_key(l, s, "unless", &r.unless, NULL, err) &&
            compile_key(l, s, "unless_near", &r.near, NULL, err);
  READ_EXAMPLES(l, s, &r.examples);
  *LIST_PUSH(&l->rs->arena, &l->rs->rules) = r; // also when not ok: rules_free frees its code
  return ok;
}

// ---------------------------------------------------------------- [mark NAME]

static bool load_mark(struct loader *l, const struct stanza *s, struct err *err) {
  struct str means = stanza_get(s, "means");
  int m = index_of(means, rules_marks);
  if (m < 0)
    return bad(err, origin_of(s), "unknown `means`:", means, nearest_name(means, rules_marks));
  if (stanza_get(s, "pattern").n == 0)
    return bad(err, origin_of(s), "a mark needs a `pattern =`:", s->name, NULL);
  struct mark_rule *mark = LIST_PUSH(&l->rs->arena, &l->rs->marks);
  *mark =
      (struct mark_rule){.mark = (enum mark)m, .name = keep(l, s->name), .file = keep(l, s->file)};
  READ_EXAMPLES(l, s, &mark->examples);
  if (l->mark[m].n == 0)
    l->mark_at[m] = origin_of(s);
  return has_both(s, err) && gather(l, s, "pattern", &l->mark[m], err);
}

// Banners, disclaimers and our own letters are known by words within; the others are whole lines.
static bool compile_marks(struct loader *l, struct err *err) {
  for (int m = 0; m < MARK_COUNT; m++)
    if (l->mark[m].n && !pattern_compile(buf_str(&l->mark[m]),
                                         m < MARK_BANNER ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0,
                                         l->mark_at[m], &l->rs->mark[m], err))
      return false;
  return true;
}

// The date expressions of a language are its [define WHEN].
static bool compile_dates(struct loader *l, struct err *err) {
  for (size_t i = 0; i < l->rs->n_languages; i++) {
    struct language *lang = &l->rs->languages[i];
    struct str all;
    struct origin at = {lang->code, 0};
    for (size_t d = 0; d < l->defines.n; d++)
      if (str_eq(l->defines.v[d].lang, lang->code) && str_eq(l->defines.v[d].name, S("WHEN")) &&
          (!pattern_expand(&l->rs->arena, &l->defines, lang->code, S("\\b(?<date>(?&WHEN))"), at,
                           &all, err) ||
           !pattern_compile(all, 0, at, &lang->when, err)))
        return false;
  }
  return true;
}

// ---------------------------------------------------------------- all

// Passes: a kind is read in its pass, so that a file may use what stands further down or elsewhere.
static const struct kind {
  const char *name;
  int pass;
  bool (*load)(struct loader *l, const struct stanza *s, struct err *err);
  const char *keys[12];
} kinds[] = {
    {"language", 0, load_language, {"words", "abbreviations", "after_number", NULL}},
    {"define", 1, load_define, {"lang", "pattern", NULL}},
    {"rule",
     2,
     load_rule,
     {"lang", "in", "signal", "pattern", "unless", "unless_near", "say", "ok", "no", NULL}},
    {"idea", 1, load_idea, {"words", NULL}},
    {"weights", 1, load_weights, {"lang", "signal", "bias", "threshold", "words", NULL}},
    {"mark", 2, load_mark, {"lang", "means", "pattern", "ok", "no", NULL}},
};
enum { PASSES = 3, KINDS = sizeof kinds / sizeof *kinds };

static const struct kind *kind_of(struct str name) {
  for (size_t i = 0; i < KINDS; i++)
    if (str_eq(name, str_of(kinds[i].name)))
      return &kinds[i];
  return NULL;
}

bool rules_knows_kind(struct str kind) {
  return kind_of(kind) != NULL;
}

static bool check_kinds(const struct stanzas *files, struct err *err) {
  static const char *const names[] = {"language", "define",  "rule", "mark",
                                      "idea",     "weights", NULL};
  for (size_t i = 0; i < files->n; i++) {
    const struct stanza *s = &files->v[i];
    const struct kind *k = kind_of(s->kind);
    if (!k)
      return bad(err, origin_of(s), "unknown kind of stanza", s->kind,
                 nearest_name(s->kind, names));
    if (s->name.n == 0)
      return bad(err, origin_of(s), "a stanza needs a name, like [rule paid.done]:", s->kind, NULL);
    if (!stanza_check_keys(s, k->keys, err))
      return false;
  }
  return true;
}

// The language of each file is told by its [language xx], wherever in it that stands.
static struct str file_language(const struct stanzas *files, size_t i) {
  struct str file = files->v[i].file;
  for (size_t j = 0; j < files->n; j++)
    if (str_eq(files->v[j].kind, S("language")) && str_eq(files->v[j].file, file))
      return files->v[j].name;
  return S("");
}

static bool load_pass(struct loader *l, const struct stanzas *files, int pass, struct err *err) {
  for (size_t i = 0; i < files->n; i++) {
    const struct stanza *s = &files->v[i];
    const struct kind *k = kind_of(s->kind);
    if (!str_eq(s->file, l->file)) {
      l->file = s->file;
      l->lang = file_language(files, i);
    }
    if (k->pass == pass && !k->load(l, s, err))
      return false;
  }
  return true;
}

// Rules are of one language or of none.
static void index_starts(struct ruleset *rs) {
  for (size_t i = 0; i < rs->rules.n; i++) {
    const struct rule *r = &rs->rules.v[i];
    struct starts *s = r->languages & RULES_ANY_LANGUAGE
                           ? &rs->starts
                           : &rs->languages[__builtin_ctz(r->languages)].starts;
    for (size_t h = 0; h < r->needles.heads.n; h++)
      starts_add(&rs->arena, s, &r->needles.heads.v[h], (uint32_t)i);
  }
}

static bool load_all(struct loader *l, const struct stanzas *files, struct err *err) {
  if (!check_kinds(files, err))
    return false;
  for (int pass = 0; pass < PASSES; pass++)
    if (!load_pass(l, files, pass, err))
      return false;
  index_starts(l->rs);
  weights_index(&l->rs->arena, &l->rs->weights);
  for (size_t i = 0; i < l->rs->n_languages; i++) {
    weights_index(&l->rs->arena, &l->rs->languages[i].weights);
    ideas_sort(&l->rs->arena, &l->rs->languages[i]);
  }
  return compile_marks(l, err) && compile_dates(l, err);
}

bool rules_load(const struct stanzas *files, struct ruleset **out, struct err *err) {
  struct ruleset *rs = calloc(1, sizeof *rs);
  if (!rs)
    return err_set(err, ERR_RETRY, "out of memory while loading the rules");
  arena_init(&rs->arena, 64 << 20);
  rs->limits = pattern_limits();
  struct loader l = {.rs = rs};
  for (int m = 0; m < MARK_COUNT; m++)
    l.mark[m] = buf_in(&rs->arena);
  if (rs->limits ? !load_all(&l, files, err)
                 : !err_set(err, ERR_RETRY, "out of memory while loading the rules")) {
    rules_free(rs);
    return false;
  }
  *out = rs;
  return true;
}

static void quicken(pcre2_code *code) {
  // Without leave to make code (seccomp, MemoryDenyWriteExecute) PCRE2 goes on interpreting.
  if (code)
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
}

// Guards and days are asked only after a match: too seldom to earn what their code costs at start.
void rules_quicken(struct ruleset *rs) {
  for (size_t i = 0; i < rs->rules.n; i++)
    quicken(rs->rules.v[i].pattern);
  for (int m = 0; m < MARK_COUNT; m++)
    quicken(rs->mark[m]);
}

void rules_free(struct ruleset *rs) {
  if (!rs)
    return;
  for (size_t i = 0; i < rs->rules.n; i++) {
    pcre2_code_free(rs->rules.v[i].pattern);
    pcre2_code_free(rs->rules.v[i].unless);
    pcre2_code_free(rs->rules.v[i].near);
  }
  for (int m = 0; m < MARK_COUNT; m++)
    pcre2_code_free(rs->mark[m]);
  for (size_t i = 0; i < rs->n_languages; i++)
    pcre2_code_free(rs->languages[i].when);
  pcre2_match_context_free(rs->limits);
  arena_free(&rs->arena);
  free(rs);
}
