// page_review.c: the owner's minute: one card, one sentence, its grounds, its effect, yes or no.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

enum { EMPTY_ROWS = 2, LEAST_SURE = 2 };

static struct str join(const struct html *h, const struct strs *list) {
  struct buf b = buf_in(h->a);
  for (size_t i = 0; i < list->n; i++)
    buf_printf(&b, "%s%.*s", i ? ", " : "", STR_ARG(list->v[i]));
  return buf_str(&b);
}

static void sum_up(const struct card *c, struct money *amount, struct money *open) {
  struct err ignored;
  for (size_t i = 0; i < c->lines.n; i++) {
    money_add(*amount, c->lines.v[i].amount, amount, &ignored);
    money_add(*open, c->lines.v[i].open, open, &ignored);
  }
}

// "Müller GmbH says that it has paid: 1.234,50 € for INV-42, INV-47."
static void show_sentence(struct html *h, const struct card *c) {
  struct money sum = {0}, open = {0};
  struct strs invoices = c->paused;
  struct str who = c->client_name.n ? c->client_name : c->from;
  sum_up(c, &sum, &open);
  html_put(h, "<span>$</span> ", who);
  for (size_t i = 0; i < c->intents.n; i++) {
    const struct card_intent *t = &c->intents.v[i];
    html_put(h, "$$", i ? S(", ") : S(""), name_of(h, t->name));
    if (day_is(t->day))
      html_put(h, " ($)", tell_day(h, t->day));
  }
  if (!c->intents.n)
    html_put(h, "– $", name_of(h, c->kind));
  if (sum.currency[0])
    html_put(h, ": <b>$</b>", tell_money(h, sum));
  if (c->lines.n) {
    invoices = (struct strs){0};
    for (size_t i = 0; i < c->lines.n; i++)
      *LIST_PUSH(h->a, &invoices) = c->lines.v[i].invoice;
  }
  if (invoices.n)
    html_put(h, " <b>$</b>", tell(h, "for $", join(h, &invoices)));
}

static void show_origin(struct html *h, const struct card *c) {
  static const char *const sure[] = {N_("unsure"), N_("likely"), N_("sure")};
  html_raw(h, "<p class=\"origin\">");
  if (c->intents.n || c->lines.n)
    html_put(h, "<span class=\"sure $\">$</span> ", str_of(sure[c->sureness]),
             say(h, sure[c->sureness]));
  link_client(h, c->client, c->client_name);
  html_put(h, " · $ · $ · “$”</p>", c->from, tell_day(h, c->sent), c->subject);
}

static void show_arithmetic(struct html *h, const struct card *c) {
  struct money sum = {0}, open = {0}, rest;
  struct err ignored;
  if (!c->lines.n)
    return;
  sum_up(c, &sum, &open);
  html_put(h,
           "<table><thead><tr><th>$</th><th>$</th><th class=\"n\">$</th><th class=\"n\">$</th></tr>"
           "</thead><tbody>",
           say(h, "Invoice"), say(h, "Due"), say(h, "Open"), say(h, "Paid"));
  for (size_t i = 0; i < c->lines.n; i++) {
    const struct card_line *l = &c->lines.v[i];
    html_raw(h, "<tr><td>");
    link_invoice(h, l->invoice);
    html_put(h, "</td><td>$</td><td class=\"n\">$</td><td class=\"n\">$</td></tr>",
             tell_day(h, l->due), tell_money(h, l->open), tell_money(h, l->amount));
  }
  html_put(h,
           "</tbody><tfoot><tr><th colspan=\"2\">$</th><td class=\"n\">$</td><td class=\"n\">$</td>"
           "</tr>",
           say(h, "Sum"), tell_money(h, open), tell_money(h, sum));
  if (money_add(open, money_neg(sum), &rest, &ignored) && rest.minor && sum.currency[0])
    html_put(h, "<tr><th colspan=\"3\">$</th><td class=\"n\">$</td></tr>", say(h, "Difference"),
             tell_money(h, rest));
  html_raw(h, "</tfoot></table>\n");
}

