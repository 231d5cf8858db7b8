#!/usr/bin/env python3
"""intents.py: how well the rules' signals name the intents of labelled replies.

    tests/measure/intents.py [--show LANG] [--half even|odd] [--phrases DIR]

Prints, per language, micro F1 over (reply, intent) pairs of DIR/*.jsonl, for the even blocks of ten
lines (which the rules' writers have read) and the odd ones (which they have not). The weights in
rules/weights were learnt from all of DIR/*.jsonl: with them the figures are a fit. `make weigh` prints
the honest ones; RELANCE_RULES_DIR=build/without measures the rules alone.
"""
import argparse, collections, glob, json, os, subprocess, sys
from pathlib import Path

INTENTS = """fraud_suspicion insolvency refusal dispute credit_note_request partial_payment paid
installment_request promise_to_pay copy_request bank_details_request wrong_contact out_of_office
question thanks""".split()
LANGS = "fr en nl de es it".split()
ROOT = Path(__file__).resolve().parents[2]
SAY = os.environ.get("RULES_SAY", str(ROOT / os.environ.get("B", "build") / "measure" / "rules_say"))


def say(texts):
    out = subprocess.run([SAY], input="\0".join(texts).encode() + b"\0", stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout
    return [json.loads(line) for line in out.decode("utf-8", "replace").splitlines()]


# A stand-in for the match room's merging (rules/README.md, "Half signals").
def intents_of(said):
    found, quiet = {}, {s for signal, _, _, s, _ in said["hits"] if signal == "no_intent"}
    hits = [h for h in said["hits"] if h[3] not in quiet]
    whole = {(h[0], h[3]) for h in hits if h[0] in INTENTS}
    names = {n for n, _ in whole}
    for signal, rule, text, sentence, _ in hits:
        if signal in ("payment.date", "promise.date"):
            if names & {"paid", "promise_to_pay", "installment_request", "out_of_office"}:
                continue
            signal = "promise_to_pay"
        elif signal == "question.any":
            if any(s == sentence for n, s in whole if n != "thanks"):
                continue
            signal = "question"
        elif signal == "thanks.bare":
            if names:
                continue
            signal = "thanks"
        if signal in INTENTS:
            found.setdefault(signal, []).append((rule, text))
    return found


def f1(tp, said, true):
    return 1.0 if said + true == 0 else 2 * tp / (said + true)


def phrases(args):
    print(f"{'phrases':10}{'even F1':>9}{'P':>7}{'R':>7}{'odd F1':>9}{'P':>7}{'R':>7}{'language':>10}")
    for lang in LANGS:
        path = Path(args.phrases) / f"{lang}.jsonl"
        rows = [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines()]
        said = say([r["text"] for r in rows])
        count = {0: [0, 0, 0], 1: [0, 0, 0]}
        per = collections.defaultdict(lambda: [0, 0, 0])
        right = 0
        for i, (r, s) in enumerate(zip(rows, said)):
            half = i // 10 % 2
            true, got = {k["intent"] for k in r["intents"]}, intents_of(s)
            right += s["language"] in ("", lang)
            for k in true | set(got):
                one = [k in true and k in got, k in got, k in true]
                for j in range(3):
                    count[half][j] += one[j]
                    if args.half != ("even" if half else "odd"):
                        per[k][j] += one[j]
            if args.show == lang and true != set(got) and half == 0:
                missing, extra = true - set(got), {k: got[k] for k in got if k not in true}
                words = {k["intent"]: k.get("words") for k in r["intents"]}
                print(f"  {i}: {r['text']!r}\n      missing {[(k, words[k]) for k in missing]} extra {extra}")
        line = f"{lang:10}"
        for half in (0, 1):
            tp, sd, tr = count[half]
            line += f"{f1(tp, sd, tr):9.3f}{tp / max(sd, 1):7.2f}{tp / max(tr, 1):7.2f}"
        print(line + f"{right / len(rows):10.3f}")
        if args.show == lang or args.per:
            print("   " + "  ".join(f"{k} {f1(*v):.2f}({v[0]}/{v[1]}/{v[2]})" for k, v in sorted(per.items())))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--phrases", default=str(ROOT / "../shared/phrases"))
    p.add_argument("--show")
    p.add_argument("--half", default="both", choices=["even", "odd", "both"])
    p.add_argument("--per", action="store_true")
    args = p.parse_args()
    phrases(args)


if __name__ == "__main__":
    main()
