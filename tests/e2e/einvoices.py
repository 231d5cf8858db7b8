#!/usr/bin/env python3
# einvoices.py: every e-invoice of the corpora, beside what a reader of its own finds in the XML.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The reader here knows neither libxml2 nor poppler: PDF streams are found by their words and
# unpacked with zlib, XML is read by the parser of Python. It must say number, type, dates,
# currency, total and amount due as the program does. Files that the corpora call invalid, cut files
# and random ones must be refused, with the place and a reason.
import glob, json, os, random, re, subprocess, sys, tempfile, zlib
import xml.etree.ElementTree as ET
from decimal import Decimal

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "mailserver"))

import tap
from tap import check

top = os.path.dirname(os.path.dirname(here))
corpora = os.environ.get("RELANCE_CORPORA") or next(
    (d for d in (os.path.join(top, up, "shared", "corpora") for up in ("..", "../.."))
     if os.path.isdir(d)), "none")
say = os.path.join(top, os.environ.get("B", "build"), "measure", "formats_say")
# The corpus calls these invalid for reasons of form only (its VAT date codes, its XMP): number,
# dates, sums and parties stand as in its valid twins, and a payer would have to pay them.
FORM_ONLY = {"Avoir_FR_type381_BASICWL.pdf"}


def local(e):
    return e.tag.rsplit("}", 1)[-1] if isinstance(e.tag, str) else ""


def find(e, path):
    if not path:
        return e
    for c in e:
        if local(c) == path[0]:
            got = find(c, path[1:])
            if got is not None:
                return got
    return None


def text(e, path):
    got = find(e, path.split("/"))
    return (got.text or "").strip() if got is not None else ""


def day(s):
    return f"{s[:4]}-{s[4:6]}-{s[6:8]}" if re.fullmatch(r"\d{8}", s) else s[:10]


def latest(days):
    days = [d for d in days if d]
    return max(days) if days else ""


def all_texts(e, name, path):
    return [text(c, path) for c in e.iter() if local(c) == name]


CREDIT = "81 83 261 262 296 308 381 396 420 458 502 503 532".split()


def by_hand(xml):
    root = ET.fromstring(xml)
    name = local(root)
    if name in ("Invoice", "CreditNote"):
        kind = "CreditNote" if name == "CreditNote" else "Invoice"
        sums = find(root, ["LegalMonetaryTotal"])
        got = {
            "number": text(root, "ID"), "type": text(root, kind + "TypeCode"),
            "issued": day(text(root, "IssueDate")), "currency": text(root, "DocumentCurrencyCode"),
            "total": text(sums, "TaxInclusiveAmount"), "payable": text(sums, "PayableAmount"),
            "due": latest([day(text(root, "DueDate"))] +
                          [day(d) for d in all_texts(root, "PaymentMeans", "PaymentDueDate")] +
                          [day(d) for d in all_texts(root, "PaymentTerms", "PaymentDueDate")])}
    else:
        old = name == "CrossIndustryDocument"
        doc = find(root, ["HeaderExchangedDocument" if old else "ExchangedDocument"])
        trade = find(root, ["SpecifiedSupplyChainTradeTransaction" if old
                            else "SupplyChainTradeTransaction"])
        settle = find(trade, ["ApplicableSupplyChainTradeSettlement" if old
                              else "ApplicableHeaderTradeSettlement"])
        sums = find(settle, ["SpecifiedTradeSettlementMonetarySummation" if old
                             else "SpecifiedTradeSettlementHeaderMonetarySummation"])
        got = {
            "number": text(doc, "ID"), "type": text(doc, "TypeCode"),
            "issued": day(text(doc, "IssueDateTime/DateTimeString")),
            "currency": text(settle, "InvoiceCurrencyCode"),
            "total": text(sums, "GrandTotalAmount"), "payable": text(sums, "DuePayableAmount"),
            "due": latest([day(text(c, "DueDateDateTime/DateTimeString")) for c in settle
                           if local(c) == "SpecifiedTradePaymentTerms"])}
    got["payable"] = got["payable"] or got["total"]
    credit = name == "CreditNote" or got["type"] in CREDIT
    sign = -1 if credit and Decimal(got["total"]) > 0 else 1
    for k in ("total", "payable"):
        got[k] = sign * Decimal(got[k])
    got["kind"] = "credit_note" if credit or got["total"] < 0 else "invoice"
    return got


