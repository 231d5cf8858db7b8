# spam.py: six thousand mails of people, lists and spammers: what is taken for a machine's?
# SPDX-License-Identifier: GPL-3.0-or-later
import program
from program import CORPORA

# Read by eye: these are what they are called.
BOUNCES = ("01436.dc449ba3", "01507.e06cf7fc", "01304.af5f3a2d", "01311.b6a06b3e", "00169.86268e75")
AUTOMATIC = ("00033.2ceb520d", "00213.8b921d79", "00236.b173a89a", "00243.edda2c70", "01313.92d3b0f5")
# Why one may be set aside: not one of these mails is beyond a limit.
GOOD_REASONS = ()


def measure(show):
    files = sorted((CORPORA / "spamassassin/data").glob("*/*.txt"))
    said = program.read(files)
    bounces = automatic = notices = 0
    for path in files:
        r = said[path]
        if not r:
            continue
        bounce = r["kind"] == "bounce" and not path.name.startswith(BOUNCES)
        auto = r["kind"] == "auto_reply" and not path.name.startswith(AUTOMATIC)
        notice = r["kind"] in ("bank_notice", "remittance")
        bounces, automatic, notices = bounces + bounce, automatic + auto, notices + notice
        if bounce or auto or notice:
            show(f"{path.parent.name}/{path.name}: {r['kind']}: {r['subject'][:70]}")
    lost = [p for p in files if not said[p]]
    for line in said.errors:
        show(line)
    yield "spamassassin", "false bounces", bounces, None, 3
    yield "spamassassin", "false automatic", automatic, None, 10
    yield "spamassassin", "crashed or set aside", len(lost), None, 0
    yield "spamassassin", "taken for a payment notice", notices, None, None
