// qr_png.c: a text as a QR code, as the bytes of a PNG picture.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/formats.h"

#include <png.h>
#include <qrencode.h>
#include <string.h>

enum {
  MODULE_PIXELS = 6,
  QUIET_MODULES = 4,    // white around it (ISO/IEC 18004, 6.3.8)
  VERSION_LIMIT = 13,   // EPC069-12, section 4
  PNG_LIMIT = 64 << 10, // bytes; version 13 needs some 2000
};

static struct str pixels_of(struct arena *a, const QRcode *code, size_t side) {
  char *pixels = arena_alloc(a, 1, side * side);
  memset(pixels, 0xFF, side * side);
  for (size_t y = 0; y < side; y++)
    for (size_t x = 0; x < side; x++) {
      size_t column = x / MODULE_PIXELS - QUIET_MODULES, row = y / MODULE_PIXELS - QUIET_MODULES;
      size_t width = (size_t)code->width; // a column left of the code wraps round and is large
      if (column < width && row < width && (code->data[row * width + column] & 1))
        pixels[y * side + x] = 0;
    }
  return (struct str){pixels, side * side};
}

static bool png_of(struct arena *a, struct str pixels, size_t side, struct str *out,
                   struct err *err) {
  png_image image = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)side,
                     .height = (png_uint_32)side,
                     .format = PNG_FORMAT_GRAY};
  png_alloc_size_t n = PNG_LIMIT;
  char *bytes = arena_alloc(a, 1, n);
  int done = png_image_write_to_memory(&image, bytes, &n, 0, pixels.p, 0, NULL);
  if (!done)
    err_set(err, ERR_INPUT, "QR code: %s", image.message);
  png_image_free(&image);
  if (done)
    *out = (struct str){bytes, n};
  return done;
}

bool qr_png(struct arena *a, struct str text, struct str *out, struct err *err) {
  QRcode *code = NULL;
  if (text.n <= EPC_LIMIT)
    code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
  if (!code || code->version > VERSION_LIMIT) {
    QRcode_free(code);
    return err_set(err, ERR_INPUT, "%zu bytes are more than a payment QR code may hold", text.n);
  }
  size_t side = ((size_t)code->width + (size_t)2 * QUIET_MODULES) * MODULE_PIXELS;
  struct str pixels = pixels_of(a, code, side);
  QRcode_free(code);
  return png_of(a, pixels, side, out, err);
}
