// shape.c: writing values as JSON and taking them back from a process that is not trusted.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shape.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- to JSON

static json_t *json_of(struct arena *a, const struct shape *shape, const void *value);

static json_t *text(struct arena *a, struct str s) {
  s = str_utf8_clean(a, s);
  return json_stringn(s.n ? s.p : "", s.n);
}

static json_t *text_or_null(struct arena *a, struct str s) {
  return s.n ? text(a, s) : json_null();
}

static json_t *texts(struct arena *a, const struct strs *list) {
  json_t *array = json_array();
  for (size_t i = 0; i < list->n; i++)
    json_array_append_new(array, text(a, list->v[i]));
  return array;
}

static json_t *objects(struct arena *a, const struct shape *of, const struct strs *list) {
  json_t *array = json_array();
  for (size_t i = 0; i < list->n; i++)
    json_array_append_new(array, json_of(a, of, (const char *)list->v + i * of->size));
  return array;
}

static json_t *money_json(struct arena *a, const struct money *m, bool with_currency) {
  if (!m->currency[0])
    return json_null();
  struct str plain = money_plain(a, *m);
  return text(a, with_currency ? str_printf(a, "%.*s %s", STR_ARG(plain), m->currency) : plain);
}

static json_t *field_json(struct arena *a, const struct field *f, const void *value) {
  const void *at = (const char *)value + f->offset;
  switch (f->type) {
  case FIELD_STR:
    return text(a, *(const struct str *)at);
  case FIELD_STR_NULL:
    return text_or_null(a, *(const struct str *)at);
  case FIELD_STRS:
    return texts(a, at);
  case FIELD_BOOL:
    return json_boolean(*(const bool *)at);
  case FIELD_INT:
    return json_integer(*(const int *)at);
  case FIELD_SIZE:
    return json_integer((json_int_t) * (const size_t *)at);
  case FIELD_PERMILLE:
    return json_real(*(const int *)at / 1000.0);
  case FIELD_ENUM:
    return json_string(f->names((int)*(const unsigned *)at));
  case FIELD_DAY:
    return text_or_null(a, day_iso(a, *(const struct day *)at));
  case FIELD_TIME:
    return *(const int64_t *)at ? text(a, time_utc(a, *(const int64_t *)at)) : json_null();
  case FIELD_CURRENCY:
    return text_or_null(a, str_of(((const struct money *)at)->currency));
  case FIELD_AMOUNT:
  case FIELD_MONEY:
    return money_json(a, at, f->type == FIELD_MONEY);
  case FIELD_OBJECT:
    return json_of(a, f->of, at);
  case FIELD_OPTION:
    return *(const bool *)((const char *)value + f->flag) ? json_of(a, f->of, at) : json_null();
  case FIELD_LIST:
    return objects(a, f->of, at);
  case FIELD_SHOWN:
    return text_or_null(a, f->show(a, value));
  }
  return json_null();
}

static json_t *json_of(struct arena *a, const struct shape *shape, const void *value) {
  json_t *object = json_object();
  for (size_t i = 0; i < shape->n; i++)
    json_object_set_new(object, shape->fields[i].name, field_json(a, &shape->fields[i], value));
  return object;
}

struct str shape_json(struct arena *a, const struct shape *shape, const void *value) {
  json_t *object = json_of(a, shape, value);
  char *line = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(3));
  struct str s = str_dup(a, str_of(line));
  free(line);
  json_decref(object);
  return s;
}

// ---------------------------------------------------------------- from JSON

static bool value_of(struct arena *a, const struct shape *shape, const json_t *json, void *out,
                     struct err *err);

static bool wrong(const struct field *f, const char *want, struct err *err) {
  return err_set(err, ERR_INPUT, "\"%s\" is not %s", f->name, want);
}

static bool take_text(struct arena *a, const json_t *json, struct str *out) {
  if (!json_is_string(json))
    return false;
  *out = str_dup(a, (struct str){json_string_value(json), json_string_length(json)});
  if (!str_utf8_valid(*out))
    return false;
  *out = str_printable(a, *out);
  return true;
}

static bool take_texts(struct arena *a, const json_t *json, struct strs *out) {
  if (!json_is_array(json) || json_array_size(json) > SHAPE_LIST_LIMIT)
    return false;
  for (size_t i = 0; i < json_array_size(json); i++)
    if (!take_text(a, json_array_get(json, i), LIST_PUSH(a, out)))
      return false;
  return true;
}

static bool take_int(const json_t *json, int64_t low, int64_t high, int64_t *out) {
  if (!json_is_integer(json))
    return false;
  *out = json_integer_value(json);
  return *out >= low && *out <= high;
}

static bool take_permille(const json_t *json, int *out) {
  double d = json_number_value(json);
  if (!json_is_number(json) || !(d >= 0 && d <= 1))
    return false;
  *out = (int)(d * 1000 + 0.5);
  return true;
}

static bool take_enum(const struct field *f, const json_t *json, unsigned *out) {
  for (int i = 0; json_is_string(json) && f->names(i); i++)
    if (strcmp(f->names(i), json_string_value(json)) == 0) {
      *out = (unsigned)i;
      return true;
    }
  return false;
}

static bool take_day(const json_t *json, struct day *out) {
  *out = DAY_NONE;
  return json_is_null(json) ||
         (json_is_string(json) && day_parse_iso(str_of(json_string_value(json)), out));
}

