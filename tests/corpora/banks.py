# banks.py: notices of three banks that no rule here was made for: what one file a bank gives, and no C.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The files in notice/ were written from the first three cases of each bank; the others count apart.
import datetime
import json
import re
import shutil
import tempfile
from pathlib import Path

import program
from program import CORPORA, ROOT

SEEN = 3
FIELDS = {"Amount": "amount", "Currency": "currency", "Vs": "reference", "TransactionDate": "date"}


def value_of(field, written):
    """The asserted value as the program writes it; None where it asserts nothing that a notice can say."""
    date = re.match(r"strtotime\('(\d{1,2}\.\d{1,2}\.\d{4})", written)
    stamp = re.match(r"'(\d{8})\d{6}'$", written)
    if field == "date":
        day = date and datetime.datetime.strptime(date[1], "%d.%m.%Y") or \
            stamp and datetime.datetime.strptime(stamp[1], "%d%m%Y")
        return day and day.date().isoformat()
    bare = written.strip("'")
    if field == "amount":
        return f"{abs(float(bare)):.2f}"
    return "EUR" if bare == "978" else bare


def wanted(case):
    """One set of asserted values a payment."""
    sets = [{}]
    for line in case["asserts"]:
        m = re.search(r"assertEquals\((.+), \$\w+(?:\[0\])?->get(\w+)\(\)\)", line)
        field = m and FIELDS.get(m[2])
        value = field and value_of(field, m[1])
        if not value:
            continue
        if field in sets[-1]:
            sets.append({})
        sets[-1][field] = value
    return [s for s in sets if s]


def told(reading):
    """What rules on notices have taken, by field."""
    found = {f: set() for f in FIELDS.values()}
    for e in (reading or {"evidence": []})["evidence"]:
        if not e["rule"].startswith("bank."):
            continue
        if e["amount"]:
            found["amount"].add(e["amount"].lstrip("-"))
            found["currency"].add(e["currency"])
        if e["what"] == "invoice":
            found["reference"].add(e["ref"])
        if e["what"] == "date":
            found["date"].add(e["date"])
    return found


def judge(case, readings, show):
    right = total = 0
    sets = wanted(case)
    for i, want in enumerate(sets):
        got = told(readings[min(i, len(readings) - 1)])
        for field, value in want.items():
            total += 1
            right += value in got[field]
            if value not in got[field]:
                show(f"{case['file'].split('/')[2]} {case['case']}: {field} {value}: {sorted(got[field])}")
    return right, total


def measure(show):
    cases = json.loads((CORPORA / "bank-mails-sk/cases.json").read_text())
    cases = [c for c in cases if c["emails"] and wanted(c)]
    with tempfile.TemporaryDirectory() as tmp:
        rules = Path(tmp) / "rules"
        shutil.copytree(ROOT / "rules", rules)
        for pack in (ROOT / "tests/corpora/notice").glob("*.rules"):
            shutil.copy(pack, rules / "notice")
        mails = [program.message(e, sender="notice@bank.example", subject="Info", reply=False)
                 for c in cases for e in c["emails"]]
        readings = iter(program.read_bytes(mails, "de", rules))
        said = [[next(readings) for _ in c["emails"]] for c in cases]
    count, sums = {}, {True: [0, 0], False: [0, 0]}
    for case, mine in zip(cases, said):
        bank = case["file"].rsplit("/", 1)[1]
        count[bank] = count.get(bank, 0) + 1
        right, total = judge(case, mine, show)
        for k, n in enumerate((right, total)):
            sums[count[bank] <= SEEN][k] += n
    (a, b), (x, y) = sums[True], sums[False]
    yield "bank-mails-sk", "amount, currency, reference, date", a + x, b + y, 0.9
    yield "bank-mails-sk", "the same, of notices not seen before", x, y, 0.9
