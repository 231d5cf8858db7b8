// page_board.h: the dashboard as a page, and as one document of its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "web/board.h"
#include "web/pages.h"

struct str page_board(struct arena *a, const struct frame *f, const struct board *b);
// The same without frame, links and script: a file to keep, to mail, to print.
struct str board_document(struct arena *a, const struct speech *s, struct str company,
                          const struct board *b);
// One chart as an SVG file: "aging", "months" (both of the first currency) or "steps". False when
// there is nothing to draw.
bool board_svg(struct arena *a, const struct speech *s, const struct board *b, struct str chart,
               struct str *out);
// A client's days late in the order of payment; nothing where there are none.
void show_habit(struct html *h, const struct board_client *c);
// What an experiment has shown: "-2.7 points (95 %: -17.9 to 12.3): no difference shown yet".
struct str trial_words(const struct html *h, const struct board_trial *t);
// "79,6 %", "54.8 days", "not enough data"; of a share with its cases: "3 of 41 (7.3 %)".
struct str figure_words(const struct html *h, const struct board_figure *f);