static bool take_time(const json_t *json, int64_t *out) {
  struct day local;
  *out = 0;
  return json_is_null(json) ||
         (json_is_string(json) && time_parse(str_of(json_string_value(json)), out, &local));
}

static bool take_currency(struct str s, struct money *out) {
  if (!currency_valid(s))
    return false;
  *out = money_of(0, (char[4]){s.p[0], s.p[1], s.p[2], 0});
  return true;
}

// The currency has already been read into `out`; both are null or neither is.
static bool take_amount(const json_t *json, struct str s, struct money *out) {
  struct err ignored;
  if (json_is_null(json))
    return !out->currency[0];
  char currency[4];
  memcpy(currency, out->currency, sizeof currency);
  return json_is_string(json) && currency[0] && money_parse(s, currency, out, &ignored);
}

static bool take_money(const json_t *json, struct money *out) {
  struct str amount, currency;
  if (json_is_null(json))
    return true;
  return json_is_string(json) &&
         str_cut(str_of(json_string_value(json)), ' ', &amount, &currency) &&
         take_currency(currency, out) && take_amount(json, amount, out);
}

static bool take_objects(struct arena *a, const struct field *f, const json_t *json,
                         struct strs *out, struct err *err) {
  size_t n = json_array_size(json);
  if (!json_is_array(json) || n > SHAPE_LIST_LIMIT)
    return wrong(f, "a list within bounds", err);
  char *v = n ? arena_alloc(a, f->of->size, n) : NULL;
  for (size_t i = 0; i < n; i++)
    if (!value_of(a, f->of, json_array_get(json, i), v + i * f->of->size, err))
      return err_in(err, "%s %zu", f->name, i + 1);
  *out = (struct strs){(void *)v, n, n};
  return true;
}

static bool take_shown(struct arena *a, const struct field *f, const json_t *json,
                       const void *value) {
  struct str got = S(""), want = f->show(a, value);
  return (json_is_null(json) || take_text(a, json, &got)) && str_eq(got, want);
}

static bool take_plain(struct arena *a, const struct field *f, const json_t *json, void *value) {
  void *at = (char *)value + f->offset;
  int64_t n = 0;
  switch (f->type) {
  case FIELD_STR:
    return take_text(a, json, at);
  case FIELD_STR_NULL:
    return json_is_null(json) || (take_text(a, json, at) && ((struct str *)at)->n);
  case FIELD_STRS:
    return take_texts(a, json, at);
  case FIELD_BOOL:
    *(bool *)at = json_is_true(json);
    return json_is_boolean(json);
  case FIELD_INT:
    return take_int(json, INT_MIN, INT_MAX, &n) && (*(int *)at = (int)n, true);
  case FIELD_SIZE:
    return take_int(json, 0, INT_MAX, &n) && (*(size_t *)at = (size_t)n, true);
  case FIELD_PERMILLE:
    return take_permille(json, at);
  case FIELD_ENUM:
    return take_enum(f, json, at);
  case FIELD_DAY:
    return take_day(json, at);
  case FIELD_TIME:
    return take_time(json, at);
  case FIELD_CURRENCY:
    return json_is_null(json) ||
           (json_is_string(json) && take_currency(str_of(json_string_value(json)), at));
  case FIELD_AMOUNT:
    return take_amount(json, str_of(json_string_value(json)), at);
  case FIELD_MONEY:
    return take_money(json, at);
  case FIELD_SHOWN:
    return take_shown(a, f, json, value);
  default:
    return false;
  }
}

static bool take_field(struct arena *a, const struct field *f, const json_t *json, void *value,
                       struct err *err) {
  void *at = (char *)value + f->offset;
  if (f->type == FIELD_LIST)
    return take_objects(a, f, json, at, err);
  if (f->type == FIELD_OPTION) {
    bool *flag = (bool *)((char *)value + f->flag);
    *flag = !json_is_null(json);
    if (!*flag)
      return true;
  }
  if (f->type == FIELD_OPTION || f->type == FIELD_OBJECT)
    return value_of(a, f->of, json, at, err) || err_in(err, "%s", f->name);
  return take_plain(a, f, json, value) || wrong(f, "what it should be", err);
}

static bool value_of(struct arena *a, const struct shape *shape, const json_t *json, void *out,
                     struct err *err) {
  if (!json_is_object(json) || json_object_size(json) != shape->n)
    return err_set(err, ERR_INPUT, "not an object of %zu fields", shape->n);
  for (size_t i = 0; i < shape->n; i++) {
    const json_t *value = json_object_get(json, shape->fields[i].name);
    if (!value)
      return err_set(err, ERR_INPUT, "\"%s\" is missing", shape->fields[i].name);
    if (!take_field(a, &shape->fields[i], value, out, err))
      return false;
  }
  return true;
}

bool shape_parse(struct arena *a, const struct shape *shape, struct str json, size_t limit,
                 void *out, struct err *err) {
  json_error_t why;
  if (json.n > limit)
    return err_set(err, ERR_INPUT, "larger than %zu bytes", limit);
  json_t *object = json_loadb(json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &why);
  if (!object)
    return err_set(err, ERR_INPUT, "not JSON: %s", why.text);
  void *value = arena_alloc(a, shape->size, 1);
  bool ok = value_of(a, shape, object, value, err);
  json_decref(object);
  if (ok)
    memcpy(out, value, shape->size);
  return ok;
}
