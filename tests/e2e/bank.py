#!/usr/bin/python3
"""bank.py: statements from a folder and from the bank's own mail close invoices; returns reopen them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import email.message
import email.utils
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House, MX, US
from tap import same

PARIS = datetime.timezone(datetime.timedelta(hours=1))
MORNING = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=PARIS)
ACCOUNT = "FR7630006000011234567890189"


def mt940(number, opening, entries, closing, days=("261119", "261120")):
    """entries: (mark, amount, words); C is money in, RC takes it back."""
    lines = [f":20:S{number}", f":25:{ACCOUNT}", f":28C:{number}/1", f":60F:C{days[0]}EUR{opening}"]
    for n, (mark, amount, words) in enumerate(entries):
        lines += [f":61:2611201120{mark}{amount}NTRFNONREF//B{number}{n}",
                  f":86:166?00GUTSCHRIFT?20{words}?31DE89370400440532013000?32MUSTER GMBH"]
    return ("\n".join(lines + [f":62F:C{days[1]}EUR{closing}", "-"]) + "\n").encode()


def mail(sender, raw, proven):
    m = email.message.EmailMessage()
    m["From"] = sender
    m["To"] = US
    m["Subject"] = "Votre relevé de compte"
    m["Date"] = email.utils.format_datetime(MORNING)
    m["Message-ID"] = email.utils.make_msgid()
    m.set_content("Bonjour,\n\nVotre relevé est en pièce jointe.\n\nVotre banque\n")
    m.add_attachment(raw, maintype="application", subtype="octet-stream", filename="releve.sta")
    head = f"Authentication-Results: {MX}; dmarc=pass header.from={sender.split('@')[1]}\n" if proven else ""
    return head.encode() + m.as_bytes()


def main():
    house = House()

    def work():
        house.relance("watch", "--once")
        return house.run("work", "--once")

    def opened():
        return [row[0] for row in house.query("SELECT open_minor FROM invoice ORDER BY number")]

    def payments():
        return house.query("SELECT count(*) FROM payment")[0][0]

    def put(name, raw):
        path = f"{house.dir}/bank/{name}"
        with open(path, "wb") as f:
            f.write(raw)
        os.utime(path, (1700000000, 1700000000))

    try:
        os.mkdir(house.dir + "/bank")
        house.write_conf(statements="bank", bank="banque.example")
        house.set_clock(MORNING)
        with open(house.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,emails\nC1,Muster GmbH,ap@muster.example\nC2,Autre SARL,u@autre.example\n")
        with open(house.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n" + "".join(
                f"FA-2026-000{k},{c},invoice,2026-10-01,2026-10-31,{a},{a},EUR\n"
                for k, c, a in ((1, "C1", "100.00"), (2, "C1", "50.00"), (3, "C1", "70.00"), (4, "C2", "80.00"))))
        house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")

        put("1.sta", mt940(1, "1000,00", [("C", "150,00", "FA-2026-0001 ET 2026 0001 FA2026-0002"),
                                          ("C", "80,00", "MERCI")], "1230,00"))
        same(work().stderr, "", "nothing to complain of")
        same(opened(), [0, 0, 7000, 8000], "one transfer for two invoices; 80.00 without a number closes nothing")
        same(payments(), 2, "both are in the register")
        same("received on 2026-11-20" in house.relance("why", "FA-2026-0001"), True, "why tells when and from whom")
        put("1 copie.sta", mt940(1, "1000,00", [("C", "150,00", "FA-2026-0001 ET 2026 0001 FA2026-0002"),
                                                ("C", "80,00", "MERCI")], "1230,00"))
        work()
        same((opened(), payments()), ([0, 0, 7000, 8000], 2), "the same statement under another name: nothing new")

        put("wrong.sta", mt940(2, "1230,00", [("C", "70,00", "FA-2026-0003")], "1310,00"))
        r = work()
        same(("wrong.sta" in r.stderr, opened()[2]), (True, 7000), "a statement that does not add up is told, not taken")
        same(work().stderr, "", "and told once")
        put("cut.sta", mt940(2, "1230,00", [("C", "70,00", "FA-2026-0003")], "1300,00")[:-60])
        same(("cut.sta" in work().stderr, opened()[2]), (True, 7000), "half a statement neither")

        good = mt940(2, "1230,00", [("C", "70,00", "FA-2026-0003")], "1300,00")
        house.deliver(mail("releves@banque.example", good, proven=False))
        house.deliver(mail("releves@banqve.example", good, proven=True))
        work()
        same(opened()[2], 7000, "a statement by mail counts from the bank alone, and proven")
        house.deliver(mail("releves@banque.example", good, proven=True))
        work()
        same(opened()[2], 0, "the bank's own mail closes the invoice")

        put("5.sta", mt940(5, "5000,00", [], "5000,00", ("261121", "261122")))
        same("a statement is missing" in work().stderr, True, "a gap between two statements is told")
        put("3.sta", mt940(3, "1300,00", [("RC", "70,00", "FA-2026-0003")], "1230,00"))
        work()
        same(opened(), [0, 0, 7000, 8000], "money that went back reopens it")
        same("went back" in house.relance("why", "FA-2026-0003"), True, "and why says so")
        work()
        same(opened(), [0, 0, 7000, 8000], "once more changes nothing")
    finally:
        house.stop()
    sys.exit(tap.status())


main()
