// parts.h: inside the web room: what several pages are made of.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "web/pages.h"

void frame_begin(struct html *h, const struct frame *f, struct str title);
struct str frame_end(struct html *h, const struct frame *f);
// The head of a form that changes something; the caller closes it.
void form_begin(struct html *h, const struct frame *f, struct str action, struct str class);
// A form with nothing but one button.
void button_form(struct html *h, const struct frame *f, struct str action, struct str words,
                 struct str class);
void pager(struct html *h, const struct frame *f);
void link_client(struct html *h, struct str id, struct str name); // the id where there is no name
void link_invoice(struct html *h, struct str number);
void show_story(struct html *h, const struct frame *f, const struct story_events *story);
void show_waits(struct html *h, const struct wait_rows *rows);
struct str moment(const struct html *h, struct day d, int minute);
// What a word of the program ("promise_to_pay", "letter_sent") is called in the reader's language.
struct str name_of(const struct html *h, struct str word);
// The text with its marks; lines far from any mark are folded away.
void show_quote(struct html *h, const struct quote *q);
