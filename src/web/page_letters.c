// page_letters.c: letters that wait, letters in doubt, one letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

#include <string.h>

struct choice { // a button under a letter in a state
  const char *state, *action, *words, *class;
};
static const struct choice choices[] = {
    {"planned", "approve", N_("Let it leave"), "yes"},
    {"planned", "withdraw", N_("Withdraw"), "no"},
    {"queued", "approve", N_("Let it leave"), "yes"}, // only one that awaits it
    {"queued", "withdraw", N_("Withdraw"), "no"},
    {"in_doubt", "sent", N_("It has left"), "yes"},
    {"ask_owner", "sent", N_("It has left"), "yes"},
    {"ask_owner", "again", N_("Send it again"), "no"},
    {"ask_owner", "drop", N_("Drop it"), "no"},
};

static bool is_offered(const struct choice *c, const struct letter_row *l) {
  bool needless = strcmp(c->state, "queued") == 0 && strcmp(c->action, "approve") == 0;
  return str_eq(l->state, str_of(c->state)) && (!needless || l->awaits_yes);
}

static void show_choices(struct html *h, const struct frame *f, const struct letter_row *l) {
  html_raw(h, "<div class=\"buttons\">");
  for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
    if (is_offered(&choices[i], l))
      button_form(h, f, str_printf(h->a, "/letter/%lld/%s", (long long)l->id, choices[i].action),
                  say(h, choices[i].words), str_of(choices[i].class));
  html_raw(h, "</div>");
}

static void show_facts(struct html *h, const struct letter_row *l) {
  html_put(h, "<p class=\"origin\"><span class=\"state $\">$</span> ", l->state,
           name_of(h, l->state));
  if (l->needs_person || l->awaits_yes)
    html_put(h, "<span class=\"state ask_owner\">$</span> ", say(h, "needs your yes"));
  html_put(h, "<time>$</time> · ", moment(h, l->day, l->minute));
  link_client(h, l->client, l->client_name);
  html_put(h, " · $", l->to);
  for (size_t i = 0; i < l->invoices.n; i++) {
    html_raw(h, " · ");
    link_invoice(h, l->invoices.v[i]);
  }
  html_raw(h, "</p>");
  if (l->why.n)
    html_put(h, "<p class=\"why\">$</p>", l->why);
}

static void show_row(struct html *h, const struct frame *f, const struct letter_row *l) {
  html_put(h, "<article class=\"card row\"><h2><a href=\"/letter/$\">$</a></h2>",
           html_number(h, l->id), l->subject.n ? l->subject : say(h, "Letter"));
  show_facts(h, l);
  show_choices(h, f, l);
  html_raw(h, "</article>\n");
}

struct str page_letters(struct arena *a, const struct frame *f, const struct letter_rows *rows) {
  struct html h = html_in(a, f->speech);
  bool doubt = f->here == PAGE_DOUBT;
  frame_begin(&h, f, doubt ? say(&h, "In doubt") : say(&h, "What leaves next"));
  if (doubt)
    html_put(&h, "<p class=\"hint\">$</p>",
             say(&h, "The server did not say whether these letters arrived. relance looks for "
                     "evidence; where you know better, say so."));
  if (!rows->n)
    html_put(&h, "<div class=\"empty\"><p class=\"big\">$</p></div>",
             doubt ? say(&h, "No letter is in doubt.") : say(&h, "Nothing is about to leave."));
  for (size_t i = 0; i < rows->n; i++)
    show_row(&h, f, &rows->v[i]);
  pager(&h, f);
  return frame_end(&h, f);
}

struct str page_letter(struct arena *a, const struct frame *f, const struct letter_view *l,
                       const struct story_events *story) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, l->row.subject.n ? l->row.subject : say(&h, "Letter"));
  show_facts(&h, &l->row);
  show_choices(&h, f, &l->row);
  html_put(&h, "<pre class=\"letter\">$</pre>", l->text);
  show_story(&h, f, story);
  return frame_end(&h, f);
}
