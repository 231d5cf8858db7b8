#!/usr/bin/python3
# pairs.py: what looks like an invoice, an amount or a client, and is another one: never applied wrongly.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each row: what is alike, who writes, his words, and what may be applied: invoice numbers, or none.
# To ask is never wrong here; to act on the wrong one is.
import sys

from mailbox import CLIENT, INVOICE, message, passed, verdicts

BANK = "alerts@bank.example"
K = {k: c["emails"] for k, c in CLIENT.items()}

ROWS = [
    ("12 and 2012", K["K2"], "La facture 2012 est payée.", "FA-2026-0031"),  # no 2012; 2012.00 is open on 0031
    ("12 and 112", K["K1"], "Nous avons payé la facture 12 hier.", "FA-2026-0012"),
    ("112 and 12", K["K1"], "Nous avons payé la facture 112 hier.", "FA-2026-0112"),
    ("12, but 640.00", K["K1"], "Nous avons payé la facture 12 hier : 640,00 €.", None),
    ("212, but 1500.00", K["K1"], "Facture 212 réglée, 1 500,00 € par virement.", None),
    ("the 12th of September", K["K2"], "Facture payée le 12/09.", "FA-2026-0013"),
    ("the year as number", K["K6"], "La factura de 2026 está pagada: 945,00 €.", "FA-2026-0080"),
    ("the number 2026", K["K6"], "La factura FA-2026-2026 está pagada.", "FA-2026-2026"),
    ("a day as number", K["K5"], "Pagato il 07/07, fattura FA-2026-0070.", "FA-2026-0070"),
    ("a day like 0071", K["K5"], "Abbiamo pagato 732,00 euro il 7/1.", "FA-2026-0070"),
    ("a time", K["K3"], "Heute um 9.15 überwiesen: 880,00 EUR.", "FA-2026-0045"),
    ("a day 9.15", K["K3"], "Überwiesen am 9.9.15: 450,00 EUR", "FA-2026-0054"),
    ("IBAN digits", K["K3"], "Überwiesen von DE89370400440532000045, 450,00 EUR.", "FA-2026-0054"),
    ("IBAN ends like a number", K["K1"], "Virement de 640,00 € parti du compte FR7630006000011234567890112.", None),
    ("a phone", K["K4"], "Betaald! Bel mij op 020-0060 0061 als het niet klopt.", None),
    ("a postcode", K["K4"], "Betaald. Verhoeven Bouw, 0061 AB Utrecht", None),
    ("an order number", K["K4"], "Betaald: bestelling 0061.", None),
    ("a cheque number", K["K1"], "Chèque n° 0112 de 1 500,00 € posté ce jour.", "FA-2026-0012"),
    ("a ticket number", K["K7"], "Ticket 0091: we paid EUR 2,026.00 yesterday.", "FA-2026-0090"),
    ("a percentage", K["K3"], "Bezahlt wurden 880,00 EUR, 45 % davon Material.", "FA-2026-0045"),
    ("same amount open twice", K["K1"], "Nous avons viré 640,00 € hier.", None),
    ("same amount open twice, de", K["K4"], "Er is 1.210,00 euro overgemaakt.", None),
    ("same amount, one named", K["K1"], "Nous avons viré 640,00 € pour la facture 212.", "FA-2026-0212"),
    ("the sum of two is a third", K["K5"], "Abbiamo pagato 1.000,00 euro.", None),
    ("the sum of two named", K["K5"], "Abbiamo pagato 1.000,00 euro per le fatture 70 e 71.", "FA-2026-0070 FA-2026-0071"),
    ("the third named", K["K5"], "Abbiamo pagato 1.000,00 euro per la fattura 72.", "FA-2026-0072"),
    ("an amount like a year", K["K7"], "We paid 2026.00 yesterday.", "FA-2026-0090"),
    ("an amount like another's", K["K8"], "We paid EUR 2,026.00 yesterday.", "FA-2026-0092"),
    ("digits swapped", K["K3"], "Rechnung FA-2026-0054 über 880,00 EUR ist bezahlt.", None),
    ("digits swapped, no sum", K["K3"], "Rechnung FA-2026-0054 ist bezahlt.", "FA-2026-0054"),
    ("another client's number", K["K3"], "Rechnung FA-2026-0060 ist bezahlt.", None),
    ("another client's number and sum", K["K3"], "Rechnung FA-2026-0060 über 1.210,00 EUR ist bezahlt.", None),
    ("the other Dupont's number", K["K1"], "La facture FA-2026-0013 est réglée.", None),
    ("both Duponts owe it", K["K2"], "J'ai payé 1 500,00 € ce matin.", "FA-2026-0013"),
    ("another supplier's number", K["K1"], "Votre facture BRICO-2026-0012 de 87,30 € est payée.", None),
    ("another supplier's sum", K["K1"], "Nous avons payé la facture d'électricité : 87,30 €.", None),
    ("their own invoice", K["K2"], "Payé par compensation avec ma facture LD-2026-0013.", None),
    ("a negation", K["K7"], "We have NOT paid invoice FA-2026-0090 yet.", None),
    ("a question", K["K7"], "Has invoice FA-2026-0090 been paid?", None),
    ("a condition", K["K7"], "Once invoice FA-2026-0090 is paid we will tell you.", None),
    ("all but one", K["K5"], "Abbiamo pagato tutto tranne la fattura 72.", "FA-2026-0070 FA-2026-0071"),
    ("all but one, fr", K["K1"], "Tout est réglé sauf la facture n° 212.", "FA-2026-0012 FA-2026-0112"),
    ("all but one, de", K["K3"], "Alles bezahlt bis auf die Rechnung Nr. 915.", "FA-2026-0045 FA-2026-0054"),
    ("all but one, nl", K["K4"], "Alles is betaald behalve de factuur 61.", "FA-2026-0060"),
    ("all but one, es", K["K6"], "Está todo pagado menos la factura 2026.", "FA-2026-0080"),
    ("all but one, en", K["K7"], "Everything is paid except for invoice 91.", "FA-2026-0090"),
    ("a range with holes", K["K1"], "Factures 12 à 212 payées : 2 780,00 €.", "FA-2026-0012 FA-2026-0112 FA-2026-0212"),
    ("a range, wrong sum", K["K1"], "Factures 12 à 212 payées : 2 700,00 €.", None),
    ("less a credit note", K["K1"], "Factures 12 et 112 payées, 2 040,00 € après l'avoir AV-2026-0003.",
     "FA-2026-0012 FA-2026-0112 AV-2026-0003"),
    ("too much", K["K2"], "J'ai viré 1 600,00 € pour la facture 13.", None),
    ("a deposit of long ago", K["K6"], "En mayo pagamos 310,00 € de anticipo; el resto no está pagado.", None),
    ("another currency", K["K7"], "We paid USD 2,026.00 for invoice FA-2026-0090.", None),
    ("other decimals", K["K4"], "Wij hebben 1.210 euro betaald voor factuur 60.", "FA-2026-0060"),
    ("one digit less", K["K3"], "Rechnung 2026-045 bezahlt, 88,00 EUR.", None),
    ("a notice, two of that name", BANK, "Virement reçu de DUPONT : 1 500,00 EUR le 09/09/2026.", None),
    ("a notice, two of that sum", BANK, "Incoming payment from KILBRIDE: EUR 2,026.00 on 9 September 2026.", None),
    ("a notice, its own reference", BANK, "Virement reçu de DUPONT SARL : 640,00 EUR, réf. opération 20260112.", None),
    ("a notice of a returned payment", BANK, "Rejet de prélèvement : DUPONT SARL, 1 500,00 EUR, facture FA-2026-0012.", None),
    ("a supplier's reminder", "sales@supplier.example", "Your invoice FA-2026-0090 of EUR 2,026.00 is overdue.", None),
]


