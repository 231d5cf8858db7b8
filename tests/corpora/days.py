# days.py: the days of labelled replies: of those that both sides give, how many are the same.
# SPDX-License-Identifier: GPL-3.0-or-later
import sys

import program
from program import ROOT, SHARED

sys.path.insert(0, str(ROOT / "tests/measure"))
import replies  # noqa: E402

LANGS = ("fr", "en", "nl", "de", "es", "it")
PLACES = (("phrases", SHARED / "phrases", ".jsonl"), ("replies", ROOT / "tests/weigh/replies", ".txt"))


def measure(show):
    for name, folder, suffix in PLACES:
        for lang in LANGS:
            path = folder / (lang + suffix)
            rows = replies.rows_of(str(path)) if path.is_file() else []
            raw = [program.message(r["text"], sent=r["sent"] + "T10:00:00+01:00") for r in rows]
            days = replies.Days()
            for row, r in zip(rows, program.read_bytes(raw, lang) if raw else []):
                for wrong in days.wrong(row, r["intents"] if r else []):
                    show(f"{lang} {row['sent']} {wrong}: {row['text']!r}")
            if rows:
                yield f"{name} {lang}", "day right where both give one", days.right, days.both, 0.95
