#!/usr/bin/python3
# match.py WORLDS [RULES]: measures on labelled mailboxes what each kind of evidence for a client is worth.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Mail that is about no client is left out: other guards keep it away (src/match/verdict.c).
# A world is a folder with world.conf, clients.csv, invoices.csv, reminders.csv, messages/ and
# truth.jsonl. The weights are those under which the true client of every message is likeliest among
# all whom anything speaks for (a conditional logit, in decibans), held to the values that were
# thought out in src/match/weights.h by a prior of PRIOR decibans: what is rare stays as it was.
# Prints them, how right they are when they are sure, and each world judged with the weights of the
# others; with RULES, writes those of all worlds there.
import collections, json, math, os, pathlib, re, subprocess, sys, tempfile

RELANCE = pathlib.Path(os.environ.get("B", "build")) / "relance"
PRIOR, ROUNDS, STEP = 4.0, 400, 2.0
THOUGHT = {m[1]: int(m[2]) for m in re.finditer(r'X\(\w+, "([\w-]+)", (-?\d+),',
                                               pathlib.Path("src/match/weights.h").read_text())}
UNIT = math.log(10) / 10

Case = collections.namedtuple("Case", "world truth candidates")  # candidates: {client: codes}


def relance(world, room, rules=None, verb=("match", "--json")):
    conf = (world / "world.conf").read_text()
    (room / "conf").write_text(conf + (f"\n[service]\nrules = {rules}\n" if rules else ""))
    base = [RELANCE, "--config", room / "conf", "--ledger", room / "ledger"]
    if not (room / "ledger").exists():
        for kind in ("clients", "invoices", "reminders"):
            subprocess.run([*base, "import", "--as", kind, world / f"{kind}.csv"], check=True,
                           stdout=subprocess.DEVNULL)
    out = subprocess.run([*base, *verb, *sorted((world / "messages").glob("*.eml"))], check=True,
                         stdout=subprocess.PIPE).stdout
    return {pathlib.Path(v["file"]).name: v for v in map(json.loads, out.splitlines())}


def truth_of(world):
    rows = map(json.loads, filter(None, (world / "truth.jsonl").read_text().splitlines()))
    return {r["file"]: r for r in rows}


def cases_of(world, room):
    truth = truth_of(world)
    for name, v in relance(world, room, verb=("match", "--candidates")).items():
        if truth[name].get("client") in (c["client"] for c in v["candidates"]):
            yield Case(world.name, truth[name].get("client"),
                       {c["client"]: c["codes"] for c in v["candidates"]})


def chances(case, w):
    score = {c: sum(w[k] for k in codes) for c, codes in case.candidates.items()}
    top = max(score.values())
    odds = {c: math.exp((s - top) * UNIT) for c, s in score.items()}
    total = sum(odds.values())
    return {c: o / total for c, o in odds.items()}


def measure(cases):
    """Climbs the likelihood of the true clients; a code seen nowhere keeps its value."""
    w, slope = dict(THOUGHT), collections.Counter()
    for _ in range(ROUNDS):
        pull = collections.Counter({k: (THOUGHT[k] - w[k]) / PRIOR**2 for k in w})
        for case in cases:
            for client, p in chances(case, w).items():
                for code in case.candidates.get(client, ()):
                    pull[code] += UNIT * ((client == case.truth) - p)
        for k in w:
            slope[k] += pull[k] ** 2
            w[k] += STEP * pull[k] / math.sqrt(1e-9 + slope[k])
    return {k: round(v) for k, v in w.items()}


BINS = (0.5, 0.9, 0.99, 0.999, 1.01)


def calibration(pairs, what):
    print(f"\n{what}: said, how often, right")
    low = 0.0
    for high in BINS:
        got = [(p, ok) for p, ok in pairs if low <= p < high]
        if got:
            print(f"  {low:6.1%} to {min(high, 1):6.1%}  {len(got):5}   said {sum(p for p, _ in got) / len(got):6.1%}"
                  f"   right {sum(ok for _, ok in got) / len(got):6.1%}")
        low = high


