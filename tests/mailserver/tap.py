"""tap.py: what a test has seen, said in TAP lines (Test Anything Protocol), which tests/run counts.

SPDX-License-Identifier: GPL-3.0-or-later
"""
n = bad = 0


def check(ok, what, more=""):
    """One line; `more` below it when it is not ok."""
    global n, bad
    n += 1
    bad += not ok
    print(f"{'ok' if ok else 'not ok'} {n} - {what}", flush=True)
    if not ok and more != "":
        print("\n".join("#   " + line for line in str(more)[:2000].splitlines()), flush=True)
    return ok


def same(got, want, what):
    return check(got == want, what, f"want {want}\ngot  {got}")


def status():
    """For sys.exit."""
    return int(bad > 0)
