#!/usr/bin/env python3
# reading.py: what `relance read` makes of labelled mailboxes: kind, intents, days.
# SPDX-License-Identifier: GPL-3.0-or-later
"""reading.py [--show] WORLD...: runs build/relance read --json over WORLD/messages/*.eml and holds
kind, intents and the days of promises, payments and absences against WORLD/truth.jsonl."""
import collections, glob, json, os, subprocess, sys

def read(world):
    files = sorted(glob.glob(os.path.join(world, "messages", "*.eml")))
    out = subprocess.run([os.environ.get("RELANCE", "build/relance"), "--config", os.path.join(world, "world.conf"),
                          "read", "--json", *files], capture_output=True, text=True)
    sys.stderr.write(out.stderr)
    return {os.path.basename(r["file"]): r for r in map(json.loads, out.stdout.splitlines())}

def f1(hit, said, true):
    return 2 * hit / (said + true) if said + true else 1.0

def measure(world, show):
    truth = [json.loads(line) for line in open(os.path.join(world, "truth.jsonl"), encoding="utf-8")]
    said, kinds, dates, paid = read(world), 0, [0, 0], [0, 0]
    per, wrong = collections.defaultdict(lambda: [0, 0, 0]), collections.defaultdict(list)
    for t in truth:
        r = said.get(t["file"], {"kind": "missing", "intents": []})
        kinds += r["kind"] == t["kind"]
        if r["kind"] != t["kind"]:
            wrong["kind"].append(f"{t['file']}: {r['kind']} for {t['kind']}: {t['note']}")
        ti, si = {i["intent"] for i in t["intents"]}, {i["intent"] for i in r["intents"]}
        for i in ti | si:
            per[i][0] += i in ti and i in si
            per[i][1] += i in si
            per[i][2] += i in ti
        if ti != si:
            wrong["intents"].append(f"{t['file']}: {sorted(si)} for {sorted(ti)}: {t['note']}")
        for i in t["intents"]:
            if not i["date"]:
                continue
            mine = [j["date"] for j in r["intents"] if j["intent"] == i["intent"]]
            count = paid if i["intent"] in ("paid", "partial_payment") else dates
            count[0] += i["date"] in mine
            count[1] += 1
            if i["date"] not in mine:
                wrong["date"].append(f"{t['file']}: {i['intent']} {mine} for {i['date']}: {t['note']}")
    hit, s, tr = (sum(p[k] for p in per.values()) for k in range(3))
    print(f"{os.path.basename(world.rstrip('/')):10} kind {kinds / len(truth):.3f}  intent_f1 {f1(hit, s, tr):.3f}  "
          f"date {dates[0]}/{dates[1]}  paid date {paid[0]}/{paid[1]}")
    if show:
        for i in sorted(per):
            print(f"    {i:22} hit {per[i][0]:3} said {per[i][1]:3} true {per[i][2]:3}")
        for what, rows in wrong.items():
            print(f"  {what} ({len(rows)})", *rows, sep="\n    ")

def main(argv):
    worlds = [a for a in argv if not a.startswith("--")]
    if not worlds:
        sys.exit(__doc__)
    for world in worlds:
        measure(world, "--show" in argv)

if __name__ == "__main__":
    main(sys.argv[1:])
