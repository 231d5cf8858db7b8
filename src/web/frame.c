// frame.c: head, menu, notice, and the small parts that every page uses.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

static const struct {
  const char *path, *words;
} menu[] = {
    [PAGE_REVIEW] = {"/review", N_("Review")}, [PAGE_TODAY] = {"/today", N_("Today")},
    [PAGE_NEXT] = {"/next", N_("Next")},       [PAGE_WAITING] = {"/waiting", N_("Waiting")},
    [PAGE_DOUBT] = {"/doubt", N_("In doubt")}, [PAGE_ASIDE] = {"/aside", N_("Set aside")},
    [PAGE_TASKS] = {"/tasks", N_("To do")},    [PAGE_BOARD] = {"/figures", N_("Figures")},
    [PAGE_HEALTH] = {"/health", N_("Health")},
};

static void begin(struct html *h, struct str title, struct str company) {
  html_put(h,
           "<!doctype html>\n<html lang=\"$\"><head><meta charset=\"utf-8\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\"><title>$ – $</title>"
           "<link rel=\"stylesheet\" href=\"/style.css\">"
           "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">"
           "<script src=\"/page.js\" defer></script></head>\n",
           str_of(h->speech->language), title, company.n ? company : S("relance"));
}

static void show_menu(struct html *h, const struct frame *f) {
  html_put(h, "<nav aria-label=\"$\"><ul>", say(h, "Pages"));
  for (size_t i = 0; i < sizeof menu / sizeof *menu; i++) {
    html_put(h, "<li><a href=\"$\"", str_of(menu[i].path));
    if (i == f->here)
      html_raw(h, " aria-current=\"page\"");
    html_put(h, ">$", say(h, menu[i].words));
    if (i == PAGE_REVIEW && f->asked)
      html_put(h, " <span class=\"count\">$</span>", html_number(h, f->asked));
    html_raw(h, "</a></li>");
  }
  html_raw(h, "</ul></nav>");
}

static void show_notice(struct html *h, const struct frame *f) {
  if (!f->notice.n)
    return;
  html_put(h, "<div class=\"notice $\" role=\"status\"><p>$</p>",
           f->trouble ? S("trouble") : S("done"), f->notice);
  if (f->undo.n)
    button_form(h, f, f->undo, say(h, "Undo"), S("undo"));
  html_raw(h, "</div>\n");
}

void frame_begin(struct html *h, const struct frame *f, struct str title) {
  begin(h, title, f->company);
  html_put(h,
           "<body><a class=\"skip\" href=\"#main\">$</a>\n<header><p class=\"brand\">"
           "<a href=\"/review\">relance</a> <span>$</span></p>",
           say(h, "To the content"), f->company);
  show_menu(h, f);
  html_raw(h, "</header>\n<main id=\"main\">");
  html_put(h, "<h1>$</h1>\n", title);
  show_notice(h, f);
}

struct str frame_end(struct html *h, const struct frame *f) {
  html_put(h, "</main>\n<footer><p>$</p>", tell(h, "Mode: $.", name_of(h, f->mode)));
  button_form(h, f, S("/logout"), say(h, "Sign out"), S("plain"));
  html_raw(h, "</footer></body></html>\n");
  return html_done(h);
}

void form_begin(struct html *h, const struct frame *f, struct str action, struct str class) {
  html_put(h,
           "<form method=\"post\" action=\"$\" class=\"$\">"
           "<input type=\"hidden\" name=\"csrf\" value=\"$\">",
           action, class, f->csrf);
}

void button_form(struct html *h, const struct frame *f, struct str action, struct str words,
                 struct str class) {
  form_begin(h, f, action, S("one"));
  html_put(h, "<button class=\"$\">$</button></form>", class, words);
}

void pager(struct html *h, const struct frame *f) {
  if (!f->page && !f->more)
    return;
  html_put(h, "<nav class=\"pager\" aria-label=\"$\">", say(h, "Further pages"));
  if (f->page)
    html_put(h, "<a rel=\"prev\" href=\"?page=$\">$</a>", html_number(h, f->page - 1),
             say(h, "Back"));
  if (f->more)
    html_put(h, "<a rel=\"next\" href=\"?page=$\">$</a>", html_number(h, f->page + 1),
             say(h, "More"));
  html_raw(h, "</nav>\n");
}

void link_client(struct html *h, struct str id, struct str name) {
  if (id.n)
    html_put(h, "<a href=\"/client/$\">$</a>", url_part(h, id), name.n ? name : id);
}

void link_invoice(struct html *h, struct str number) {
  html_put(h, "<a href=\"/invoice/$\">$</a>", url_part(h, number), number);
}

struct str moment(const struct html *h, struct day d, int minute) {
  return str_printf(h->a, "%.*s %02d:%02d", STR_ARG(tell_day(h, d)), minute / 60, minute % 60);
}

struct str page_login(struct arena *a, const struct speech *s, struct str token, bool failed) {
  struct html h = html_in(a, s);
  struct str title = say(&h, "Sign in");
  begin(&h, title, S(""));
  html_put(&h, "<body class=\"door\"><main id=\"main\"><h1>relance</h1><p>$</p>",
           failed || !token.n
               ? say(&h, "Get a link with `relance serve --login`. Each opens the page once, "
                         "within ten minutes.")
               : say(&h, "This link opens the page once. It stays open on this device for thirty "
                         "days."));
  if (token.n && !failed)
    html_put(&h,
             "<form method=\"post\" action=\"/login\">"
             "<input type=\"hidden\" name=\"token\" value=\"$\">"
             "<button class=\"yes\">$</button></form>",
             token, say(&h, "Open the page"));
  html_raw(&h, "</main></body></html>\n");
  return html_done(&h);
}

struct str page_says(struct arena *a, const struct frame *f, struct str title, struct str words) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, title);
  html_put(&h, "<p>$</p>", words);
  return frame_end(&h, f);
}
