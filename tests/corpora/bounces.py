# bounces.py: delivery reports of some ninety servers, with what another program makes of them.
# SPDX-License-Identifier: GPL-3.0-or-later
import program
from program import CORPORA

# Reports, but none of mail that did not arrive: complaints, "delivered", absence.
NO_BOUNCE = ("feedback", "delivered", "vacation")

# Where the label is not what the server says. That program calls it "filtered", not unknown, when no status
# 5.1.1 and no RCPT command stands beside "user unknown"; the words are plain enough for us.
UNKNOWN = "the server says that nobody is known by that address"
ARGUED = {
    "lhost-apachejames-01.eml": UNKNOWN, "lhost-gsuite-08.eml": UNKNOWN, "lhost-messagingserver-06.eml": UNKNOWN,
    "lhost-messagingserver-08.eml": UNKNOWN, "lhost-mxlogic-03.eml": UNKNOWN, "lhost-postfix-07.eml": UNKNOWN,
    "lhost-receivingses-01.eml": UNKNOWN, "lhost-sendmail-27.eml": UNKNOWN, "lhost-sendmail-48.eml": UNKNOWN,
    "lhost-surfcontrol-01.eml": UNKNOWN, "lhost-x1-01.eml": UNKNOWN, "lhost-x1-02.eml": UNKNOWN,
    "lhost-x2-01.eml": UNKNOWN, "lhost-yahoo-06.eml": UNKNOWN, "lhost-zoho-03.eml": UNKNOWN,
    "rfc3464-01.eml": "5.1.1 user unknown, but labelled mailbox full",
    "lhost-gsuite-15.eml": "the domain does not exist, but labelled a network error",
}


def expected():
    """{file: (is it a bounce, is its first recipient's failure hard)}"""
    rows = {}
    for line in (CORPORA / "bounces/expected.tsv").read_text().splitlines()[1:]:
        name, _, _, _, reason, hard, *_ = line.split("\t")
        rows.setdefault(name, (reason not in NO_BOUNCE, hard == "true", reason))
    return rows


def told(reading):
    if reading is None:
        return object()  # what was not read is like nothing
    b = reading["bounce"] or {}
    return (reading["kind"], b.get("class"), b.get("status"), b.get("recipient"), reading["fresh"].split())


def twins_of(path):
    """The same message with CRLF and with CR, as mail programs have kept it."""
    raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw.replace(b"\n", b"\r\n"), raw.replace(b"\n", b"\r")


def measure(show):
    folder, rows = CORPORA / "bounces", expected()
    files = [folder / "bsd" / name for name in rows]
    said = program.read(files)
    bounces = found = right = argued = 0
    for path in files:
        is_bounce, hard, reason = rows[path.name]
        bounces += is_bounce
        reading = said[path]
        if not is_bounce:
            continue
        if not reading or reading["kind"] != "bounce":
            show(f"{path.name}: {reading and reading['kind']} for a bounce, {reason}")
            continue
        found += 1
        same = (reading["bounce"]["class"] == "hard") == hard
        right += same
        argued += not same and path.name in ARGUED
        if not same:
            show(f"{path.name} {ARGUED.get(path.name, '')}: {reading['bounce']['class']} for {reason}: {reading['bounce']['reason'][:100]}")
    yield "bounces", "detected", found, bounces, 0.98
    yield "bounces", "hard or soft as labelled", right, found, None
    yield "bounces", f"hard or soft right, or argued ({argued})", right + argued, found, 0.95
    fine = program.read(sorted((folder / "not").iterdir()))
    yield "bounces/not", "called a bounce", sum(r["kind"] == "bounce" for r in fine.readings.values()), None, 0

    pairs = [(folder / end / p.name, p) for end in ("dos", "mac") for p in sorted((folder / "bsd").iterdir())
             if (folder / end / p.name).exists()]
    twins = program.read([t for t, _ in pairs])
    same = sum(told(twins[t]) == told(said[p]) for t, p in pairs)
    for t, p in pairs:
        if told(twins[t]) != told(said[p]):
            show(f"{t.parent.name}/{t.name}: {told(twins[t])} for {told(said[p])}")
    yield "bounces dos/ mac/", "same answer as the twin", same, len(pairs), 1.0

    made = [raw for p in files for raw in twins_of(p)]
    again = program.read_bytes(made)
    same = sum(told(r) == told(said[files[i // 2]]) for i, r in enumerate(again))
    yield "bounces, all", "same with CRLF and with CR", same, len(made), 1.0
