// auth.c: our own server's word on who sent a message (RFC 8601, sections 2.2 and 5).
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   authres-header = "Authentication-Results:" [CFWS] authserv-id [CFWS version] (";" resinfo)*
//
// Fields are prepended on the way, so a header reads from us outwards. Our border server's Received
// is the first one that took the message "from" a host that is not ours; the next Received below it
// was written by somebody else, and so may be everything that follows.
#include "room.h"

// Exchange Online writes no authserv-id; its name in the configuration is "microsoft".
static bool is_exchange(struct str authserv_id) {
  return str_eq_ci(authserv_id, S("microsoft"));
}

static struct str result_id(struct str value) {
  struct str id, rest, word;
  if (str_starts(value, S("(")))
    str_cut(value, ')', &rest, &value);
  str_cut(value, ';', &id, &rest);
  return str_word(&id, &word) ? word : S("");
}

static bool is_by(struct str value, struct str authserv_id) {
  struct str id = result_id(value);
  return is_exchange(authserv_id) ? str_find(id, S("="), NULL) : str_eq_ci(id, authserv_id);
}

// The domain whose hosts are ours: "mx.etoile.example" gives "etoile.example".
static struct str own_domain(struct str authserv_id) {
  struct str host, domain;
  if (is_exchange(authserv_id))
    return S("outlook.com");
  return str_cut(authserv_id, '.', &host, &domain) && str_find(domain, S("."), NULL) ? domain
                                                                                     : authserv_id;
}

static bool is_host_of(struct str host, struct str domain) {
  return str_eq_ci(host, S("localhost")) || str_eq_ci(host, domain) ||
         (host.n > domain.n && str_ends_ci(host, domain) && host.p[host.n - domain.n - 1] == '.');
}

// "Received: from HOST ...": whether HOST is not of ours. A Received without "from" is a hop
// inside.
static bool is_border(struct str received, struct str domain) {
  struct str word, host;
  return str_word(&received, &word) && str_eq_ci(word, S("from")) && str_word(&received, &host) &&
         !is_host_of(host, domain);
}

struct str message_auth(const struct message *m, struct str authserv_id) {
  struct str domain = own_domain(authserv_id);
  bool outside = false;
  for (size_t i = 0; i < m->headers.n && authserv_id.n; i++) {
    const struct header *h = &m->headers.v[i];
    if (str_eq_ci(h->name, S("Received"))) {
      if (outside)
        break;
      outside = is_border(h->value, domain);
    } else if (str_eq_ci(h->name, S("Authentication-Results")) && is_by(h->value, authserv_id))
      return h->value;
  }
  return S("");
}