static void show_effect(struct html *h, const struct card *c) {
  html_put(h, "<h3>$</h3><ul class=\"effect\">", say(h, "If yes"));
  for (size_t i = 0; i < c->effects.n; i++)
    html_put(h, "<li>$</li>",
             tell(h, "Reminder $, which would leave on $, does not leave.",
                  html_number(h, c->effects.v[i].step), tell_day(h, c->effects.v[i].day)));
  if (str_eq(c->kind, S("bank_notice")) && c->lines.n)
    html_put(h, "<li>$</li>", say(h, "The money is taken off these invoices."));
  if (c->paused.n && day_is(c->resume))
    html_put(h, "<li>$</li>",
             tell(h, "Reminders for $ wait until $.", join(h, &c->paused), tell_day(h, c->resume)));
  else if (c->paused.n)
    html_put(h, "<li>$</li>",
             tell(h, "Reminders for $ wait until you look again.", join(h, &c->paused)));
  else if (c->hold_client)
    html_put(h, "<li>$</li>", say(h, "All reminders to this client wait."));
  html_put(h, "<li>$</li></ul>\n", say(h, "If no: the message changes nothing."));
}

static void show_reasons(struct html *h, const struct card *c) {
  html_put(h, "<h3>$</h3><ul class=\"reasons\">", say(h, "Why"));
  for (size_t i = 0; i < c->reasons.n; i++) {
    bool minus = c->reasons.v[i].points < 0;
    html_put(h, "<li class=\"$\"><span aria-label=\"$\">$</span> $ <small>$</small></li>",
             minus ? S("minus") : S("plus"), minus ? say(h, "against") : say(h, "for it"),
             minus ? S("−") : S("+"),
             tell(h, str_c(h->a, c->reasons.v[i].say), c->reasons.v[i].about),
             str_printf(h->a, "%+d", c->reasons.v[i].points));
  }
  html_raw(h, "</ul>\n");
}

static void version_of(struct html *h, const struct card *c) {
  html_put(h, "<input type=\"hidden\" name=\"version\" value=\"$\">", html_number(h, c->version));
}

static void correction_row(struct html *h, struct str invoice, struct str amount) {
  html_put(h,
           "<div class=\"pair\"><label>$ <input name=\"invoice\" value=\"$\" autocomplete=\"off\">"
           "</label><label>$ <input name=\"amount\" value=\"$\" inputmode=\"decimal\" "
           "autocomplete=\"off\"></label></div>",
           say(h, "Invoice"), invoice, say(h, "Amount"), amount);
}

static void show_correction(struct html *h, const struct frame *f, const struct card *c) {
  html_put(h, "<details class=\"correct\"><summary data-key=\"c\">$</summary>", say(h, "Correct…"));
  form_begin(h, f, str_printf(h->a, "/review/%lld/correct", (long long)c->id), S("correction"));
  version_of(h, c);
  html_put(h, "<label>$ <input name=\"client\" value=\"$\" autocomplete=\"off\"></label>",
           say(h, "Client"), c->client);
  for (size_t i = 0; i < c->lines.n; i++)
    correction_row(h, c->lines.v[i].invoice,
                   c->lines.v[i].amount.currency[0] ? money_plain(h->a, c->lines.v[i].amount)
                                                    : S(""));
  for (size_t i = 0; i < EMPTY_ROWS; i++)
    correction_row(h, S(""), S(""));
  html_put(h,
           "<label class=\"check\"><input type=\"checkbox\" name=\"nothing\" value=\"1\"> $</label>"
           "<button class=\"yes\">$</button></form></details>",
           say(h, "No money is meant"), say(h, "So it is"));
}

static void show_buttons(struct html *h, const struct frame *f, const struct card *c) {
  html_raw(h, "<div class=\"buttons\">");
  form_begin(h, f, str_printf(h->a, "/review/%lld/accept", (long long)c->id), S("one"));
  version_of(h, c);
  html_put(h, "<button class=\"yes\" data-key=\"y\">$</button></form>", say(h, "Yes"));
  form_begin(h, f, str_printf(h->a, "/review/%lld/reject", (long long)c->id), S("one"));
  version_of(h, c);
  html_put(h, "<button class=\"no\" data-key=\"n\">$</button></form>", say(h, "No"));
  html_put(h, "<a class=\"later\" data-key=\"l\" href=\"/review?after=$\">$</a>",
           html_number(h, c->id), say(h, "Later"));
  html_raw(h, "</div>");
  show_correction(h, f, c);
}

