#!/bin/sh
# letters_read.sh: what a reader and a phone look for on every letter (make letters has the pictures).
# SPDX-License-Identifier: GPL-3.0-or-later
cd "$(dirname "$0")/../.." || exit 2
exec tests/letters.py
