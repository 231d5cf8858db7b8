// page_board.c: how payments go: charts, and behind each a table with its numbers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page_board.h"

#include "web/chart.h"
#include "web/parts.h"

static const char *const age_words[AGES] = {N_("not due"),    N_("1-30 days"),   N_("31-60 days"),
                                            N_("61-90 days"), N_("91-120 days"), N_("older")};

static struct str decimal(const struct html *h, int64_t hundredths) {
  int64_t tenths = (hundredths < 0 ? hundredths - 5 : hundredths + 5) / 10;
  return str_printf(h->a, "%s%lld%s%lld", tenths < 0 ? "−" : "",
                    (long long)((tenths < 0 ? -tenths : tenths) / 10), h->speech->decimal,
                    (long long)((tenths < 0 ? -tenths : tenths) % 10));
}

static struct str share_words(const struct html *h, const struct board_figure *f) {
  struct str of = tell(h, "$ of $", html_number(h, f->part), html_number(h, f->all));
  if (!f->known)
    return of;
  return str_printf(h->a, "%.*s (%.*s %%)", STR_ARG(of), STR_ARG(decimal(h, f->hundredths)));
}

struct str figure_words(const struct html *h, const struct board_figure *f) {
  if (f->all)
    return share_words(h, f);
  if (!f->known)
    return say(h, "not enough data");
  if (f->unit[0] == '%')
    return str_printf(h->a, "%.*s %%", STR_ARG(decimal(h, f->hundredths)));
  return tell(h, "$ days", decimal(h, f->hundredths));
}

// ---------------------------------------------------------------- parts

static void figure_begin(struct html *h, struct str caption) {
  html_put(h, "<figure><figcaption>$</figcaption>\n", caption);
}

// Opens the table that stands behind a chart; `numbers` tells how many columns after the first.
static void table_begin(struct html *h, const struct str *heads, size_t n) {
  html_put(h, "<details><summary>$</summary><table><thead><tr>", say(h, "The numbers"));
  for (size_t i = 0; i < n; i++) {
    if (i)
      html_put(h, "<th scope=\"col\" class=\"n\">$</th>", heads[i]);
    else
      html_put(h, "<th scope=\"col\">$</th>", heads[i]);
  }
  html_raw(h, "</tr></thead><tbody>");
}

static void table_row(struct html *h, const struct str *cells, size_t n) {
  html_put(h, "<tr><th scope=\"row\">$</th>", cells[0]);
  for (size_t i = 1; i < n; i++)
    html_put(h, "<td class=\"n\">$</td>", cells[i]);
  html_raw(h, "</tr>");
}

static void table_end(struct html *h) {
  html_raw(h, "</tbody></table></details></figure>\n");
}

#define CELLS(...)                                                                                 \
  (struct str[]){__VA_ARGS__}, sizeof((struct str[]){__VA_ARGS__}) / sizeof(struct str)

static void show_figures(struct html *h, const struct board_figure *f, size_t n) {
  html_raw(h, "<dl class=\"figures\">");
  for (size_t i = 0; i < n; i++)
    html_put(h, "<dt>$</dt><dd>$</dd>", say(h, f[i].words), figure_words(h, &f[i]));
  html_raw(h, "</dl>\n");
}

// ---------------------------------------------------------------- aging, months

static void draw_aging(struct html *h, const struct board_currency *c) {
  struct chart_bars bars = {0};
  for (int i = 0; i < AGES; i++)
    *LIST_PUSH(h->a, &bars) =
        (struct chart_bar){say(h, age_words[i]), tell_money(h, c->open[i]), c->open[i].minor};
  chart_bars(h, tell(h, "What is open, by age ($)", str_of(c->credits.currency)), &bars, 0);
}

static void show_aging(struct html *h, const struct board_currency *c) {
  int64_t all = 0;
  figure_begin(h, tell(h, "What is open, by age ($)", str_of(c->credits.currency)));
  draw_aging(h, c);
  table_begin(h, CELLS(say(h, "Days past due"), say(h, "Open")));
  for (int i = 0; i < AGES; i++) {
    all += c->open[i].minor;
    table_row(h, CELLS(say(h, age_words[i]), tell_money(h, c->open[i])));
  }
  table_row(h, CELLS(say(h, "Total"), tell_money(h, money_of(all, c->credits.currency))));
  if (c->credits.minor)
    table_row(h, CELLS(say(h, "Credit notes"), tell_money(h, c->credits)));
  table_end(h);
}

static void draw_months(struct html *h, const struct board *b, const struct board_currency *c) {
  struct chart_columns columns = {0};
  for (int i = BOARD_MONTHS; i-- > 0;)
    *LIST_PUSH(h->a, &columns) = (struct chart_column){
        html_number(h, day_civil(board_month(b, i)).month), c->months[i].sales, c->received[i]};
  chart_columns(h,
                tell(h, "Invoiced and received, month by month ($)", str_of(c->credits.currency)),
                &columns);
}

