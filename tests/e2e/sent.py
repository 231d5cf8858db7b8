#!/usr/bin/python3
"""sent.py: invoices that an ordinary mail program put into Sent fill the register, each once.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import email.message
import email.utils
import imaplib
import os
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House, US
from papers import cii, pdf
from tap import same

PARIS = datetime.timezone(datetime.timedelta(hours=1))
MORNING = datetime.datetime(2026, 11, 16, 9, 30, tzinfo=PARIS)
IBAN = "FR7630006000011234567890189"
WE = "Menuiserie Kervadec"


def printed(number, buyer, total, title="Facture", issued="12/11/2026", due="12/12/2026", more=()):
    """A page as a small accounting program prints it: the heads in a table, the sums below."""
    return pdf([
        WE, "12 quai de la Fosse, 44000 Nantes", "",
        [(330, buyer)], [(330, "3 rue du Port")], [(330, "44600 Saint-Nazaire")], "",
        f"{title} n° {number}", "",
        ["Date", "Échéance", "Référence client"],
        [issued, due, "C-77"], "",
        ["Désignation", "Quantité", "Prix HT", "Total HT"],
        ["Fenêtre chêne", "1", total, total], "",
        *more,
        [(310, "Total TTC"), (440, f"{total} €")], "",
        f"IBAN : FR76 3000 6000 0112 3456 7890 189",
        "En cas de retard : pénalités au taux BCE + 10 points, indemnité forfaitaire de 40 €."])


class Sent:
    def __init__(self, house):
        self.house = house
        self.n = 0

    def mail(self, to, subject, text, files=(), cc=None, bcc=None, reply_to=None, sender=US):
        self.n += 1
        m = email.message.EmailMessage()
        m["From"] = f"{WE} <{sender}>"
        for name, value in (("To", to), ("Cc", cc), ("Bcc", bcc), ("In-Reply-To", reply_to)):
            if value:
                m[name] = value
        m["Subject"] = subject
        m["Date"] = email.utils.format_datetime(MORNING - datetime.timedelta(hours=20 - self.n))
        m["Message-ID"] = f"<sent-{self.n}@menuiserie-kervadec.example>"
        m["User-Agent"] = "Mozilla Thunderbird"
        m.set_content(text)
        for name, raw in files:
            kind = ("application", "pdf") if name.endswith(".pdf") else ("application", "xml")
            m.add_attachment(raw, maintype=kind[0], subtype=kind[1], filename=name)
        self.append(m.as_bytes())
        return m["Message-ID"].strip("<>")

    def append(self, raw):
        context = ssl.create_default_context(cafile=self.house.env["CA_FILE"])
        with imaplib.IMAP4_SSL("localhost", int(self.house.env["IMAPS_PORT"]), ssl_context=context) as c:
            c.login(US, "test")
            c.create("Sent")
            ok, why = c.append("Sent", r"(\Seen)", None, raw)
            assert ok == "OK", why


def main():
    house = House()
    sent = Sent(house)

    def work():
        house.relance("watch", "--once")
        r = house.run("work", "--once")
        same((r.returncode, r.stderr), (0, ""), "work has nothing to complain of")

    def invoice(number):
        rows = house.query(
            "SELECT client, kind, date(issued * 86400, 'unixepoch'), date(due * 86400, 'unixepoch'),"
            f" total_minor, open_minor, currency, thread, sent_to FROM invoice WHERE number = '{number}'")
        return rows[0] if rows else None

    def emails(client):
        rows = house.query(f"SELECT emails FROM client WHERE id = '{client}'")
        return rows[0][0].split("\n") if rows and rows[0][0] else rows

    try:
        house.write_conf(mode="automatic")
        house.set_clock(MORNING)
        with open(house.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,emails\nC7,Boulangerie Lemoine,lemoine@boulangerie-lemoine.example\n")
        house.relance("import", house.dir + "/clients.csv")
        hello = "Bonjour,\n\nVeuillez trouver ci-joint votre facture.\n\nBien cordialement,\nLe service comptabilité\n"

        # 1. Factur-X to a client nobody knows yet, with a colleague of his in copy
        first = sent.mail("Claire Durand <claire@durand-bois.example>", "Votre facture FA-1", hello, [
            ("FA-1.pdf", pdf([WE, "Facture FA-1"], cii("FA-1", "1200.00", "20261112", "20261212", WE,
                                                      "Durand Bois SARL", IBAN)))],
            cc="compta@durand-bois.example")
        # 2. a plain PDF to a client of the register
        second = sent.mail("lemoine@boulangerie-lemoine.example", "Facture FA-2", hello,
                           [("FA-2.pdf", printed("FA-2", "Boulangerie Lemoine", "350,50"))])
        # 3. two invoices in one mail, printed, to a client nobody knows
        sent.mail("Mairie de Pornic <finances@mairie-pornic.example>", "Factures FA-3 et FA-4", hello, [
            ("FA-3.pdf", printed("FA-3", "Mairie de Pornic", "100,00")),
            ("FA-4.pdf", printed("FA-4", "Mairie de Pornic", "2 200,00", issued="13 novembre 2026",
                                 due="13 décembre 2026"))])
        # 4. a quote, a delivery note, an order confirmation: no invoices
        sent.mail("lemoine@boulangerie-lemoine.example", "Devis D-9", hello, [
            ("D-9.pdf", printed("D-9", "Boulangerie Lemoine", "900,00", title="Devis")),
            ("BL-9.pdf", printed("BL-9", "Boulangerie Lemoine", "900,00", title="Bon de livraison")),
            ("AR-9.pdf", printed("C-9", "Boulangerie Lemoine", "900,00", title="Confirmation de commande"))])
        # 5. the first one sent again, as people do: same file, and once as another file
        again = pdf([WE, "Facture FA-1", "duplicata"],
                    cii("FA-1", "1200.00", "20261112", "20261212", WE, "Durand Bois SARL", IBAN))
        sent.mail("claire@durand-bois.example", "Re: Votre facture FA-1", hello, [
            ("FA-1.pdf", again)], reply_to=f"<{first}>")
        # 6. a credit note on FA-2
        sent.mail("lemoine@boulangerie-lemoine.example", "Avoir AV-1", hello, [
            ("AV-1.pdf", printed("AV-1", "Boulangerie Lemoine", "50,50", title="Avoir", due="",
                                 more=["Facture d'origine : FA-2"]))])
        # 7. BCC only
        sent.mail("undisclosed-recipients:;", "Facture FA-5", hello, [
            ("FA-5.pdf", printed("FA-5", "Garage Petit", "75,00"))], bcc="Garage Petit <contact@garage-petit.example>")
        # 8. UBL or CII as XML, with a page for people beside it; with a deposit already paid
        sent.mail("achats@hotel-ocean.example", "Facture FA-6", hello, [
            ("FA-6.xml", cii("FA-6", "1000.00", "20261112", None, WE, "Hôtel de l'Océan", IBAN,
                             prepaid="300.00", payable="700.00")),
            ("FA-6.pdf", printed("FA-6", "Hôtel de l'Océan", "1 000,00"))])
        # 9. a reminder of ours by hand, with a statement of what is open: no invoice
        sent.mail("lemoine@boulangerie-lemoine.example", "Relance", hello, [
            ("relance.pdf", printed("FA-2", "Boulangerie Lemoine", "350,50", title="Relance facture"))])
        # 10. a supplier's invoice sent on to the accountant: nobody owes it to us
        sent.mail("cabinet@expert-compta.example", "Facture fournisseur", "Pour la compta.\n", [
            ("fournisseur.pdf", pdf(["SCIERIE DU LAC", f"Facturé à {WE}", "Facture n° S-881",
                                     "Date : 10/11/2026", "Total TTC : 640,00 €",
                                     "IBAN : DE89 3704 0044 0532 0130 00"])),
            ("theirs.xml", cii("S-882", "10.00", "20261112", None, "Scierie du Lac", WE,
                               "DE89370400440532013000"))])
        # 11. one of ours to the accountant: she is not the client
        sent.mail("cabinet@expert-compta.example", "Pièces de novembre", "Pour la compta.\n", [
            ("FA-7.pdf", printed("FA-7", "Camping des Pins", "80,00"))])
        work()

        same(invoice("FA-1"), ("Durand Bois SARL", "invoice", "2026-11-12", "2026-12-12", 120000, 120000,
                               "EUR", first, "claire@durand-bois.example"), "Factur-X, all of it")
        same(emails("Durand Bois SARL"), ["claire@durand-bois.example", "compta@durand-bois.example"],
             "To and Cc are the contacts of the new client")
        same(house.query("SELECT contact_name, language FROM client WHERE id = 'Durand Bois SARL'"),
             [("Claire Durand", "fr")], "his person and his language come from the mail")
        same(invoice("FA-2"), ("C7", "invoice", "2026-11-12", "2026-12-12", 35050, 30000, "EUR", second,
                               "lemoine@boulangerie-lemoine.example"),
             "a printed page, for a client of the register, lowered by its credit note")
        same(invoice("AV-1")[:6], ("C7", "credit_note", "2026-11-12", None, -5050, 0), "the credit note is used up")
        same([invoice(i)[:6] for i in ("FA-3", "FA-4")],
             [("Mairie de Pornic", "invoice", "2026-11-12", "2026-12-12", 10000, 10000),
             ("Mairie de Pornic", "invoice", "2026-11-13", "2026-12-13", 220000, 220000)], "two in one mail")
        same(invoice("FA-5")[:6] + (emails("Garage Petit"),),
             ("Garage Petit", "invoice", "2026-11-12", "2026-12-12", 7500, 7500, ["contact@garage-petit.example"]),
             "BCC only")
        same(invoice("FA-6")[:6], ("Hôtel de l'Océan", "invoice", "2026-11-12", None, 100000, 70000),
             "XML beside its page: once, and what is left after the deposit")
        same(emails("C7"), ["lemoine@boulangerie-lemoine.example"], "nobody gained a contact that is none")
        same(house.query("SELECT number FROM invoice ORDER BY number"),
             [(i,) for i in ("AV-1", "FA-1", "FA-2", "FA-3", "FA-4", "FA-5", "FA-6")],
             "quote, delivery note, order, reminder and others' invoices are not registered")
        asked = house.query("SELECT say FROM suggestion WHERE state = 'open'")
        same(len(asked) == 2, True, f"what is unsure waits in review {asked}")
        same(house.query("SELECT filename FROM paper WHERE state = 'waiting' ORDER BY filename"),
             [("FA-7.pdf",), ("fournisseur.pdf",)], "those two papers wait")
        same(house.query("SELECT bytes = (SELECT bytes FROM paper WHERE filename = 'FA-1.pdf' LIMIT 1)"
                         " FROM paper WHERE id = 1"), [(1,)], "the file is kept")

        before = house.query("SELECT * FROM invoice"), house.query("SELECT * FROM client")
        house.query("SELECT 1")
        sent.mail("Claire Durand <claire@durand-bois.example>", "Votre facture FA-1", hello, [("FA-1.pdf", again)])
        work()
        same((house.query("SELECT * FROM invoice"), house.query("SELECT * FROM client")), before,
             "sent once more: nothing new")

        ids = {bool("FA-7" in say): str(i) for i, say in house.query("SELECT id, say FROM suggestion WHERE state = 'open'")}
        house.relance("review", "reject", ids[False])
        house.relance("review", "correct", ids[True], "--client", "C7")
        same(invoice("FA-7")[:2], ("C7", "invoice"), "the owner says whose it is")
        same(house.query("SELECT state, count(*) FROM paper GROUP BY state ORDER BY state")[0][0] != "waiting"
             and house.query("SELECT count(*) FROM paper WHERE state = 'waiting'"), [(0,)], "and nothing waits")
        for id in ids.values():
            house.relance("review", "undo", id)
        same(house.query("SELECT sum(total_minor <> 0 OR open_minor <> 0) FROM invoice WHERE number = 'FA-7'") +
             house.query("SELECT count(*) FROM paper WHERE state = 'waiting'"), [(0,), (2,)],
             "undone: the invoice claims nothing any more, and both papers wait")
        fresh = {bool("FA-7" in say): str(i) for i, say in house.query("SELECT id, say FROM suggestion WHERE state = 'open'")}
        house.relance("review", "reject", fresh[False])
        house.relance("review", "correct", fresh[True], "--client", "C7")
        same(invoice("FA-7")[:2] + house.query("SELECT count(*) FROM paper WHERE state = 'waiting'")[0], ("C7", "invoice", 0),
             "and answered once more")
        same(house.run("check", "--offline").returncode, 0, "the ledger is sound")
        same("registered for" in house.relance("why", "FA-3"), True, "why tells where it came from")

        # A layout that no general rule knows is learnt from one page and the owner's words.
        os.mkdir(house.dir + "/rules")
        house.write_conf(mode="automatic", rules="rules")

        def odd(number, day, total):
            return pdf([WE, [(330, "Hôtel de l'Océan")], "", ["Vorgang " + number, "Stand " + day],
                        ["Wert der Lieferung", total + " €"]])
        with open(house.dir + "/odd.pdf", "wb") as f:
            f.write(odd("V-1", "03.11.2026", "119,00"))
        r = house.run("learn-invoice", "--write", house.dir + "/odd.pdf")
        same(r.returncode != 0 and "--number" in r.stderr, True, "what is not found must be said")
        house.relance("learn-invoice", "--write", "--number", "V-1", "--issued", "2026-11-03", "--total", "119.00",
                      house.dir + "/odd.pdf")
        same(house.relance("check", "--offline").count("wrong"), 0, "the learnt rule passes its own examples")
        sent.mail("achats@hotel-ocean.example", "V-2", hello, [("V-2.pdf", odd("V-2", "13.11.2026", "1 238,00"))])
        work()
        same(invoice("V-2")[:6], ("Hôtel de l'Océan", "invoice", "2026-11-13", None, 123800, 123800),
             "the next page of that layout registers itself")

        # A month later the reminder goes to whoever had the invoice, in its thread, with its file.
        house.set_clock(datetime.datetime(2026, 12, 22, 10, 0, tzinfo=PARIS))
        house.start_roles()
        house.wait("the reminder", lambda: len(house.letters("claire@durand-bois.example")) > 0)
        letters = house.letters("claire@durand-bois.example")
        same(len(letters), 1, "the client is reminded once")
        if letters:
            m = letters[0]["mail"]
            same(first in (m["References"] or ""), True, "in the thread of the invoice's mail")
            same([p.get_filename() for p in m.iter_attachments() if p.get_filename() == "FA-1.pdf"], ["FA-1.pdf"],
                 "with the invoice attached again")
    finally:
        house.stop(remove="--keep" not in sys.argv)
    sys.exit(tap.status())


main()
