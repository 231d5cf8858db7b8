// page_story.c: all that is known of a client, of an invoice, and of relance itself.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page_board.h"
#include "web/parts.h"

enum { MONEY_OLD_DAYS = 7, RUN_ARRIVES_DAYS = 2 };

static void fact(struct html *h, struct str name, struct str value) {
  if (value.n)
    html_put(h, "<dt>$</dt><dd>$</dd>", name, value);
}

static bool some_expected(const struct client_view *c) {
  for (size_t i = 0; i < c->invoices.n; i++)
    if (day_is(c->invoices.v[i].expected))
      return true;
  return false;
}

static void show_invoices(struct html *h, const struct client_view *c) {
  bool expected = some_expected(c);
  html_put(h,
           "<h2>$</h2><table class=\"list\"><thead><tr><th>$</th><th>$</th><th class=\"n\">$</th>"
           "<th class=\"n\">$</th>",
           say(h, "Open invoices"), say(h, "Invoice"), say(h, "Due"), say(h, "Total"),
           say(h, "Open"));
  if (expected)
    html_put(h, "<th>$</th>", say(h, "Money likely"));
  html_raw(h, "</tr></thead><tbody>");
  for (size_t i = 0; i < c->invoices.n; i++) {
    const struct invoice_row *r = &c->invoices.v[i];
    html_put(h, "<tr><td data-label=\"$\">", say(h, "Invoice"));
    link_invoice(h, r->number);
    html_put(h,
             "</td><td data-label=\"$\">$</td><td data-label=\"$\" class=\"n\">$</td>"
             "<td data-label=\"$\" class=\"n\">$</td>",
             say(h, "Due"), tell_day(h, r->due), say(h, "Total"), tell_money(h, r->total),
             say(h, "Open"), tell_money(h, r->open));
    if (expected)
      html_put(h, "<td data-label=\"$\">$</td>", say(h, "Money likely"), tell_day(h, r->expected));
    html_raw(h, "</tr>");
  }
  html_raw(h, "</tbody></table>\n");
}

static void hold_form(struct html *h, const struct frame *f, struct str path, struct str words,
                      struct day until) {
  form_begin(h, f, path, S("one"));
  html_put(
      h, "<input type=\"hidden\" name=\"until\" value=\"$\"><button class=\"no\">$</button></form>",
      day_iso(h->a, until), words);
}

static void show_hold(struct html *h, const struct frame *f, const char *kind, struct str id,
                      bool held) {
  html_raw(h, "<div class=\"buttons\">");
  button_form(h, f, str_printf(h->a, "/%s/%.*s/hold", kind, STR_ARG(url_part(h, id))),
              say(h, "Let reminders wait"), S("no"));
  if (held)
    button_form(h, f, str_printf(h->a, "/%s/%.*s/resume", kind, STR_ARG(url_part(h, id))),
                say(h, "Go on with reminders"), S("yes"));
  html_raw(h, "</div>\n");
}

static void show_note(struct html *h, const struct frame *f, const char *kind, struct str id) {
  form_begin(h, f, str_printf(h->a, "/%s/%.*s/note", kind, STR_ARG(url_part(h, id))),
             S("correction"));
  html_put(h,
           "<label>$ <input name=\"note\" maxlength=\"500\" required autocomplete=\"off\"></label>"
           "<button class=\"plain\">$</button></form>\n",
           say(h, "Note"), say(h, "Write it down"));
}

static void show_policy(struct html *h, const struct frame *f, const struct client_view *c) {
  form_begin(h, f, str_printf(h->a, "/client/%.*s/policy", STR_ARG(url_part(h, c->id))),
             S("correction"));
  html_put(h, "<label>$ <select name=\"policy\"><option value=\"\">$</option>", say(h, "Policy"),
           say(h, "as his group has it"));
  for (size_t i = 0; i < c->policies.n; i++) {
    struct str name = c->policies.v[i];
    html_put(h, "<option value=\"$\"", name);
    if (str_eq(name, c->policy))
      html_raw(h, " selected");
    html_put(h, ">$</option>", name);
  }
  html_put(h, "</select></label><button class=\"plain\">$</button></form>\n", say(h, "So it is"));
}

// Where his money comes on one day, a reminder just before it only annoys: it may wait for it.
static void show_proposal(struct html *h, const struct frame *f, const struct client_view *c) {
  if (!day_is(c->next_run))
    return;
  html_put(
      h, "<p>$</p><div class=\"buttons\">",
      tell(h, "His next such day is $: a reminder is better after it.", tell_day(h, c->next_run)));
  struct day until = day_add(c->next_run, RUN_ARRIVES_DAYS);
  hold_form(h, f, str_printf(h->a, "/client/%.*s/hold", STR_ARG(url_part(h, c->id))),
            tell(h, "Let reminders wait until $", tell_day(h, until)), until);
  html_raw(h, "</div>\n");
}

