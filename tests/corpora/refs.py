# refs.py: payment references and IBANs that are valid, and each with one character changed.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Both checks are modulo 97, which finds every change of a digit to a digit and of a letter to a
# letter. A digit in place of a letter changes the length of the number that is divided, and may
# pass by chance.
import ast
import re
import subprocess

import program
from program import CORPORA, ROOT

CHECKS = {"iso11649": "rf", "be_ogm_vcs": "ogm", "ch_esr": "qrr", "fr_siren": "siren", "fr_siret": "siren", "iban": "iban"}
DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def passed(texts):
    tool = program.BUILD / "measure" / "refs_say"
    subprocess.run(["make", "-s", "-C", ROOT, str(tool.relative_to(ROOT))], check=True)
    out = subprocess.run([tool], input="".join(t + "\n" for t in texts), capture_output=True, text=True, check=True)
    return [line.split() for line in out.stdout.split("\n")[:-1]]


def vectors():
    """(check, text, whether it is valid) of the table, and the registry's own IBANs."""
    for line in (CORPORA / "payment-refs/vectors.tsv").read_text().splitlines()[1:]:
        kind, text, expected = line.split("\t")[:3]
        name, _, what = kind.partition(":")
        if name in CHECKS and what in ("", "validate", "is_valid"):
            yield CHECKS[name], ast.literal_eval(text) if text[0] == "'" else text, not expected.startswith("Traceback")
    registry = (CORPORA / "payment-refs/test_iban.doctest").read_text().split(">>> numbers = '''")[1].split("'''")[0]
    for line in registry.splitlines():
        if re.match(r"\.\.\. \S", line):
            yield "iban", line[4:].strip(), True


def changed(text):
    for i, c in enumerate(text):
        for other in DIGITS if c in DIGITS else LETTERS if c in LETTERS else "":
            if other != c:
                yield text[:i] + other + text[i + 1:]


def measure(show):
    known = list(vectors())
    right = 0
    for (check, text, valid), got in zip(known, passed([t for _, t, _ in known])):
        right += (check in got) == valid
        if (check in got) != valid:
            show(f"{check} {text}: {'refused' if valid else 'accepted'}")
    yield "payment-refs", "valid accepted, invalid refused", right, len(known), 1
    wrong = [(check, other) for check, text, valid in known if valid for other in changed(text.upper())]
    refused = 0
    for (check, text), got in zip(wrong, passed([t for _, t in wrong])):
        refused += check not in got
        if check in got:
            show(f"{check} {text}: accepted with one character changed")
    yield "payment-refs", "one character changed: refused", refused, len(wrong), 1
