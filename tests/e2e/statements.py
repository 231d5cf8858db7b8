#!/usr/bin/env python3
# statements.py: every bank statement of the corpora, beside the answers that come with them.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# camt: the entries as another library wrote them down (JSON), and sums made here from the XML.
# MT940: the transactions as another library wrote them down (YAML). CFONB: its own balances.
# Made up here: CODA, OFX, QIF, each with a sum that must come out.
import base64, glob, json, os, re, subprocess, sys
import xml.etree.ElementTree as ET
from decimal import Decimal

here = os.path.dirname(os.path.abspath(__file__))
top = os.path.dirname(os.path.dirname(here))
corpora = os.environ.get("RELANCE_CORPORA") or next(
    (d for d in (os.path.join(top, up, "shared", "corpora") for up in ("..", "../.."))
     if os.path.isdir(d)), "none")
say = os.path.join(top, os.environ.get("B", "build"), "measure", "formats_say")
number = 0


def tap(wrong, name):
    global number
    number += 1
    print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
    for line in wrong[:40]:
        print("  " + str(line))


def read(paths):
    out = subprocess.run([say, "statement"] + paths, capture_output=True, timeout=300)
    lines = out.stdout.decode().splitlines()
    assert out.returncode == 0 and len(lines) == len(paths), out.stderr
    return [json.loads(line) for line in lines]


def entries(got):
    return [e for s in got["statements"] for e in s["entries"]]


def units(money):
    return Decimal(money["getAmount"]) / (1 if money["getCurrency"]["getCode"] == "JPY" else 100)


def camt():
    paths = [p for p in sorted(glob.glob(corpora + "/camt/test/data/*.xml"))
             if os.path.exists(p[:-4] + ".json")]
    wrong, count = [], 0
    for path, got in zip(paths, read(paths)):
        if "refused" in got:
            wrong.append(f"{path}: refused: {got['refused']}")
            continue
        have = [(Decimal(e["amount"]), e["booked"]) for e in entries(got)]
        want = json.load(open(path[:-4] + ".json"))
        known = [(units(e["getAmount"]),
                  (e["getBookingDate"] or {"0": ""})["0"][:10]) for e in want["getEntries"]]
        by_hand = []
        for e in ET.parse(path).getroot().iter():
            if e.tag.endswith("}Ntry"):
                child = {c.tag.rsplit("}", 1)[-1]: (c.text or "").strip() for c in e}
                by_hand.append(Decimal(child["Amt"]) * (-1 if child["CdtDbtInd"] == "DBIT" else 1))
        count += len(have)
        if [a for a, _ in have] != by_hand:
            wrong.append(f"{path}: amounts {have}, by hand {by_hand}")
        # The JSON leaves out what it said before, so it may know fewer; days may be missing.
        if not all(any(a == k and day in ("", d) for a, d in have) for k, day in known):
            wrong.append(f"{path}: {have}, known {known}")
        if len(got["statements"]) != len(want["getRecords"]):
            wrong.append(f"{path}: {len(got['statements'])} statements")
        if len(have) != len(known) and len(want["getRecords"]) == 1:
            wrong.append(f"{path}: {len(have)} entries, known {len(known)}")
        if len(want["getRecords"]) == 1 and isinstance(want["getRecords"][0], dict):
            known = [(b["getType"], units(b["getAmount"]))
                     for b in want["getRecords"][0].get("getBalances") or []]
            s = got["statements"][0]
            wrong += [f"{path}: {kind} {s[kind]}, known {known}" for kind in ("opening", "closing")
                      if s[kind] and (kind, Decimal(s[kind])) not in known]
    tap(wrong, f"camt: {count} entries of {len(paths)} files as known")
    bad = read([corpora + "/camt/test/data/camt053.v2.wrong.xml"])[0]
    tap([] if bad.get("refused") else [bad], "camt: a file without a statement is refused")


def yaml_transactions(path):
    text = open(path, encoding="utf-8", errors="replace").read()
    found = []
    for block in re.split(r"^- !!python/object:mt940.models.Transaction$|^- (?:&\S+ )?!!python/object:mt940.models.Transaction$",
                          text, flags=re.M)[1:]:
        amount = re.search(r"^    amount: .*?Decimal\n\s*- '([^']*)'", block, re.M | re.S)
        status = re.search(r"^    status: (\S+)", block, re.M)
        date = re.search(r"^    date: !!python/object/apply:mt940.models.Date\n    - !!binary \|\n\s*(\S+)", block, re.M)
        if not amount or not status:
            continue
        day = ""
        if date:
            b = base64.b64decode(date.group(1))
            day = f"{b[0] * 256 + b[1]:04d}-{b[2]:02d}-{b[3]:02d}"
        value = abs(Decimal(amount.group(1)))
        found.append((-value if status.group(1) in ("D", "RC") else value, day))
    return found


def mt940():
    paths = [p for p in sorted(glob.glob(corpora + "/mt940/mt940_tests/*/*.sta"))
             if os.path.exists(p[:-4] + ".yml")]
    wrong, count = [], 0
    for path, got in zip(paths, read(paths)):
        known = yaml_transactions(path[:-4] + ".yml")
        if "refused" in got:
            if known:
                wrong.append(f"{path}: refused: {got['refused']}, known {known}")
            continue
        have = [(Decimal(e["amount"]), e["value"]) for e in entries(got)]
        count += len(have)
        if [a for a, _ in have] != [a for a, _ in known]:
            wrong.append(f"{path}: amounts {have}, known {known}")
        for (_, day), (_, known_day) in zip(have, known):
            if known_day and day != known_day:
                wrong.append(f"{path}: {day}, known {known_day}")
    tap(wrong, f"MT940: {count} entries of {len(paths)} files as known")


def cfonb():
    paths = sorted(glob.glob(corpora + "/cfonb/spec/files/*.txt"))
    good = [p for p in paths if p.endswith("/example.txt")]
    bad = [p for p in paths if p not in good]
    wrong = []
    for got in read(good):
        wrong += [got["refused"]] if "refused" in got else [
            s for s in got["statements"]
            if Decimal(s["opening"]) + sum(Decimal(e["amount"]) for e in s["entries"])
            != Decimal(s["closing"]) or Decimal(s["difference"]) != 0]
        if sum(len(s["entries"]) for s in got["statements"]) != 6:
            wrong.append("not six movements")
    tap(wrong, "CFONB: balances agree")
    tap([g["file"] for g in read(bad) if not g.get("refused", "").startswith("line ")],
        f"CFONB: {len(bad)} files out of order are refused, with the line")


def main():
    if subprocess.run(["make", "-s", "-C", top, os.path.relpath(say, top)]).returncode:
        tap(["make failed"], "formats_say is built")
        return
    if not os.path.isdir(corpora):
        print("ok 1 - statements of the corpora # SKIP there are no corpora here")
        return
    camt()
    mt940()
    cfonb()


main()