struct str page_client(struct arena *a, const struct frame *f, const struct client_view *c) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, c->name.n ? c->name : c->id);
  html_raw(&h, "<dl>");
  fact(&h, say(&h, "Client"), c->id);
  fact(&h, say(&h, "Contact"), c->contact);
  for (size_t i = 0; i < c->emails.n; i++)
    fact(&h, say(&h, "Address"), c->emails.v[i]);
  fact(&h, say(&h, "Telephone"), c->phone);
  fact(&h, say(&h, "Language"), c->language);
  fact(&h, say(&h, "Country"), c->country);
  html_raw(&h, "</dl>");
  if (c->no_reminders)
    html_put(&h, "<p class=\"hint\">$</p>", say(&h, "This client gets no reminders."));
  show_hold(&h, f, "client", c->id, c->waits.n > 0);
  if (c->waits.n) {
    html_put(&h, "<h2>$</h2>", say(&h, "Waiting, and why"));
    show_waits(&h, &c->waits);
  }
  if (c->invoices.n)
    show_invoices(&h, c);
  if (c->habit)
    show_habit(&h, c->habit);
  show_proposal(&h, f, c);
  if (c->promised)
    html_put(
        &h, "<p>$</p>",
        tell(&h, "Promises kept: $ of $.", html_number(&h, c->kept), html_number(&h, c->promised)));
  show_policy(&h, f, c);
  show_note(&h, f, "client", c->id);
  show_story(&h, f, &c->story);
  return frame_end(&h, f);
}

struct str page_invoice(struct arena *a, const struct frame *f, const struct invoice_view *i) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f,
              i->row.credit ? tell(&h, "Credit note $", i->row.number)
                            : tell(&h, "Invoice $", i->row.number));
  html_put(&h, "<dl><dt>$</dt><dd>", say(&h, "Client"));
  link_client(&h, i->client, i->client_name);
  html_raw(&h, "</dd>");
  fact(&h, say(&h, "Issued"), tell_day(&h, i->row.issued));
  fact(&h, say(&h, "Due"), tell_day(&h, i->row.due));
  fact(&h, say(&h, "Total"), tell_money(&h, i->row.total));
  fact(&h, say(&h, "Open"), tell_money(&h, i->row.open));
  html_raw(&h, "</dl>");
  show_hold(&h, f, "invoice", i->row.number, true);
  show_note(&h, f, "invoice", i->row.number);
  show_story(&h, f, &i->story);
  return frame_end(&h, f);
}

// ---------------------------------------------------------------- health

static void light(struct html *h, bool good, struct str name, struct str words) {
  html_put(h, "<li class=\"$\"><span aria-hidden=\"true\">$</span> <b>$</b> $</li>",
           good ? S("plus") : S("minus"), good ? S("✓") : S("!"), name, words);
}

static void show_mailbox(struct html *h, const struct health_mailbox *m) {
  struct str words = m->seen_minutes < 0
                         ? say(h, "has not been seen yet: is `relance run` running?")
                         : tell_count(h, "was seen 1 minute ago", "was seen $ minutes ago",
                                      (size_t)m->seen_minutes);
  light(h, m->fresh, tell(h, "Mailbox $", m->name), words);
  if (!m->fresh)
    html_put(h, "<li class=\"hint\">$</li>",
             say(h, "Nothing leaves until the mailbox is seen again. `relance check` tells what is "
                    "wrong."));
  if (m->notice.n)
    light(h, false, say(h, "Folders"), m->notice);
}

// Without a bank's word a reminder may cross a payment that only the bank has seen.
static void show_money(struct html *h, const struct health *t) {
  if (!day_is(t->money)) {
    light(h, false, say(h, "Money"),
          say(h, "No payment has been seen yet: import bank statements."));
    return;
  }
  light(h, t->today.n - t->money.n <= MONEY_OLD_DAYS, say(h, "Money"),
        tell(h, "the newest payment that is known is of $", tell_day(h, t->money)));
}

struct str page_health(struct arena *a, const struct frame *f, const struct health *t) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Health"));
  html_raw(&h, "<ul class=\"reasons lights\">");
  for (size_t i = 0; i < t->mailboxes.n; i++)
    show_mailbox(&h, &t->mailboxes.v[i]);
  show_money(&h, t);
  if (t->clock.n)
    light(&h, false, say(&h, "Clock"), t->clock);
  light(&h, !t->in_doubt, say(&h, "In doubt"),
        tell_count(&h, "1 letter", "$ letters", (size_t)t->in_doubt));
  light(&h, !t->failed, say(&h, "Refused by the server"),
        tell_count(&h, "1 letter", "$ letters", (size_t)t->failed));
  light(&h, !t->set_aside, say(&h, "Set aside"),
        tell_count(&h, "1 message", "$ messages", (size_t)t->set_aside));
  html_raw(&h, "</ul><dl>");
  fact(&h, say(&h, "Clients"), html_number(&h, t->clients));
  fact(&h, say(&h, "Invoices"), html_number(&h, t->invoices));
  fact(&h, say(&h, "Open invoices"), html_number(&h, t->open_invoices));
  fact(&h, say(&h, "Messages read"), html_number(&h, t->messages - t->waiting));
  fact(&h, say(&h, "Messages waiting"), html_number(&h, t->waiting));
  html_raw(&h, "</dl>");
  return frame_end(&h, f);
}
