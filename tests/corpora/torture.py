# torture.py: mails that break parsers: each within 5 s and 256 MB, and none takes the program down.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess
import sys

import program
from program import BUILD, CORPORA, ROOT

SECONDS, MEGABYTES = 5, 256

sys.path[:0] = [str(ROOT / "tests/e2e"), str(ROOT / "tests/mailserver")]
from hostile import MAILS  # noqa: E402


def measure(show):
    sets = {
        "mime4j": [p.read_bytes() for p in sorted((CORPORA / "mime4j").rglob("*.msg"))],
        "mail-parser-reply": [program.message(p.read_text(errors="replace"))
                              for p in sorted((CORPORA / "mail-parser-reply/test/emails").glob("*.txt"))],
        "hostile": list(MAILS.values()),
    }
    for name, mails in sets.items():
        said = program.read_all(mails)
        lost = len(mails) - len(said.readings) - len(said.refused())
        for line in said.errors:
            show(f"{name}: {line[:160]}")
        yield name, f"seconds at most, of {len(mails)}", round(said.slowest, 1), None, SECONDS
        yield name, "crashed, or refused without a reason", lost, None, 0
    yield "all of these", "MB at most", round(program.peak_megabytes()), None, MEGABYTES
    yield "mime4j", "decoded parts as another parser's", *decoded_parts(), 0.8


def decoded_parts():
    out = subprocess.run([BUILD / "tests/test_mail_corpora"], capture_output=True, text=True, cwd=ROOT, env=os.environ)
    for line in (out.stdout + out.stderr).splitlines():
        if "decoded parts as there" in line:
            words = line.split()
            at = words.index("of")
            return int(words[at - 1]), int(words[at + 1])
    return 0, 1
