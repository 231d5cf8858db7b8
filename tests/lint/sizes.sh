#!/bin/sh
# sizes.sh: no function over 60 lines, no source over 500, no core header over 80.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
bad=0
for f in src/*/*.c; do
  n=$(wc -l <"$f")
  [ "$n" -le 500 ] || { echo "$f: $n lines, at most 500: which two things is it?" && bad=1; }
  awk -v f="$f" '/^[a-zA-Z].*\).*\{$/ || /^\{/ { s = NR }
    /^\}/ { if (s && NR - s > 60) { print f ":" s ": a function of " NR - s " lines, at most 60"; e = 1 } s = 0 }
    END { exit e }' "$f" || bad=1
  head -n 2 "$f" | grep -q 'SPDX-License-Identifier' || { echo "$f: no SPDX line" && bad=1; }
done
for f in include/relance/*.h; do
  n=$(wc -l <"$f")
  [ "$n" -le 140 ] || { echo "$f: $n lines: a header fits one screen" && bad=1; }
done
exit $bad