static void show_card(struct html *h, const struct frame *f, const struct card *c) {
  html_put(h, "<article class=\"card\" tabindex=\"-1\" aria-labelledby=\"c$\">",
           html_number(h, c->id));
  html_put(h, "<h2 id=\"c$\">", html_number(h, c->id));
  show_sentence(h, c);
  html_raw(h, "</h2>\n");
  show_origin(h, c);
  if (c->asks.n)
    html_put(h, "<p class=\"why\">$</p>", c->asks);
  for (size_t i = 0; i < c->quotes.n; i++)
    show_quote(h, &c->quotes.v[i]);
  show_arithmetic(h, c);
  show_effect(h, c);
  show_reasons(h, c);
  show_buttons(h, f, c);
  html_raw(h, "</article>\n");
}

// One yes for those that need no second look; the form carries what it shows.
static void show_sure(struct html *h, const struct frame *f, const struct review *r) {
  if (r->sure.n < LEAST_SURE)
    return;
  html_put(h, "<details class=\"bulk\"><summary>$</summary>",
           tell_count(h, "Yes to the one that is sure…", "Yes to the $ that are sure…", r->sure.n));
  form_begin(h, f, S("/review/sure"), S("sure-ones"));
  html_raw(h, "<ol>");
  for (size_t i = 0; i < r->sure.n; i++) {
    const struct card *c = &r->sure.v[i];
    html_put(h, "<li><input type=\"hidden\" name=\"sure\" value=\"$.$\">", html_number(h, c->id),
             html_number(h, c->version));
    show_sentence(h, c);
    html_put(h, " <a href=\"/review?after=$\">$</a></li>", html_number(h, c->id - 1),
             say(h, "Why"));
  }
  html_put(h, "</ol><button class=\"yes\">$</button></form></details>\n",
           say(h, "Yes to all of these"));
}

static void show_taken(struct html *h, const struct frame *f, const struct review *r) {
  if (r->some_left)
    html_put(h, "<div class=\"notice trouble\" role=\"status\"><p>$</p></div>",
             say(h, "Some had changed since you saw them, or were decided already: they were left "
                    "as they are."));
  for (size_t i = 0; i < r->taken.n; i++) {
    const struct card *c = &r->taken.v[i];
    html_put(h, "<div class=\"notice done\"><p>$ ", say(h, "You said yes."));
    show_sentence(h, c);
    html_raw(h, "</p>");
    button_form(h, f, str_printf(h->a, "/review/%lld/undo", (long long)c->id), say(h, "Undo"),
                S("undo"));
    html_raw(h, "</div>\n");
  }
}

static void show_empty(struct html *h, const struct review *r) {
  html_put(
      h, "<div class=\"empty\"><p class=\"big\">$</p><p>$ $ <a href=\"/next\">$</a></p></div>",
      say(h, "Nothing to review."),
      tell_count(h, "1 message read.", "$ messages read.", (size_t)r->messages),
      r->seen_minutes < 0
          ? say(h, "The mailbox has not been seen yet.")
          : tell_count(h, "The mailbox was seen 1 minute ago.",
                       "The mailbox was seen $ minutes ago.", (size_t)r->seen_minutes),
      tell_count(h, "1 letter is planned.", "$ letters are planned.", (size_t)r->letters_waiting));
}

struct str page_review(struct arena *a, const struct frame *f, const struct review *r) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Review"));
  for (size_t i = 0; i < r->told.n; i++)
    html_put(&h, "<p class=\"hint told\"><b>$</b> $</p>", name_of(&h, S("folder")), r->told.v[i]);
  show_taken(&h, f, r);
  show_sure(&h, f, r);
  if (!r->cards.n)
    show_empty(&h, r);
  for (size_t i = 0; i < r->cards.n; i++)
    show_card(&h, f, &r->cards.v[i]);
  pager(&h, f);
  return frame_end(&h, f);
}
