#!/usr/bin/env python3
"""intents.py: how well the rules' signals name the intents of labelled replies.

    tests/measure/intents.py [--show LANG] [--half even|odd] [--phrases DIR] [--tables DIR]

Prints, per language, micro F1 over (reply, intent) pairs of DIR/*.jsonl, for the even blocks of ten
lines (which the rules' writers have read) and the odd ones (which they have not), and the share of
right intents of DIR/phrases_*.tsv plain, below a quoted reminder, in capitals, without accents, and
with narrow spaces and curly quotes. The weights in rules/weights were learnt from all of DIR/*.jsonl:
with them the phrases' figures are a fit. `make weigh` prints the honest ones; RELANCE_RULES_DIR=
build/without measures the rules alone.
"""
import argparse, collections, glob, json, os, subprocess, sys, unicodedata
from pathlib import Path

INTENTS = """fraud_suspicion insolvency refusal dispute credit_note_request partial_payment paid
installment_request promise_to_pay copy_request bank_details_request wrong_contact out_of_office
question thanks""".split()
LANGS = "fr en nl de es it".split()
ROOT = Path(__file__).resolve().parents[2]
SAY = os.environ.get("RULES_SAY", str(ROOT / os.environ.get("B", "build") / "measure" / "rules_say"))

# What a class of the tables may rightly be called: the tables are finer than the contract.
TABLE = {
    "PAID": "paid", "PROMISE": "promise_to_pay", "DISPUTE": "dispute credit_note_request copy_request",
    "COPY_REQUEST": "copy_request question", "INSTALMENTS": "installment_request",
    "PARTIAL": "partial_payment", "WRONG_CONTACT": "wrong_contact",
    "BANK_DETAILS": "bank_details_request question", "OOO": "out_of_office", "FRAUD": "fraud_suspicion",
    "INSOLVENCY": "insolvency", "THANKS": "thanks", "REFUSES": "refusal dispute",
    "DUPLICATE": "dispute credit_note_request question", "NETTING": "dispute partial_payment credit_note_request",
    "DEDUCTION": "partial_payment dispute", "IN_VALIDATION": "question dispute copy_request",
    "TYPO_PAID": "paid", "TYPO_PROMISE": "promise_to_pay", "TYPO_DISPUTE": "dispute",
    "TYPO_COPY": "copy_request", "TYPO_BANK": "bank_details_request", "TYPO_INSTALMENTS": "installment_request",
    "TYPO_WRONG": "wrong_contact", "TYPO_INSOLVENCY": "insolvency", "TYPO_REFUSE": "refusal", "TYPO_THANKS": "thanks",
}

REMINDER = {
    "fr": "\n\nLe lun. 16 nov. 2026 à 09:03, Atelier – Comptabilité <compta@atelier.example> a écrit :\n\n> Bonjour,\n>\n> Sauf erreur de notre part, cette facture est toujours ouverte.\n> Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message.\n",
    "en": "\n\nOn Mon, 16 Nov 2026 at 09:03, Atelier <compta@atelier.example> wrote:\n\n> Dear Jane,\n>\n> Our records show that invoice 118 is overdue.\n> If you have already paid, please disregard this message.\n",
    "nl": "\n\nOp ma 16 nov 2026 om 09:03 schreef Gracht <administratie@gracht.example>:\n\n> Geachte relatie,\n>\n> Mocht u al betaald hebben, dan kunt u dit bericht als niet verzonden beschouwen.\n",
    "de": "\n\nAm Mo., 16. Nov. 2026 um 09:03 Uhr schrieb Gracht <administratie@gracht.example>:\n\n> Guten Tag,\n>\n> Sollte sich Ihre Zahlung überschnitten haben, ist dieses Schreiben gegenstandslos.\n",
    "es": "\n\nEl lun, 16 nov 2026 a las 9:03, Gracht (<administratie@gracht.example>) escribió:\n\n> Estimados señores:\n>\n> Si ya ha efectuado el pago, no tenga en cuenta este mensaje.\n",
    "it": "\n\nIl giorno lun 16 nov 2026 alle ore 09:03 Gracht <administratie@gracht.example> ha scritto:\n\n> Buongiorno,\n>\n> Se ha già provveduto al pagamento, non tenga conto di questo messaggio.\n",
}


def plain(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))


VARIANTS = {
    "plain": lambda s, l: s,
    "quoted": lambda s, l: s + REMINDER[l],
    "capitals": lambda s, l: s.upper(),
    "no accents": lambda s, l: plain(s),
    "curly": lambda s, l: s.replace("'", "’").replace(" :", "\u202f:").replace(" ?", "\u202f?").replace(" ", "\u00a0", 2),
}


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


def tables(args):
    rows = []
    for line in (Path(args.tables) / "phrases_fr.tsv").read_text(encoding="utf-8").splitlines():
        kind, text = line.split("\t")
        rows.append((kind, "fr", text))
    for line in (Path(args.tables) / "phrases_other.tsv").read_text(encoding="utf-8").splitlines():
        kind, lang, text = line.split("\t")
        rows.append((kind, lang, text))
    print(f"{'tables':10}" + "".join(f"{v:>12}" for v in VARIANTS))
    result = {lang: {} for lang in LANGS}
    for name, change in VARIANTS.items():
        said = say([change(text, lang) for _, lang, text in rows])
        for (kind, lang, text), s in zip(rows, said):
            got = set(intents_of(s))
            ok = bool(got & set(TABLE[kind].split()))
            n = result[lang].setdefault(name, [0, 0])
            n[0] += ok
            n[1] += 1
            if args.show == lang and not ok and name == args.variant:
                print(f"  {kind}: {text!r} got {sorted(got)}")
    for lang in LANGS:
        print(f"{lang:10}" + "".join(f"{result[lang][v][0] / max(1, result[lang][v][1]):12.3f}" for v in VARIANTS))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--phrases", default=str(ROOT / "../shared/phrases"))
    p.add_argument("--tables", default=str(ROOT / "../shared/docs"))
    p.add_argument("--show")
    p.add_argument("--variant", default="plain")
    p.add_argument("--half", default="both", choices=["even", "odd", "both"])
    p.add_argument("--per", action="store_true")
    p.add_argument("--only", choices=["phrases", "tables"])
    args = p.parse_args()
    if args.only != "tables":
        phrases(args)
    if args.only != "phrases":
        tables(args)


if __name__ == "__main__":
    main()
