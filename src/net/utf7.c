// utf7.c: modified UTF-7 and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/utf7.h"
#include "net/imap.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

// ---- encoding

struct packer {
  struct buf *out;
  uint32_t bits;
  int n; // of bits held
};

static void pack16(struct packer *p, uint32_t unit) {
  p->bits = p->bits << 16 | unit;
  for (p->n += 16; p->n >= 6; p->n -= 6)
    buf_c(p->out, digits[p->bits >> (p->n - 6) & 63]);
}

static void pack_rune(struct packer *p, uint32_t rune) {
  if (rune < 0x10000) {
    pack16(p, rune);
    return;
  }
  pack16(p, 0xd800 + ((rune - 0x10000) >> 10));
  pack16(p, 0xdc00 + ((rune - 0x10000) & 0x3ff));
}

static void pack_end(struct packer *p) {
  if (p->n > 0)
    buf_c(p->out, digits[p->bits << (6 - p->n) & 63]);
  buf_c(p->out, '-');
}

static bool is_direct(uint32_t rune) {
  return rune >= ' ' && rune < 0x7f;
}

static void encode_run(struct buf *out, struct str name, size_t *at) {
  struct packer p = {.out = out};
  size_t len;
  buf_c(out, '&');
  for (uint32_t rune; *at < name.n && !is_direct(rune = str_rune(name, *at, &len)); *at += len)
    pack_rune(&p, rune);
  pack_end(&p);
}

bool utf7_encode(struct arena *a, struct str name, struct str *wire) {
  if (name.n == 0 || name.n > IMAP_NAME_MAX || !str_utf8_valid(name))
    return false;
  struct buf out = buf_in(a);
  for (size_t at = 0; at < name.n;) {
    unsigned char c = (unsigned char)name.p[at];
    if (c < ' ' || c == 0x7f)
      return false;
    if (c >= 0x80) {
      encode_run(&out, name, &at);
      continue;
    }
    buf_add(&out, c == '&' ? S("&-") : str_sub(name, at, 1));
    at++;
  }
  *wire = buf_str(&out);
  return true;
}

// ---- decoding

// Runes of one base64 run; false where a surrogate stands alone.
static bool decode_run(struct buf *out, struct str run) {
  uint32_t bits = 0, high = 0;
  int n = 0;
  for (size_t i = 0; i < run.n; i++) {
    const char *digit = run.p[i] ? strchr(digits, run.p[i]) : NULL;
    if (!digit)
      return false;
    bits = bits << 6 | (uint32_t)(digit - digits);
    if ((n += 6) < 16)
      continue;
    uint32_t unit = bits >> (n -= 16) & 0xffff;
    if (high ? unit < 0xdc00 || unit > 0xdfff : unit >= 0xdc00 && unit <= 0xdfff)
      return false;
    if (high)
      buf_rune(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
    else if (unit < 0xd800 || unit > 0xdfff)
      buf_rune(out, unit);
    high = !high && unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
  }
  return !high;
}

static bool decode(struct str wire, struct buf *out) {
  struct str direct, run;
  while (str_cut(wire, '&', &direct, &wire)) {
    buf_add(out, direct);
    struct str rest;
    if (!str_cut(wire, '-', &run, &rest) || (run.n > 0 && !decode_run(out, run)))
      return false;
    if (run.n == 0)
      buf_c(out, '&');
    wire = rest;
  }
  buf_add(out, direct);
  return true;
}

bool utf7_decode(struct arena *a, struct str wire, struct str *name) {
  struct buf out = buf_in(a);
  struct str back;
  if (wire.n > IMAP_NAME_MAX || !decode(wire, &out) || !utf7_encode(a, buf_str(&out), &back) ||
      !str_eq(back, wire))
    return false;
  *name = buf_str(&out);
  return true;
}
