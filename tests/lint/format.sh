#!/bin/sh
# format.sh: clang-format decides layout.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
clang-format --dry-run --Werror src/*/*.c src/*/*.h include/relance/*.h tests/unit/*.[ch]
