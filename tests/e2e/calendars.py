#!/usr/bin/python3
# calendars.py: our holidays from 2015 to 2035 are those of Debian's python3-holidays.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Only weekdays are compared: a holiday on a Saturday or Sunday changes nothing. `known` lists what
# that package, of 2020, cannot know or decides otherwise, each with its reason.
import collections, datetime, os, pathlib, subprocess, sys, tempfile

try:
    import holidays
except ImportError:
    print("ok 1 - holidays # SKIP python3-holidays is not installed")
    sys.exit(0)

years = range(2015, 2036)
theirs = {
    "FR": holidays.France(years=years),
    "FR-AM": holidays.France(prov="Alsace-Moselle", years=years),
    "BE": holidays.Belgium(years=years),
    "LU": holidays.Luxembourg(years=years),
    "NL": holidays.Netherlands(years=years),
    "GB": holidays.England(years=years),
    "IT": holidays.Italy(years=years),
    "TARGET": holidays.EuropeanCentralBank(years=years),
}


def common(country, parts, of=1.0):
    """The days that all parts of a country have, or so large a share of them."""
    counted = collections.Counter(d for p in parts for d in country(prov=p, years=years))
    return {d for d, n in counted.items() if n >= of * len(parts)}


theirs["CH"] = common(holidays.Switzerland, holidays.Switzerland.PROVINCES, of=0.75)
theirs["CH-VD"] = holidays.Switzerland(prov="VD", years=years)
theirs["ES"] = common(holidays.Spain, holidays.Spain.PROVINCES)
theirs["DE"] = common(holidays.Germany, holidays.Germany.PROVINCES)

known = collections.defaultdict(set)
day = datetime.date
# moved for the Platinum Jubilee, which had a day of its own; the funeral; the coronation
known["GB"] = {day(2022, 5, 30), day(2022, 6, 2), day(2022, 6, 3), day(2022, 9, 19), day(2023, 5, 8)}
known["IT"] = {day(y, 10, 4) for y in range(2026, 2036)}  # San Francesco, a holiday again from 2026

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "days"
    test = pathlib.Path(os.environ.get("B", "build")) / "tests/test_calendar"
    subprocess.run([test], env=dict(os.environ, RELANCE_HOLIDAYS=str(path), CMOCKA_MESSAGE_OUTPUT="STDOUT"),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    ours = collections.defaultdict(set)
    for line in path.read_text().splitlines():
        code, day = line.split()
        ours[code].add(datetime.date.fromisoformat(day))

failed = 0
for n, (code, days) in enumerate(sorted(theirs.items()), 1):
    want = {d for d in days if d.weekday() < 5 and d.year in years}
    wrong = sorted((ours[code] ^ want) - known[code])
    for d in wrong:
        print("# %s %s: only %s" % (code, d, "ours" if d in ours[code] else "theirs"))
    failed += bool(wrong)
    print("%sok %d - %s, %d days" % ("not " if wrong else "", n, code, len(want)))
sys.exit(bool(failed))
