// asset.c: style, script and icon, put into the program by the assembler.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Makefile says that this object depends on the files.
#include "web/pages.h"

#define ASSET(name, file)                                                                          \
  __asm__(".section .rodata\n.global web_" #name ", web_end_" #name "\nweb_" #name                 \
          ":\n.incbin \"src/web/asset/" file "\"\nweb_end_" #name ":\n.byte 0\n.previous\n");      \
  extern const char web_##name[], web_end_##name[]
ASSET(style, "style.css");
ASSET(script, "page.js");
ASSET(icon, "icon.svg");

static struct str between(const char *from, const char *to) {
  return (struct str){from, (size_t)(to - from)};
}

struct str asset_style(void) {
  return between(web_style, web_end_style);
}

struct str asset_script(void) {
  return between(web_script, web_end_script);
}

struct str asset_icon(void) {
  return between(web_icon, web_end_icon);
}
