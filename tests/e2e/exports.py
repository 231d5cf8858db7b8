#!/usr/bin/python3
"""exports.py: one invoice as the exports of accounting programs write it, each read alike.

SPDX-License-Identifier: GPL-3.0-or-later

The heads are those that the programs' own documentation and exports show; the rows are ours.
"""
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import PROGRAM

E, D = "12/11/2026", "12/12/2026"
EXPORTS = {
    "Sage 50": (
        "N° de pièce;Date de pièce;Code tiers;Intitulé du tiers;Date d'échéance;Montant TTC;Reste dû;Devise",
        f"FA1;{E};C1;ACME;{D};120,00;120,00;EUR"),
    "Sage 100": (
        "N° pièce;Date;N° compte tiers;Intitulé;Date échéance;Libellé écriture;Débit;Crédit;Solde",
        f"FA1;{E};C1;ACME;{D};Facture;120,00;;120,00"),
    "EBP": (
        "Numéro du document;Date du document;Code client;Nom du client;Date d'échéance;Total TTC;Solde dû",
        f"FA1;{E};C1;ACME;{D};120,00;120,00"),
    "EBP, documents": (
        "N° document;Date;Code tiers;Nom tiers;Échéance;Montant TTC;Reste à régler",
        f"FA1;{E};C1;ACME;{D};120,00;120,00"),
    "Cegid": (
        "N° pièce;Date pièce;Auxiliaire;Libellé auxiliaire;Échéance;Montant débit;Montant crédit;Solde",
        f"FA1;{E};C1;ACME;{D};120,00;;120,00"),
    "Pennylane": (
        "Numéro de facture;Client;Date d'émission;Date d'échéance;Montant TTC;Montant restant dû;Devise;Statut de paiement",
        f"FA1;ACME;{E};{D};120,00;120,00;EUR;Non payée"),
    "Pennylane, English": (
        "Invoice number;Customer;Issue date;Deadline;Amount;Remaining amount;Currency;Status",
        f"FA1;ACME;{E};{D};120,00;120,00;EUR;Upcoming"),
    "Odoo": (
        "Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total Signed,Amount Due Signed,Payment Reference,Payment Status,Currency",
        f"FA1,ACME,2026-11-12,2026-12-12,120.00,120.00,FA1,Not Paid,EUR"),
    "Odoo, French": (
        "Numéro,Nom d'affichage du partenaire de la facture,Date de facturation,Date d'échéance,Total signé,Montant dû signé,Référence de paiement,Statut du paiement,Devise",
        f"FA1,ACME,2026-11-12,2026-12-12,120.00,120.00,FA1,Non payé,EUR"),
    "Odoo, technical names": (
        "Number,partner_id,invoice_date,invoice_date_due,amount_total,amount_residual,currency_id,payment_reference,move_type",
        "FA1,ACME,2026-11-12,2026-12-12,120.00,120.00,EUR,FA1,out_invoice"),
    "Odoo, credit note": (
        "Number,partner_id,invoice_date,invoice_date_due,amount_total,amount_residual,currency_id,payment_reference,move_type",
        "RFA1,ACME,2026-11-12,2026-12-12,120.00,120.00,EUR,FA1,out_refund"),
    "Dolibarr": (
        "Réf. facture;Tiers;Date facturation;Date échéance;Montant TTC;Reste à payer;État",
        f"FA1;ACME;{E};{D};120,00;120,00;Impayée"),
    "Dolibarr, export": (
        "Ref;Nom tiers;Date de facturation;Date limite règlement;Montant TTC;Déjà réglé;Facture payée",
        f"FA1;ACME;{E};{D};120,00;0,00;Non"),
    "Invoice Ninja": (
        "Invoice Number,Client,Date,Due Date,Amount,Balance,Status,PO Number",
        "FA1,ACME,2026-11-12,2026-12-12,120.00,120.00,Sent,77"),
    "Invoice Ninja, report": (
        "Invoice Invoice Number,Client Name,Invoice Date,Invoice Due Date,Invoice Amount,Invoice Balance,Invoice Status",
        "FA1,ACME,2026-11-12,2026-12-12,120.00,120.00,Sent"),
    "Exact Online": (
        "Factuurnummer;Factuurdatum;Vervaldatum;Debiteur;Naam;Bedrag;Openstaand bedrag;Valuta;Betalingskenmerk",
        f"FA1;12-11-2026;12-12-2026;C1;ACME;120,00;120,00;EUR;"),
    "Exact Online, list": (
        "Onze ref.;Datum;Vervaldatum;Relatiecode;Relatie;Factuurbedrag;Openstaand;Valuta",
        f"FA1;12-11-2026;12-12-2026;C1;ACME;120,00;120,00;EUR"),
    "DATEV, OPOS": (
        "Konto;Kontobezeichnung;Belegfeld 1;Belegdatum;Fälligkeit;Betrag Soll;Betrag Haben;Saldo;WKZ",
        f"10001;ACME;FA1;12.11.2026;12.12.2026;120,00;;120,00;EUR"),
    "DATEV, sides, Soll": (
        "Konto;Kontobezeichnung;Belegfeld 1;Belegdatum;Fälligkeit;Betrag;S/H;WKZ",
        f"10001;ACME;FA1;12.11.2026;12.12.2026;120,00;S;EUR"),
    "DATEV, sides, Haben": (
        "Konto;Kontobezeichnung;Belegfeld 1;Belegdatum;Fälligkeit;Betrag;S/H;WKZ",
        f"10001;ACME;RFA1;12.11.2026;12.12.2026;120,00;H;EUR"),
    "DATEV, side of the balance": (
        "Personenkonto;Name;Rechnungs-Nr.;Rechnungsdatum;Fälligkeitsdatum;Rechnungsbetrag;Saldo;Soll/Haben-Kennzeichen",
        f"10001;ACME;RFA1;12.11.2026;12.12.2026;120,00;120,00;H"),
    "DATEV, open items": (
        "Personenkonto;Name;Rechnungs-Nr.;Rechnungsdatum;Fälligkeitsdatum;Rechnungsbetrag;Offener Betrag;Währung",
        f"10001;ACME;FA1;12.11.2026;12.12.2026;120,00;120,00;EUR"),
}


