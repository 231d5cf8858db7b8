#!/usr/bin/python3
"""once.py: a payment that is told several times, by several ways, is one payment.

SPDX-License-Identifier: GPL-3.0-or-later

The bank's notice twice, the client's word, a colleague who sends the notice on, and the statement:
one invoice is closed, its twin of the same amount stays open, and nothing is allocated twice.
"""
import datetime
import os
import random
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver")]

import tap
from house import DOMAIN, MX, US, House

SEED = int(os.environ.get("SEED", "20261122"))
NOW = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
NOTICE = ("Bonjour,\r\n\r\nVous avez reçu un virement sur votre compte.\r\n\r\nDonneur d'ordre : MUSTER GMBH\r\n"
          "Montant : 100,00 EUR\r\nDate : 20/11/2026\r\nMotif : FA-2026-0001\r\n")
STATEMENT = """:20:S1
:25:FR7630006000011234567890189
:28C:1/1
:60F:C261119EUR1000,00
:61:2611201120C100,00NTRFNONREF//B10
:86:166?00GUTSCHRIFT?20FA-2026-0001?31DE89370400440532013000?32MUSTER GMBH
:62F:C261120EUR1100,00
-
"""


def mail(n, sender, text, proof):
    return (f"Authentication-Results: {MX}; {proof}\r\nFrom: {sender}\r\nTo: {US}\r\nSubject: Virement\r\n"
            f"Date: Mon, 23 Nov 2026 08:{n:02d}:00 +0100\r\nMessage-ID: <n{n}@{sender.split('@')[1]}>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").encode()


def ways(house):
    """What tells of the payment, in any order."""
    bank = lambda n: lambda: house.deliver(mail(n, "avis@banque.example", NOTICE, "dmarc=pass header.from=banque.example"))
    client = lambda: house.deliver(mail(3, "ap@muster.example", "Bonjour,\r\n\r\nLa facture FA-2026-0001 a été payée le 20"
                                        " novembre.\r\n", "dmarc=pass header.from=muster.example"))
    colleague = lambda: house.deliver(mail(
        4, f"jo@{DOMAIN}", "Pour toi.\r\n\r\n-----Message d'origine-----\r\nDe : Banque <avis@banque.example>\r\n"
        f"Envoyé : lundi 23 novembre 2026 08:01\r\nÀ : jo@{DOMAIN}\r\nObjet : Virement\r\n\r\n" + NOTICE,
        f"auth=pass smtp.auth=jo@{DOMAIN}"))

    def statement():
        with open(house.dir + "/bank/1.sta", "w") as f:
            f.write(STATEMENT)
        os.utime(house.dir + "/bank/1.sta", (1700000000, 1700000000))

    return {"the notice": bank(1), "the notice again": bank(2), "the client": client, "a colleague": colleague,
            "the statement": statement}


def told(dice):
    house = House()
    try:
        os.mkdir(house.dir + "/bank")
        house.write_conf(statements="bank", bank="banque.example", mode="draft")
        house.set_clock(NOW)
        with open(house.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,emails\nC1,Muster GmbH,ap@muster.example\n")
        with open(house.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n" + "".join(
                f"FA-2026-000{k},C1,invoice,2026-10-0{k},2026-10-31,100.00,100.00,EUR\n" for k in (1, 2)))
        house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")
        all_ways = ways(house)
        order = dice.sample(list(all_ways), len(all_ways))
        for way in order:
            all_ways[way]()
            house.relance("watch", "--once")
            house.relance("work", "--once")
        for id, in house.query("SELECT id FROM suggestion WHERE state = 'open'"):
            house.run("review", "accept", str(id))
        house.relance("work", "--once")
        got = (house.query("SELECT number, open_minor FROM invoice ORDER BY number"),
               house.query("SELECT invoice, sum(minor) FROM allocation WHERE ended_at IS NULL GROUP BY invoice"),
               house.query("SELECT count(*) FROM payment"))
        tap.same(got, ([("FA-2026-0001", 0), ("FA-2026-0002", 10000)], [("FA-2026-0001", 10000)], [(1,)]),
                 "one payment by " + ", ".join(order))
        held = house.query("SELECT count(*) FROM hold WHERE invoice = 'FA-2026-0002' AND ended_at IS NULL")
        tap.same(held, [(0,)], "its twin does not wait")
    finally:
        house.stop()


def main():
    print(f"# seed {SEED}")
    dice = random.Random(SEED)
    for _ in range(3):
        told(dice)
    return tap.status()


sys.exit(main())
