// sender_auth.c: what our own mail server says of the sender (RFC 8601), held against From.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

static struct str domain_of_address(struct str s) {
  struct str local, domain;
  return str_cut(s, '@', &local, &domain) ? domain : s;
}

// One is the other or stands above it: "mail.firm.example" and "firm.example".
static bool aligned(struct str a, struct str b) {
  if (!a.n || !b.n)
    return false;
  if (str_eq_ci(a, b))
    return true;
  struct str longer = a.n > b.n ? a : b, shorter = a.n > b.n ? b : a;
  return str_find(shorter, S("."), NULL) && str_ends_ci(longer, shorter) &&
         longer.p[longer.n - shorter.n - 1] == '.';
}

// The value of "name=value" in one result, without its comment.
static struct str property(struct str result, struct str name) {
  struct str word, key, value;
  while (str_word(&result, &word))
    if (str_cut(word, '=', &key, &value) && str_eq_ci(key, name))
      return value;
  return S("");
}

struct methods {
  bool passed, failed;
};

// resinfo = method "=" result *( property "=" value ), parted by semicolons
static void read_result(struct str result, struct str from, struct methods *m) {
  struct str dmarc = property(result, S("dmarc")), dkim = property(result, S("dkim"));
  struct str spf = property(result, S("spf")), header_from = property(result, S("header.from"));
  bool own_from = !header_from.n || aligned(header_from, from);
  m->passed |= str_eq_ci(dmarc, S("pass")) && own_from;
  m->passed |= str_eq_ci(dkim, S("pass")) &&
               (aligned(property(result, S("header.d")), from) ||
                aligned(domain_of_address(property(result, S("header.i"))), from));
  m->passed |= str_eq_ci(spf, S("pass")) &&
               aligned(domain_of_address(property(result, S("smtp.mailfrom"))), from);
  m->passed |= str_eq_ci(property(result, S("auth")), S("pass")) &&
               aligned(domain_of_address(property(result, S("smtp.auth"))), from);
  m->failed |= str_eq_ci(dmarc, S("fail")) || str_eq_ci(dkim, S("fail")) ||
               str_eq_ci(spf, S("fail")) || str_eq_ci(spf, S("softfail"));
}

void collect_auth(struct collecting *c) {
  struct str rest = c->in->auth, result;
  struct str from = domain_of_address(c->in->message->from.addr);
  struct methods m = {0};
  while (rest.n && str_field(&rest, ';', &result))
    read_result(result, from, &m);
  bool dmarc_failed = str_find_ci(c->in->auth, S("dmarc=fail"), NULL);
  c->out->auth = m.passed && !dmarc_failed ? AUTH_PASS : m.failed ? AUTH_FAIL : AUTH_NONE;
  c->out->auth_why = c->in->auth;
}