def set_of(numbers):
    return frozenset(numbers.split()) if numbers else frozenset()


def judge(row, verdict):
    _, _, _, right = row
    lines = {a["invoice"]: a["amount"] for a in verdict["allocations"]}
    whole = all(v is not None and abs(float(v)) <= float(INVOICE[k]["open_amount"]) for k, v in lines.items())
    return frozenset(lines) == set_of(right) and whole


def main():
    said = verdicts([message(who, words, passed(who.split("@")[1]), "facture") for _, who, words, _ in ROWS])
    wrong = [(r, v) for r, v in zip(ROWS, said) if v["decision"] == "apply" and v["allocations"] and not judge(r, v)]
    applied = sum(v["decision"] == "apply" and bool(v["allocations"]) for v in said)
    could = sum(bool(r[3]) for r in ROWS)
    for row, v in wrong:
        print(f"# {row[0]}: {row[2]} -> {[(a['invoice'], a['amount']) for a in v['allocations']]}, not {row[3]}")
    print(f"# {applied} applied of {could} that could be")
    print(f"{'not ok' if wrong or len(ROWS) < 40 else 'ok'} 1 - {len(ROWS)} pairs, {len(wrong)} applied wrongly")
    print(f"{'not ok' if applied * 2 < could else 'ok'} 2 - and not by asking about everything")
    if "--all" in sys.argv:
        for r, v in zip(ROWS, said):
            print(f"{r[0]:32} {v['decision']:8} {[(a['invoice'], a['amount']) for a in v['allocations']]} / {r[3]}")
    return 1 if wrong or applied * 2 < could else 0


sys.exit(main())
