// serve_door.c: login links and sessions. A session is a signed value: nothing is kept of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "host/clock.h"
#include "host/token.h"

#include <string.h>

enum { LINK_SECONDS = 600, SESSION_SECONDS = 30 * 86400 };

static const char key_setting[] = "web_key", link_setting[] = "web_login";
const char session_name[] = "relance";

bool serve_key(struct ledger *l, struct arena *a, struct str *key, struct err *err) {
  bool found;
  if (!ledger_begin(l, "web key", err))
    return false;
  bool ok = ledger_setting_get(l, a, key_setting, key, &found, err);
  if (ok && !found) {
    *key = token_key_new(a);
    ok = ledger_setting_put(l, key_setting, *key, err);
  }
  if (ok && ledger_commit(l, err))
    return true;
  ledger_rollback(l);
  return false;
}

static struct str sign(struct arena *a, struct str key, const char *what, struct str words) {
  return token_of(a, key, str_printf(a, "%s %.*s", what, STR_ARG(words)));
}

// ---------------------------------------------------------------- links

bool login_link(struct serving *s, struct str *url, struct err *err) {
  struct arena *a = &s->app->arena;
  struct str token = token_of(a, token_key_new(a), S("login"));
  long long until = clock_now().utc + LINK_SECONDS;
  struct str kept = str_printf(a, "%.*s %lld", STR_ARG(sign(a, s->key, "login", token)), until);
  if (!ledger_setting_put(s->ledger, link_setting, kept, err))
    return false;
  *url = str_printf(a, "http%s://%.*s/login?token=%.*s", s->proxied ? "s" : "",
                    STR_ARG(s->hosts.v[0]), STR_ARG(token));
  return true;
}

static bool still_good(struct arena *a, struct str key, struct str token, struct str kept) {
  struct str mac, until;
  int64_t end;
  return str_cut(kept, ' ', &mac, &until) && str_int(until, &end) && clock_now().utc <= end &&
         http_same_secret(mac, sign(a, key, "login", token));
}

// In one transaction, so that two who come at once cannot both use it.
bool login_use(struct ledger *l, struct arena *a, struct str key, struct str token, bool *right,
               struct err *err) {
  struct str kept = S("");
  bool found;
  if (!ledger_begin(l, "web login", err))
    return false;
  bool ok = ledger_setting_get(l, a, link_setting, &kept, &found, err);
  bool good = ok && found && still_good(a, key, token, kept);
  if (good)
    ok = ledger_setting_put(l, link_setting, S("used"), err);
  if (!ok || !ledger_commit(l, err)) {
    ledger_rollback(l);
    return false;
  }
  *right = good;
  return true;
}

// ---------------------------------------------------------------- sessions

// "1766000000.RANDOM.SIGNATURE": until when, who, and that it is ours.
struct str session_cookie(struct arena *a, struct str key) {
  long long until = clock_now().utc + SESSION_SECONDS;
  struct str random = token_of(a, token_key_new(a), S("session"));
  struct str words = str_printf(a, "%lld.%.*s", until, STR_ARG(random));
  return str_printf(a, "%s=%.*s.%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict", session_name,
                    STR_ARG(words), STR_ARG(sign(a, key, "session", words)), SESSION_SECONDS);
}

bool session_valid(struct arena *a, struct str key, struct str cookie) {
  struct str until, rest, random, mac;
  int64_t end;
  if (!str_cut(cookie, '.', &until, &rest) || !str_cut(rest, '.', &random, &mac) ||
      !str_int(until, &end) || clock_now().utc > end)
    return false;
  struct str words = str_sub(cookie, 0, until.n + 1 + random.n);
  return http_same_secret(mac, sign(a, key, "session", words));
}

struct str session_csrf(struct arena *a, struct str key, struct str cookie) {
  return sign(a, key, "form", cookie);
}