def read(folder, head, row):
    for name in os.listdir(folder):
        if name.startswith("relance.db"):
            os.remove(f"{folder}/{name}")
    client = "10001" if "10001" in row else "C1"
    for name, text in (("clients.csv", f"client_id,name\n{client},ACME\n"), ("export.csv", f"{head}\n{row}\n")):
        with open(f"{folder}/{name}", "w") as f:
            f.write(text)
    p = subprocess.run([PROGRAM, "--config", folder + "/conf", "--ledger", folder + "/relance.db", "import",
                        folder + "/clients.csv", folder + "/export.csv"], capture_output=True, text=True)
    with sqlite3.connect(folder + "/relance.db") as db:
        rows = db.execute("SELECT number, client, kind, date(issued * 86400, 'unixepoch'),"
                          " date(due * 86400, 'unixepoch'), total_minor, open_minor FROM invoice").fetchall()
    return (rows[0] if len(rows) == 1 else rows), p.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/conf", "w") as f:
            f.write("[company]\nname = A\naddress = a@a.example\ncountry = FR\nlanguage = fr\n")
        os.chmod(folder + "/conf", 0o600)
        for name, (head, row) in EXPORTS.items():
            got, why = read(folder, head, row)
            credit = "RFA1" in row
            want = ("RFA1" if credit else "FA1", "10001" if "10001" in row else "C1",
                    "credit_note" if credit else "invoice", "2026-11-12", "2026-12-12",
                    -12000 if credit else 12000, -12000 if credit else 12000)
            tap.check(got == want, name, f"{got} {why}")
    sys.exit(tap.status())


main()