def lines(row):
    return {a["invoice"]: a["amount"] for a in row.get("allocations") or []}


def same(true, said):
    return set(true) == set(said) and all(
        t is None or said[k] is None or abs(float(t) - float(said[k])) < 0.03 for k, t in true.items())


def score(truth, said):
    c = collections.Counter()
    for name, t in truth.items():
        v = said.get(name, {"decision": "none", "pause": [], "allocations": [], "client": None})
        true, found, applied = lines(t), lines(v), v["decision"] == "apply"
        right = same(true, found)
        c["wrong"] += applied and bool(found) and not right
        c["unasked"] += applied and right and bool(found or v["pause"]) and not t.get("apply_ok")
        c["could"] += bool(true) and bool(t.get("apply_ok"))
        c["straight"] += bool(true) and bool(t.get("apply_ok")) and right and applied
        c["missed"] += len(set(t.get("pause") or []) - set(v["pause"]))
        c["false"] += len(set(v["pause"]) - set(t.get("pause") or []))
        c["named"] += bool(t.get("client"))
        c["client"] += bool(t.get("client")) and v["client"] == t["client"]
    return c


def show(title, c):
    print(f"  {title:34} wrong {c['wrong']}  unasked {c['unasked']}  straight {c['straight'] / c['could']:.3f}"
          f"  missed pauses {c['missed']}  false pauses {c['false']}  client {c['client'] / c['named']:.3f}")


def stanza(w, codes):
    return ("# match.rules: decibans of the evidence for a client; made by `make weigh`, not by hand.\n"
            "# SPDX-License-Identifier: GPL-3.0-or-later\n"
            "# What is not here counts as src/match/weights.h says. An owner's file may say otherwise.\n\n"
            "[match weights]\n" + "".join(f"{k} = {w[k]}\n" for k in sorted(codes, key=lambda k: (-w[k], k))))


def main():
    worlds = sorted(p.parent for p in pathlib.Path(sys.argv[1]).glob("*/world.conf"))
    with tempfile.TemporaryDirectory() as folder:
        rooms = {w.name: pathlib.Path(folder) / w.name for w in worlds}
        for room in rooms.values():
            room.mkdir()
        cases = [c for w in worlds for c in cases_of(w, rooms[w.name])]
        without = {w.name: measure([c for c in cases if c.world != w.name]) for w in worlds}
        final = measure(cases)
        seen = collections.Counter(k for c in cases for codes in c.candidates.values() for k in codes)
        print("decibans           thought  measured " + "".join(f"  w/o {w.name:9}" for w in worlds) + " seen")
        for k in sorted(seen, key=lambda k: -final[k]):
            print(f"  {k:18} {THOUGHT[k]:5} {final[k]:9}  " + "".join(f"{without[w.name][k]:11}    " for w in worlds)
                  + f"{seen[k]:5}")
        best = [(max(((p, c) for c, p in chances(case, without[case.world]).items()), key=lambda x: x[0]), case)
                for case in cases]
        calibration([(p, c == case.truth) for (p, c), case in best], "the client, with weights made without his world")
        print("\neach world, judged with")
        bins = []
        for w in worlds:
            rules, truth = pathlib.Path(folder) / f"rules-{w.name}", truth_of(w)
            rules.mkdir()
            show(f"{w.name}: the weights as they stand", score(truth, relance(w, rooms[w.name])))
            (rules / "match.rules").write_text(stanza(without[w.name], seen))
            said = relance(w, rooms[w.name], rules)
            show(f"{w.name}: those of the others", score(truth, said))
            for name, v in said.items():
                bins += [(a["confidence"], a["invoice"] in lines(truth[name])) for a in v["allocations"]
                         if v["decision"] == "apply"]
        calibration(bins, "the lines that were applied")
        if len(sys.argv) > 2:
            pathlib.Path(sys.argv[2]).write_text(stanza(final, seen))


main()
