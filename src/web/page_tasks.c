// page_tasks.c: what is to be done outside of mail, with what to say on the telephone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

// What to say, in the order of a call: who, what, why, by when, in writing.
static const char *const script[] = {
    N_("Have the invoices, the letters and what was promised before you."),
    N_("Say who you are, and make sure that you speak to the right person."),
    N_("Name the invoice, its amount and its due date. Then wait."),
    N_("Ask what keeps it: forgotten, disputed, not yet approved, short of money?"),
    N_("Agree on an amount, a date and a way to pay."),
    N_("Say calmly what follows otherwise."),
    N_("Repeat what was agreed, and confirm it in writing within the hour."),
};

static void show_script(struct html *h, struct str filled_in) {
  html_put(h, "<details><summary>$</summary>", say(h, "What to say on the telephone"));
  if (filled_in.n) {
    html_put(h, "<pre class=\"letter\">$</pre></details>", filled_in);
    return;
  }
  html_raw(h, "<ol>");
  for (size_t i = 0; i < sizeof script / sizeof *script; i++)
    html_put(h, "<li>$</li>", say(h, script[i]));
  html_raw(h, "</ol></details>");
}

static void show_contact(struct html *h, const struct task_row *t) {
  html_raw(h, "<p class=\"origin\">");
  link_client(h, t->client, t->client_name);
  if (t->invoice.n) {
    html_raw(h, " · ");
    link_invoice(h, t->invoice);
  }
  if (t->contact.n)
    html_put(h, " · $", t->contact);
  if (t->phone.n)
    html_put(h, " · <a href=\"tel:$\">$</a>", url_part(h, t->phone), t->phone);
  html_raw(h, "</p>");
}

static void show_task(struct html *h, const struct task_row *t) {
  html_put(h, "<article class=\"card row\"><h2>$</h2>",
           t->alert ? say(h, "Call: pays later than usual")
                    : name_of(h, str_printf(h->a, "task_%.*s", STR_ARG(t->name))));
  show_contact(h, t);
  html_put(h, "<p class=\"why\">$</p>", t->why);
  if (str_eq(t->name, S("call")))
    show_script(h, t->script);
  html_raw(h, "</article>\n");
}

struct str page_tasks(struct arena *a, const struct frame *f, const struct task_rows *rows) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "To do"));
  if (!rows->n)
    html_put(&h, "<div class=\"empty\"><p class=\"big\">$</p></div>",
             say(&h, "Nothing to do outside of mail."));
  for (size_t i = 0; i < rows->n; i++)
    show_task(&h, &rows->v[i]);
  pager(&h, f);
  return frame_end(&h, f);
}
