// digest_reply.c: who answers, what he says, what is done, and one mail that says so.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/digest_reply.h"

#include "cmd/decide.h"
#include "cmd/digest.h"
#include "cmd/digest_words.h"
#include "cmd/knowledge.h"
#include "cmd/outbox_move.h"
#include "cmd/owner_hold.h"
#include "host/token.h"
#include "host/wake.h"
#include "ledger/inbox.h"
#include "web/html.h"

struct answering { // one answer to one digest
  struct worker *w;
  const struct acting *x;
  const struct reading *r;
  struct outbox_letter digest;
  struct digest_items items;
  struct digest_answer said;
  struct html h;
  struct strs used; // numbers of items that this digest has decided before
  struct buf done;  // what came of each, a line each
};

// ---------------------------------------------------------------- which digest

static bool find_by_id(const struct acting *x, const struct reading *r, struct outbox_letter *out,
                       bool *found, struct err *err) {
  const struct strs *lists[] = {&r->in_reply_to, &r->references};
  *found = false;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (size_t k = 0; k < lists[i]->n && !*found; k++)
      if (!letter_find(x->l, x->a, lists[i]->v[k], S(""), out, found, err))
        return false;
  return true;
}

// "relance TOKEN" under the quoted digest, where a mail program has dropped the thread.
static bool find_by_token(const struct acting *x, const struct reading *r,
                          struct outbox_letter *out, bool *found, struct err *err) {
  *found = false;
  for (size_t i = 0; i < r->parts.n && !*found; i++) {
    struct str text = r->parts.v[i].text;
    for (size_t at; !*found && str_find(text, S("relance "), &at);) {
      text = str_skip(text, at + 8);
      struct str token = str_sub(text, 0, TOKEN_LETTERS);
      if (token.n == TOKEN_LETTERS && !letter_find(x->l, x->a, S(""), token, out, found, err))
        return false;
    }
  }
  return true;
}

static bool find_notice(const struct acting *x, const struct reading *r, struct outbox_letter *out,
                        bool *found, struct err *err) {
  if (!find_by_id(x, r, out, found, err))
    return false;
  if (*found)
    return *found = out->kind == OUTBOX_NOTICE, true;
  if (!find_by_token(x, r, out, found, err))
    return false;
  *found = *found && out->kind == OUTBOX_NOTICE;
  return true;
}

// ---------------------------------------------------------------- one item

static const char *carry_out(struct answering *g, const struct digest_item *t,
                             const struct digest_command *c, struct err *err) {
  static const char owner[] = "owner (digest)";
  struct ledger *l = g->x->l;
  struct suggestion s = {0};
  bool done = true, found, ok;
  if (t->letter) {
    if (c->verb == DIGEST_LATER)
      return N_("stays open");
    ok = ledger_begin(l, "owner", err) &&
         outbox_move(l, g->x->a, c->verb == DIGEST_YES ? "approve" : "withdraw", "", t->letter,
                     err) &&
         ledger_commit(l, err);
    if (!ok)
      ledger_rollback(l);
    return !ok ? NULL : c->verb == DIGEST_YES ? N_("leaves") : N_("does not leave");
  }
  if (c->verb == DIGEST_LATER && !day_is(c->until))
    return N_("stays open");
  if (c->verb == DIGEST_LATER) {
    ok = suggestion_get(l, g->x->a, t->suggestion, &s, &found, err) &&
         (s.client.n || err_set(err, ERR_INPUT, "nobody knows whose message it is")) &&
         owner_hold(l, g->x->a, s.client, c->until, S("said by the owner in his answer"), err);
    return ok ? N_("reminders wait until that day") : NULL;
  }
  ok =
      c->verb == DIGEST_YES
          ? decide_accept(g->w->app, l, g->x->a, t->suggestion, t->version, NULL, owner, &done, err)
          : decide_reject(g->w->app, l, g->x->a, t->suggestion, t->version, owner, &done, err);
  if (ok && !done)
    err_set(err, ERR_INPUT, "decided already, or changed since this mail was written");
  return !ok || !done ? NULL : c->verb == DIGEST_YES ? N_("yes") : N_("no");
}

static bool is_used(const struct answering *g, struct str number) {
  for (size_t i = 0; i < g->used.n; i++)
    if (str_eq(g->used.v[i], number))
      return true;
  return false;
}

static const char *used_setting(struct answering *g) {
  return str_c(g->x->a, str_printf(g->x->a, "digest %lld used", (long long)g->digest.id));
}

static bool mark_used(struct answering *g, struct str number, struct err *err) {
  struct buf b = buf_in(g->x->a);
  *LIST_PUSH(g->x->a, &g->used) = number;
  for (size_t i = 0; i < g->used.n; i++)
    buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(g->used.v[i]));
  return ledger_setting_put(g->x->l, used_setting(g), buf_str(&b), err);
}

// false only when the ledger cannot be written.
static bool one_command(struct answering *g, const struct digest_command *c, struct err *err) {
  struct str number = html_number(&g->h, c->item);
  struct err why = {0};
  if (is_used(g, number)) {
    buf_printf(&g->done, "%d: %.*s\n", c->item,
               STR_ARG(say(&g->h, "decided already by an answer to this mail")));
    return true;
  }
  const char *what = carry_out(g, &g->items.v[c->item - 1], c, &why);
  if (!what && why.kind != ERR_INPUT)
    return err_set(err, why.kind, "%s", why.text);
  buf_printf(&g->done, "%d: %.*s\n", c->item,
             STR_ARG(what ? say(&g->h, what) : str_dup(g->x->a, str_of(why.text))));
  bool decided = what && (c->verb != DIGEST_LATER || day_is(c->until));
  return !decided || mark_used(g, number, err);
}

