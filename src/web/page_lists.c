// page_lists.c: done by itself, waiting, set aside; and the story of a thing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

static void show_event(struct html *h, const struct frame *f, const struct story_event *e) {
  html_put(h, "<li><time>$</time><div><b>$</b> ", moment(h, e->day, e->minute),
           name_of(h, e->what));
  if (e->client.n) {
    link_client(h, e->client, S(""));
    html_raw(h, " ");
  }
  if (e->invoice.n) {
    link_invoice(h, e->invoice);
    html_raw(h, " ");
  }
  if (e->letter)
    html_put(h, "<a href=\"/letter/$\">$</a> ", html_number(h, e->letter),
             tell(h, "letter $", html_number(h, e->letter)));
  html_put(h, "<span>$</span>", e->say);
  if (e->can_undo)
    button_form(h, f, str_printf(h->a, "/message/%lld/undo", (long long)e->message), say(h, "Undo"),
                S("undo"));
  html_raw(h, "</div></li>\n");
}

void show_story(struct html *h, const struct frame *f, const struct story_events *story) {
  if (!story->n)
    return;
  html_put(h, "<h2>$</h2><ol class=\"story\">", say(h, "What happened"));
  for (size_t i = 0; i < story->n; i++)
    show_event(h, f, &story->v[i]);
  html_raw(h, "</ol>\n");
}

struct str page_today(struct arena *a, const struct frame *f, const struct story_events *done) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Done by itself today"));
  if (!done->n)
    html_put(&h, "<div class=\"empty\"><p class=\"big\">$</p></div>",
             say(&h, "Nothing has been done today."));
  html_raw(&h, "<ol class=\"story\">");
  for (size_t i = 0; i < done->n; i++)
    show_event(&h, f, &done->v[i]);
  html_raw(&h, "</ol>");
  pager(&h, f);
  return frame_end(&h, f);
}

void show_waits(struct html *h, const struct wait_rows *rows) {
  html_put(h,
           "<table class=\"list\"><thead><tr><th>$</th><th>$</th><th>$</th><th>$</th></tr></thead>"
           "<tbody>",
           say(h, "Client"), say(h, "Invoice"), say(h, "Until"), say(h, "Why"));
  for (size_t i = 0; i < rows->n; i++) {
    const struct wait_row *w = &rows->v[i];
    html_put(h, "<tr><td data-label=\"$\">", say(h, "Client"));
    link_client(h, w->client, w->client_name);
    html_put(h, "</td><td data-label=\"$\">", say(h, "Invoice"));
    if (w->invoice.n)
      link_invoice(h, w->invoice);
    else
      html_put(h, "$", say(h, "all"));
    html_put(h, "</td><td data-label=\"$\">$</td><td data-label=\"$\">$</td></tr>", say(h, "Until"),
             day_is(w->until) ? tell_day(h, w->until) : say(h, "you look"), say(h, "Why"), w->why);
  }
  html_raw(h, "</tbody></table>\n");
}

struct str page_waiting(struct arena *a, const struct frame *f, const struct wait_rows *rows) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Waiting, and why"));
  if (rows->n)
    show_waits(&h, rows);
  else
    html_put(&h, "<div class=\"empty\"><p class=\"big\">$</p></div>", say(&h, "Nothing waits."));
  pager(&h, f);
  return frame_end(&h, f);
}

struct str page_aside(struct arena *a, const struct frame *f, const struct aside_rows *rows) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Set aside"));
  html_put(&h, "<p class=\"hint\">$</p>",
           say(&h, "Messages that could not be read. They are in the mailbox as they came."));
  if (!rows->n)
    html_put(&h, "<div class=\"empty\"><p class=\"big\">$</p></div>",
             say(&h, "Nothing is set aside."));
  html_raw(&h, "<ol class=\"story\">");
  for (size_t i = 0; i < rows->n; i++) {
    html_put(&h, "<li><time>$</time><div><b>$</b> <span>$</span>", tell_day(&h, rows->v[i].day),
             tell(&h, "message $", html_number(&h, rows->v[i].id)), rows->v[i].words);
    button_form(&h, f, str_printf(a, "/message/%lld/again", (long long)rows->v[i].id),
                say(&h, "Read it again"), S("plain"));
    html_raw(&h, "</div></li>\n");
  }
  html_raw(&h, "</ol>");
  pager(&h, f);
  return frame_end(&h, f);
}