def embedded(pdf):
    found = []
    for m in re.finditer(rb"stream\r?\n", pdf):
        raw = pdf[m.end():pdf.find(b"endstream", m.end())]
        try:
            raw = zlib.decompressobj().decompress(raw)
        except zlib.error:
            pass
        if re.match(rb"(\xef\xbb\xbf)?\s*<", raw) and re.search(rb"<(\w+:)?(CrossIndustryInvoice|CrossIndustryDocument)\b", raw):
            found.append(raw)
    return found


def read(paths):
    out = subprocess.run([say, "invoice"] + paths, capture_output=True, timeout=300)
    if out.returncode:
        return None
    return [json.loads(line) for line in out.stdout.decode().splitlines()]


def differences(path, got):
    data = open(path, "rb").read()
    if data.startswith(b"%PDF"):
        found = embedded(data)
        if not found:
            return None
        data = found[0]
    want = by_hand(data)
    bad = []
    for key, value in want.items():
        have = got.get(key, "")
        if key in ("total", "payable"):
            same = have != "" and Decimal(have) == value
        elif key == "due" and not value:
            same = not have or have in got["terms"] or re.search(r"\d{2}\.\d{2}\.\d{4}", got["terms"])
        else:
            same = have == value
        if not same:
            bad.append(f"{path}: {key}: {have!r}, by hand {value!r}")
    return bad


def sets():
    files = sorted(glob.glob(corpora + "/zugferd/**/*", recursive=True) +
                   glob.glob(corpora + "/xrechnung/**/*.xml", recursive=True) +
                   glob.glob(corpora + "/akretion-facturx/**/*", recursive=True))
    files = [f for f in files if re.search(r"\.(pdf|xml)$", f, re.I)]
    other = [f for f in files if re.search(r"fatturaPA|unstructured|order-x", f)]
    fail = [f for f in files if "/fail/" in f]
    good = [f for f in files if f not in other and f not in fail]
    return good, fail, other


def main():
    if subprocess.run(["make", "-s", "-C", top, os.path.relpath(say, top)]).returncode:
        check(False, "formats_say is built")
        return
    if not os.path.isdir(corpora):
        print("ok 1 - e-invoices of the corpora # SKIP there are no corpora here")
        return
    good, fail, other = sets()
    wrong, compared, by_eye = [], 0, 0
    for path, got in zip(good, read(good)):
        if "refused" in got:
            wrong.append(f"{path}: refused: {got['refused']}")
            continue
        bad = differences(path, got)
        if bad is None:
            by_eye += 1
        else:
            compared += 1
            wrong += bad
    check(not wrong, f"{compared} valid invoices read as by hand "
          f"({by_eye} whose streams the reader here cannot open)", "\n".join(wrong))
    taken = [got["file"] for got in read(fail) if "refused" not in got
             and os.path.basename(got["file"]) not in FORM_ONLY]
    check(not taken, f"{len(fail)} files called invalid are refused, "
          f"but for {len(FORM_ONLY)} of bad form only", "\n".join(taken))
    taken = [got["file"] for got in read(other) if "refused" not in got]
    check(not taken, f"{len(other)} other files are refused", "\n".join(taken))
    ok = True
    rng = random.Random(5)
    print("# seed 5")
    with tempfile.TemporaryDirectory() as tmp:
        files = []
        for path in good:
            data = open(path, "rb").read()
            for share in (0, 0.1, 0.5, 0.9, 0.999):
                files.append((data[:int(len(data) * share)]))
        for n in (1, 10, 1000, 100000):
            files += [rng.randbytes(n), b"%PDF-1.7\n" + rng.randbytes(n),
                      b"<?xml version='1.0'?><Invoice>" + rng.randbytes(n)]
        names = []
        for i, data in enumerate(files):
            names.append(os.path.join(tmp, str(i)))
            open(names[-1], "wb").write(data)
        got = read(names)
        ok = got is not None and len(got) == len(names)
        # A PDF cut near its end may still hold its whole invoice: then it must be the same one.
        taken = [g for g in got or [] if "refused" not in g and g["seems"] != "PDF"]
        empty = [g for g in got or [] if "refused" in g and not g["refused"]]
    check(ok and not taken and not empty, f"{len(files)} cut and random files are refused, with a reason",
          "\n".join(map(str, taken + empty)))


main()
sys.exit(tap.status())
