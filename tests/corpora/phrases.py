# phrases.py: short answers of clients in six languages, each in the disguises of real mail.
# SPDX-License-Identifier: GPL-3.0-or-later
import unicodedata

import program
from program import SHARED

LANGS = ("fr", "en", "nl", "de", "es", "it")

# What a class of the tables may rightly be called: the tables are finer than the contract.
CLASSES = {
    "PAID": "paid", "PROMISE": "promise_to_pay", "DISPUTE": "dispute credit_note_request copy_request",
    "COPY_REQUEST": "copy_request question dispute credit_note_request", "INSTALMENTS": "installment_request",
    "PARTIAL": "partial_payment", "WRONG_CONTACT": "wrong_contact",
    "BANK_DETAILS": "bank_details_request question", "OOO": "out_of_office", "FRAUD": "fraud_suspicion dispute",
    "INSOLVENCY": "insolvency", "THANKS": "thanks", "REFUSES": "refusal dispute",
    "DUPLICATE": "dispute credit_note_request question paid", "NETTING": "dispute partial_payment credit_note_request paid",
    "DEDUCTION": "partial_payment dispute credit_note_request", "IN_VALIDATION": "question dispute copy_request",
    "TYPO_PAID": "paid", "TYPO_PROMISE": "promise_to_pay", "TYPO_DISPUTE": "dispute",
    "TYPO_COPY": "copy_request", "TYPO_BANK": "bank_details_request", "TYPO_INSTALMENTS": "installment_request",
    "TYPO_WRONG": "wrong_contact", "TYPO_INSOLVENCY": "insolvency", "TYPO_REFUSE": "refusal", "TYPO_THANKS": "thanks",
}

REMINDERS = {
    "fr": "Le lun. 16 nov. 2026 à 09:03, Muster – Comptabilité <office@muster.example> a écrit :\n\n> Bonjour,\n>\n> Sauf erreur de notre part, cette facture est toujours ouverte.\n> Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message.\n",
    "en": "On Mon, 16 Nov 2026 at 09:03, Muster <office@muster.example> wrote:\n\n> Dear Jane,\n>\n> Our records show that invoice 118 is overdue.\n> If you have already paid, please disregard this message.\n",
    "nl": "Op ma 16 nov 2026 om 09:03 schreef Muster <office@muster.example>:\n\n> Geachte relatie,\n>\n> Mocht u al betaald hebben, dan kunt u dit bericht als niet verzonden beschouwen.\n",
    "de": "Am Mo., 16. Nov. 2026 um 09:03 Uhr schrieb Muster <office@muster.example>:\n\n> Guten Tag,\n>\n> Sollte sich Ihre Zahlung überschnitten haben, ist dieses Schreiben gegenstandslos.\n",
    "es": "El lun, 16 nov 2026 a las 9:03, Muster (<office@muster.example>) escribió:\n\n> Estimados señores:\n>\n> Si ya ha efectuado el pago, no tenga en cuenta este mensaje.\n",
    "it": "Il giorno lun 16 nov 2026 alle ore 09:03 Muster <office@muster.example> ha scritto:\n\n> Buongiorno,\n>\n> Se ha già provveduto al pagamento, non tenga conto di questo messaggio.\n",
}


def without_accents(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))


def typeset(s):
    s = s.replace("'", "’").replace(" :", "\u202f:").replace(" ?", "\u202f?").replace(" €", "\u202f€")
    return s.replace(" ", "\u00a0", 2)


DISGUISES = {
    "plain": lambda s, lang: s,
    "below the quoted reminder": lambda s, lang: REMINDERS[lang] + "\n" + s,
    "above the quoted reminder": lambda s, lang: s + "\n\n" + REMINDERS[lang],
    "in capitals": lambda s, lang: s.upper(),
    "without accents": lambda s, lang: without_accents(s),
    "with NBSP and curly quotes": lambda s, lang: typeset(s),
}


def rows():
    for line in (SHARED / "docs/phrases_fr.tsv").read_text(encoding="utf-8").splitlines():
        kind, text = line.split("\t")
        yield kind, "fr", text
    for line in (SHARED / "docs/phrases_other.tsv").read_text(encoding="utf-8").splitlines():
        yield tuple(line.split("\t"))


def measure(show):
    phrases = list(rows())
    for lang in LANGS:
        for name, change in DISGUISES.items():
            mine = [(kind, text) for kind, l, text in phrases if l == lang]
            right = 0
            said = program.read_bytes([program.message(change(t, lang)) for _, t in mine], lang)
            for (kind, text), r in zip(mine, said):
                got = {i["intent"] for i in r["intents"]} if r else set()
                ok = bool(got & set(CLASSES[kind].split()))
                right += ok
                if not ok:
                    show(f"{lang} {name}: {kind}: {text!r}: {sorted(got)}")
            yield f"phrases {lang}", name, right, len(mine), 0.95
