#!/bin/sh
# tidy.sh: clang-tidy over the program.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck disable=SC2086
said=$(ls src/*/*.c | xargs -P 2 -n 4 clang-tidy --quiet -- -std=gnu17 $CPPFLAGS $CFLAGS 2>/dev/null)
[ -z "$said" ] && exit 0
printf '%s\n' "$said"
exit 1
