#!/bin/sh
# cycle.sh: the demonstration as it is and under fire, a short race, every twelfth crash point.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
export RELANCE="${B:-build}/relance"
n=0 bad=0

said() { # STATUS WHAT
  n=$((n + 1))
  [ "$1" = 0 ] && echo "ok $n - $2" && return
  bad=1
  echo "not ok $n - $2"
}

/usr/bin/python3 contrib/demo/demo.py
said $? "the demonstration ends with the right table"
KILL=1 /usr/bin/python3 contrib/demo/demo.py
said $? "and so it does when a role is killed every second"
tests/race 40 | sed 's/^ok/# ok/; s/^not ok/# not ok/' >"${B:-build}/tests/log/race.out"
! grep -q '# not ok' "${B:-build}/tests/log/race.out"
said $? "forty reminders crossed by their payments: $(grep withdrawn "${B:-build}/tests/log/race.out")"
tests/crash.py --stride 12 >"${B:-build}/tests/log/crash.out"
said $? "$(grep points, "${B:-build}/tests/log/crash.out")"
cat "${B:-build}/tests/log/race.out" "${B:-build}/tests/log/crash.out" | sed 's/^ok/# ok/; s/^not ok/# not ok/'
exit $bad
