// answer.c: may a message be answered by itself? RFC 3834, and some caution beyond it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/letter.h"

enum { ANSWER_DAYS = 7 }; // between two answers for the same cause: RFC 3834, section 2

struct asked {
  const struct reading *r;
  const struct client *client; // may be NULL
  const struct company *us;
  struct day last, today;
};

static bool among(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq_ci(list->v[i], s))
      return true;
  return false;
}

static struct str domain_of(struct str addr) {
  struct str local, domain = {0};
  str_cut(addr, '@', &local, &domain);
  return domain;
}

static bool by_a_person(const struct asked *q) {
  return q->r->kind == KIND_REPLY && !q->r->auto_why.n && !q->r->bounced;
}

// "<>" marks what must never be answered; without any return path there is nowhere to answer to.
static bool has_return_path(const struct asked *q) {
  return q->r->return_path.addr.n > 0;
}

static bool returns_to_writer(const struct asked *q) {
  return str_eq_ci(domain_of(q->r->return_path.addr), domain_of(q->r->from.addr));
}

static bool not_from_us(const struct asked *q) {
  return !among(&q->us->addresses, q->r->from.addr) &&
         !among(&q->us->domains, domain_of(q->r->from.addr));
}

static bool no_robot_address(const struct asked *q) {
  static const char *const robots[] = {"mailer-daemon@", "postmaster@", "owner-", "noreply@",
                                       "no-reply@",      "donotreply@", NULL};
  for (size_t i = 0; robots[i]; i++)
    if (str_starts_ci(q->r->from.addr, str_of(robots[i])))
      return false;
  return !str_find_ci(q->r->from.addr, S("-request@"), NULL);
}

static bool known_contact(const struct asked *q) {
  return q->client && (among(&q->client->emails, q->r->from.addr) ||
                       among(&q->client->domains, domain_of(q->r->from.addr)));
}

static bool not_forged(const struct asked *q) {
  return q->r->auth != AUTH_FAIL;
}

static bool names_us(const struct asked *q) {
  for (size_t i = 0; i < q->r->to.n; i++)
    if (among(&q->us->addresses, q->r->to.v[i].addr))
      return true;
  for (size_t i = 0; i < q->r->cc.n; i++)
    if (among(&q->us->addresses, q->r->cc.v[i].addr))
      return true;
  return false;
}

static bool not_lately(const struct asked *q) {
  return !day_is(q->last) || q->today.n - q->last.n >= ANSWER_DAYS;
}

bool answer_allowed(const struct reading *r, const struct client *c, const struct company *us,
                    struct day last, struct day today, const char **why_not) {
  static const struct {
    bool (*ask)(const struct asked *q);
    const char *no;
  } questions[] = {
      {by_a_person, "the message was not written by a person"},
      {has_return_path, "the message has no return path"},
      {returns_to_writer, "its return path is not the writer's"},
      {not_from_us, "it comes from ourselves"},
      {no_robot_address, "its address is a robot's"},
      {known_contact, "the writer is no known contact of the client"},
      {not_forged, "our mail server doubts the sender"},
      {names_us, "our address is neither in To nor in Cc"},
      {not_lately, "the same was answered less than seven days ago"},
  };
  struct asked q = {r, c, us, last, today};
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
    if (!questions[i].ask(&q)) {
      *why_not = questions[i].no;
      return false;
    }
  return true;
}