static void show_months(struct html *h, const struct board *b, const struct board_currency *c) {
  figure_begin(h,
               tell(h, "Invoiced and received, month by month ($)", str_of(c->credits.currency)));
  draw_months(h, b, c);
  html_put(h, "<p class=\"legend\"><span class=\"c1\">■</span> $ <span class=\"c2\">■</span> $</p>",
           say(h, "invoiced"), say(h, "received"));
  table_begin(h, CELLS(say(h, "Month"), say(h, "invoiced"), say(h, "received")));
  for (int i = BOARD_MONTHS; i-- > 0;) {
    struct civil m = day_civil(board_month(b, i));
    table_row(h, CELLS(str_printf(h->a, "%02d/%d", m.month, m.year),
                       tell_money(h, money_of(c->months[i].sales, c->credits.currency)),
                       tell_money(h, money_of(c->received[i], c->credits.currency))));
  }
  table_end(h);
}

// ---------------------------------------------------------------- steps

static struct str step_name(const struct html *h, int step) {
  return tell(h, "step $", html_number(h, step));
}

static struct str cases(const struct html *h, int64_t part, int64_t all) {
  struct board_figure f = {.part = part, .all = all};
  f.known = all >= BOARD_LEAST && kpi_share(part, all, &f.hundredths);
  return share_words(h, &f);
}

static void draw_steps(struct html *h, const struct board *b) {
  struct chart_bars bars = {0};
  for (size_t i = 0; b->money_seen && i < b->steps.n; i++) {
    const struct board_step *s = &b->steps.v[i];
    int64_t share = 0;
    if (kpi_share(s->paid, s->sent, &share) && s->sent >= BOARD_LEAST)
      *LIST_PUSH(h->a, &bars) = (struct chart_bar){
          step_name(h, s->step), str_printf(h->a, "%.*s %%", STR_ARG(decimal(h, share))), share};
  }
  if (bars.n)
    chart_bars(h, say(h, "Paid within seven days of a reminder"), &bars, 10000);
}

static void show_steps(struct html *h, const struct board *b) {
  figure_begin(h, say(h, "Paid within seven days of a reminder"));
  draw_steps(h, b);
  if (!b->steps.n || !b->money_seen) {
    html_put(h, "<p class=\"hint\">$</p></figure>",
             b->steps.n ? say(h, "No payment has been seen yet: import bank statements.")
                        : say(h, "No reminder has left yet."));
    return;
  }
  table_begin(h, CELLS(say(h, "Step"), say(h, "Invoices paid"), say(h, "Letters answered")));
  for (size_t i = 0; i < b->steps.n; i++) {
    const struct board_step *s = &b->steps.v[i];
    table_row(h, CELLS(step_name(h, s->step), cases(h, s->paid, s->sent),
                       cases(h, s->answered, s->letters)));
  }
  table_end(h);
}

// ---------------------------------------------------------------- experiments

struct str trial_words(const struct html *h, const struct board_trial *t) {
  static const char *const findings[] = {
      [FINDING_NOT_ENOUGH] = N_("not enough data"),
      [FINDING_NONE] = N_("no difference is shown"),
      [FINDING_BETTER] = N_("the other way brings the money sooner"),
      [FINDING_WORSE] = N_("the other way brings the money later")};
  const struct experiment_result *r = &t->result;
  struct str finding = say(h, findings[r->finding]);
  if (r->finding == FINDING_NOT_ENOUGH)
    return finding;
  return tell(h, "$ points more (95 %: $ to $): $", decimal(h, r->difference), decimal(h, r->low),
              decimal(h, r->high), finding);
}

static struct str factor_words(const struct html *h, const struct board_trial *t) {
  static const struct {
    const char *name, *words;
  } factors[] = {{"delay", N_("when reminders leave")},
                 {"tone", N_("how they are worded")},
                 {"payment", N_("how one may pay")}};
  for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
    if (str_eq(str_of(t->factor), str_of(factors[i].name)))
      return say(h, factors[i].words);
  return str_of(t->factor);
}

static void show_trial(struct html *h, const struct board_trial *t) {
  static const char *const arms[ARMS] = {N_("as it is"), N_("the other way")};
  figure_begin(
      h, tell(h, "Experiment $: $, since $", t->name, factor_words(h, t), tell_day(h, t->from)));
  html_put(h, "<p>$</p>", trial_words(h, t));
  if (t->stopped)
    html_put(h, "<p class=\"hint\">$</p>",
             say(h, "It was ended: the other way drew more complaints or crossed more payments."));
  table_begin(h, CELLS(say(h, "Way"), say(h, "Paid within 30 days"), say(h, "Disputed"),
                       say(h, "Crossed")));
  for (int i = 0; i < ARMS; i++) {
    const struct arm_count *c = &t->arms[i];
    table_row(h, CELLS(say(h, arms[i]), cases(h, c->paid, c->clients),
                       cases(h, c->complaints, c->told), cases(h, c->crossed, c->told)));
  }
  table_end(h);
}

// ---------------------------------------------------------------- clients

static struct str habit_words(const struct html *h, const struct board_client *c) {
  if (!c->known)
    return say(h, "not enough data");
  return tell(h, "$ days late", decimal(h, c->habit.median / (HABIT_DAY / 100)));
}