static bool read_used(struct answering *g, struct err *err) {
  struct str text, word;
  bool found;
  if (!ledger_setting_get(g->x->l, g->x->a, used_setting(g), &text, &found, err))
    return false;
  while (found && str_word(&text, &word))
    *LIST_PUSH(g->x->a, &g->used) = word;
  return true;
}

// ---------------------------------------------------------------- the answer to the answer

static void add_unclear(struct answering *g) {
  if (!g->said.unclear.n && g->said.commands.n)
    return;
  buf_printf(&g->done, "\n%.*s", STR_ARG(say(&g->h, "Not understood:")));
  for (size_t i = 0; i < g->said.unclear.n; i++)
    buf_printf(&g->done, " %.*s", STR_ARG(g->said.unclear.v[i]));
  buf_c(&g->done, '\n');
}

static bool close(const struct acting *x, struct str json, struct str words, struct err *err) {
  int64_t id;
  struct inbox_outcome o = {.reading = json, .words = words};
  struct journal_entry e = {
      .at = x->now.utc, .kind = S("note"), .message = x->message, .say = words};
  return journal_add(x->l, &e, &id, err) && inbox_finish(x->l, x->message, &o, x->now.utc, err);
}

static bool answer_him(struct answering *g, struct err *err) {
  int64_t id;
  struct outgoing o = {.subject = str_printf(g->x->a, "Re: %.*s", STR_ARG(g->digest.subject)),
                       .text = buf_str(&g->done)};
  if (g->r->message_id.n)
    *LIST_PUSH(g->x->a, &o.references) = g->r->message_id;
  return notice_put(g->w->app, g->x->l, g->x->a,
                    str_printf(g->x->a, "digest-answer/%lld", (long long)g->x->message), S(""),
                    "auto-replied", &o, &id, err);
}

static bool finish(struct answering *g, struct str json, struct err *err) {
  struct str words = str_printf(g->x->a, "the owner's answer to letter %lld: %zu decisions",
                                (long long)g->digest.id, g->said.commands.n);
  if (ledger_begin(g->x->l, "decide", err) && answer_him(g, err) && close(g->x, json, words, err) &&
      ledger_commit(g->x->l, err))
    return wake_ring(g->w->ledger_path, S("send")), true;
  ledger_rollback(g->x->l);
  return false;
}

// ---------------------------------------------------------------- who answers

// Why an answer is not taken, or empty.
static struct str refusal(const struct answering *g) {
  const struct reading *r = g->r;
  if (r->kind == KIND_AUTO_REPLY || r->kind == KIND_BOUNCE || r->auto_why.n)
    return S("an automatic answer to the owner's mail: nothing done");
  if (!str_eq_ci(r->from.addr, g->w->app->conf.service.digest_to))
    return S("an answer to the owner's mail from another address: nothing done");
  if (r->auth != AUTH_PASS)
    return S("an answer in the owner's name that our mail server does not vouch for: nothing done");
  if (g->digest.created_at + (int64_t)DIGEST_DAYS * 86400 < g->x->now.utc)
    return S("an answer to a mail that is too old: nothing done");
  return S("");
}

static bool refuse(const struct acting *x, struct str json, struct str why, struct err *err) {
  if (ledger_begin(x->l, "decide", err) && close(x, json, why, err) && ledger_commit(x->l, err))
    return true;
  ledger_rollback(x->l);
  return false;
}

static bool obey(struct answering *g, struct str json, struct err *err) {
  struct digest_words words;
  const struct app *app = g->w->app;
  if (!digest_words_load(g->x->a, &app->know->stanzas, &words, err) || !read_used(g, err))
    return false;
  digest_answer_parse(g->x->a, &words, g->r->fresh, (int)g->items.n, g->x->now.today, &g->said);
  for (size_t i = 0; i < g->said.commands.n; i++)
    if (!one_command(g, &g->said.commands.v[i], err))
      return false;
  add_unclear(g);
  return finish(g, json, err);
}

bool digest_reply(struct worker *w, const struct acting *x, const struct reading *r,
                  struct str reading_json, bool *taken, struct err *err) {
  struct outbox_letter own;
  bool found = false;
  *taken = false;
  if (!w->app->conf.service.digest_to.n)
    return true;
  struct answering g = {.w = w, .x = x, .r = r, .done = buf_in(x->a)};
  g.h = html_in(x->a, speech_of(w->app->conf.company.language, S("en")));
  // Where the owner reads the shared mailbox himself, our own mail to him comes in there.
  if (r->message_id.n && !letter_find(x->l, x->a, r->message_id, S(""), &own, &found, err))
    return false;
  *taken = found && own.kind == OUTBOX_NOTICE;
  if (*taken)
    return refuse(x, reading_json, S("our own mail to the owner"), err);
  if (!find_notice(x, r, &g.digest, &found, err))
    return false;
  if (!found)
    return true;
  *taken = true;
  struct str why = refusal(&g);
  if (why.n || !digest_items_parse(x->a, g.digest.plan, &g.items) || !g.items.n)
    return refuse(x, reading_json, why.n ? why : S("an answer to a mail that asked nothing"), err);
  return obey(&g, reading_json, err);
}
