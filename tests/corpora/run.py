#!/usr/bin/env python3
# run.py: every set of mail that others wrote, each figure beside its goal. `make corpora`.
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py [--show] [SET...]: measures all sets, or those named; --show lists what went wrong.

A set is a module here whose measure(show) yields lines (set, measure, figure, of, goal): with `of` the
figure is a share and the goal the least it may be, without it a count and the goal the most it may be;
without a goal it is told for information. Exits 1 when a goal is not reached."""
import importlib
import sys

import program

SETS = ("bounces", "spam", "strangers", "replies", "torture", "banks", "phrases", "days", "refs")


def line_of(name, measure, figure, of, goal):
    share = figure / max(of, 1) if of is not None else None
    reached = goal is None or (share >= goal if of is not None else figure <= goal)
    value = f"{share:7.1%} ({figure}/{of})" if of is not None else f"{figure:7}"
    wanted = "" if goal is None else f"at least {goal:.0%}" if of is not None else f"at most {goal}"
    print(f"{name:20} {measure:40} {value:20} {wanted:14} {'' if reached else 'goal not reached'}".rstrip(), flush=True)
    return reached


def main(argv):
    names = [a for a in argv if not a.startswith("--")] or SETS
    show = (lambda line: print("    " + line)) if "--show" in argv else (lambda line: None)
    if not set(names) <= set(SETS):
        sys.exit(__doc__ + "\n\nSets: " + " ".join(SETS))
    if not program.CORPORA.is_dir():
        print(f"skipped: no corpora at {program.CORPORA}")
        return 0
    reached = [line_of(*figures) for name in names for figures in importlib.import_module(name).measure(show)]
    print(f"{len(reached)} measures, {reached.count(False)} goals not reached")
    return 1 if False in reached else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