static struct str habit_spark(const struct html *h, const struct board_client *c) {
  int64_t v[HABIT_MOST];
  for (size_t i = 0; i < c->n; i++)
    v[i] = c->late[i];
  return spark(h->a, v, c->n);
}

static void show_clients(struct html *h, const struct board *b, bool links) {
  if (!b->clients.n)
    return;
  html_put(h,
           "<h2>$</h2><table class=\"list\"><thead><tr><th scope=\"col\">$</th>"
           "<th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th>"
           "<th scope=\"col\">$</th></tr></thead><tbody>",
           say(h, "Who owes most, and how he pays"), say(h, "Client"), say(h, "Overdue"),
           say(h, "Usually"), say(h, "Invoice by invoice"));
  for (size_t i = 0; i < b->clients.n; i++) {
    const struct board_client *c = &b->clients.v[i];
    html_put(h, "<tr><td data-label=\"$\">", say(h, "Client"));
    if (links)
      link_client(h, c->id, c->name);
    else
      html_put(h, "$", c->name.n ? c->name : c->id);
    html_put(h,
             "</td><td data-label=\"$\" class=\"n\">$</td><td data-label=\"$\">$</td>"
             "<td data-label=\"$\" class=\"spark\">$</td></tr>",
             say(h, "Overdue"), tell_money(h, c->overdue), say(h, "Usually"), habit_words(h, c),
             say(h, "Invoice by invoice"), habit_spark(h, c));
  }
  html_raw(h, "</tbody></table>\n");
}

void show_habit(struct html *h, const struct board_client *c) {
  if (!c->n)
    return;
  int level = c->known ? (int)((c->habit.median + HABIT_DAY / 2) / HABIT_DAY) : 0;
  static const char *const days[] = {N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
                                     N_("Friday"), N_("Saturday"), N_("Sunday")};
  html_put(h, "<h2>$</h2>", say(h, "How he pays"));
  if (c->runs)
    html_put(h, "<p>$</p>",
             tell(h, "His money comes in on one day: $ ($ of $ payments).",
                  say(h, days[c->run.day]), html_number(h, (int64_t)c->run.on),
                  html_number(h, (int64_t)c->run.all)));
  figure_begin(h, c->known ? tell(h, "Usually $", habit_words(h, c))
                           : say(h, "Too few paid invoices to say what is usual."));
  chart_dots(h, say(h, "Days between due date and payment, invoice by invoice"), c->late, c->n,
             level);
  table_begin(h, CELLS(say(h, "Invoice"), say(h, "Days late")));
  for (size_t i = 0; i < c->n; i++)
    table_row(h, CELLS(html_number(h, (int64_t)i + 1), html_number(h, c->late[i])));
  table_end(h);
}

// ---------------------------------------------------------------- the whole

static void show_all(struct html *h, const struct board *b, bool links) {
  for (size_t i = 0; i < b->all.n; i++) {
    const struct board_currency *c = &b->all.v[i];
    html_put(h, "<h2>$</h2><p class=\"hint\">$</p>", str_of(c->credits.currency),
             tell(h, "$ open invoices, $ of them overdue", html_number(h, c->invoices),
                  html_number(h, c->overdue)));
    show_figures(h, c->figures, BOARD_FIGURES);
    show_aging(h, c);
    show_months(h, b, c);
  }
  if (!b->all.n)
    html_put(h, "<p class=\"hint\">$</p>", say(h, "No open invoices and no sales."));
  html_put(h, "<h2>$</h2>", say(h, "What reminders do"));
  show_figures(h, b->conduct.v, b->conduct.n);
  show_steps(h, b);
  for (size_t i = 0; i < b->trials.n; i++)
    show_trial(h, &b->trials.v[i]);
  show_clients(h, b, links);
}

struct str page_board(struct arena *a, const struct frame *f, const struct board *b) {
  struct html h = html_in(a, f->speech);
  frame_begin(&h, f, say(&h, "Figures"));
  show_all(&h, b, true);
  pager(&h, f);
  return frame_end(&h, f);
}

struct str board_document(struct arena *a, const struct speech *s, struct str company,
                          const struct board *b) {
  struct html h = html_in(a, s);
  html_put(&h,
           "<!doctype html>\n<html lang=\"$\"><head><meta charset=\"utf-8\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<title>$ – $</title><style>",
           str_of(s->language), say(&h, "Figures"), company);
  html_add(&h, asset_style());
  html_put(&h, "</style></head><body><main><h1>$ – $</h1><p class=\"hint\">$</p>", company,
           say(&h, "Figures"), tell_day(&h, b->today));
  show_all(&h, b, false);
  html_raw(&h, "</main></body></html>\n");
  return html_done(&h);
}

bool board_svg(struct arena *a, const struct speech *s, const struct board *b, struct str chart,
               struct str *out) {
  struct html h = html_in(a, s);
  if (str_eq(chart, S("steps")))
    draw_steps(&h, b);
  else if (!b->all.n)
    return false;
  else if (str_eq(chart, S("months")))
    draw_months(&h, b, &b->all.v[0]);
  else
    draw_aging(&h, &b->all.v[0]);
  *out = html_done(&h);
  return out->n > 0;
}
