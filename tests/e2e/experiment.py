#!/usr/bin/python3
"""experiment.py: half of the clients are reminded later; the report says what it is worth, a guard ends it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import page
import tap
from house import MX, US, House

PARIS = datetime.timezone(datetime.timedelta(hours=2))
CLIENTS = 64
DUE = datetime.date(2026, 8, 25)
STANZA = """[experiment patient]
policy = courteous
from = 2026-08-26
step = 1 after 14 deadline 8 tone courteous letter reminder-1
allow = first-within-a-week
"""


def days(n, hour=10):
    return datetime.datetime.combine(DUE + datetime.timedelta(days=n), datetime.time(hour, 5), PARIS)


def fill(house):
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n" + "".join(
            f"C{k},Client {k},Une Personne,u@c{k}.example,c{k}.example,fr,FR\n" for k in range(CLIENTS)))
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open_amount,currency\n" + "".join(
            f"F-{k},C{k},2026-07-26,{DUE},100.00,100.00,EUR\n" for k in range(CLIENTS)))
    os.mkdir(house.dir + "/rules")
    with open(house.dir + "/rules/own.rules", "w") as f:
        f.write(STANZA)
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")


def reminded(house):
    return {int(c[1:]) for c, in house.query("SELECT client FROM reminder WHERE undelivered = 0")}


def send(house, now):
    """A working day: planned, sent."""
    house.set_clock(now)
    house.start_roles()
    house.wait("letters", lambda: house.query("SELECT 1 FROM letter WHERE state IN ('planned', 'queued')"))
    house.wait("all of them sent", lambda: not house.query("SELECT 1 FROM letter WHERE state NOT IN ('sent', 'withdrawn')"), 120)
    house.stop_roles()


def pay(house, clients, name):
    with open(f"{house.dir}/{name}.csv", "w") as f:
        f.write("date,amount,currency,payer,reference,invoice\n" + "".join(
            f"{DUE + datetime.timedelta(days=20)},100.00,EUR,x,F-{k},F-{k}\n" for k in clients))
    with open(f"{house.dir}/{name}-books.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open_amount,currency\n" + "".join(
            f"F-{k},C{k},2026-07-26,{DUE},100.00,0.00,EUR\n" for k in clients))
    house.relance("import", f"{house.dir}/{name}.csv", f"{house.dir}/{name}-books.csv")


def dispute(house, clients):
    for k in clients:
        house.deliver((f"Authentication-Results: {MX}; dmarc=pass header.from=c{k}.example\r\nFrom: u@c{k}.example\r\n"
                       f"To: {US}\r\nDate: Tue, 15 Sep 2026 09:00:00 +0200\r\nSubject: F-{k}\r\nMessage-ID: <d{k}@c{k}.example>\r\n"
                       f"\r\nNous contestons la facture F-{k} : les travaux ne sont pas finis.\r\n").encode())
    house.relance("watch", "--once")
    house.relance("work", "--once")


def section(house):
    return house.relance("report").split("experiment patient")[1]


def main():
    house, t = House(), tap
    settings = dict(mode="automatic", settle_seconds=0, rules="rules", letters_per_hour=1000, letters_per_day=1000)
    try:
        house.write_conf(**settings)
        house.set_clock(days(0))
        fill(house)
        t.check("not enough data" in section(house), "before anything has left: not enough data")
        send(house, days(7))
        usual = reminded(house)
        t.check(20 <= len(usual) <= 44, f"after a week {len(usual)} of {CLIENTS} clients are reminded", usual)
        send(house, days(14))
        other = reminded(house) - usual
        t.check(len(usual) + len(other) == CLIENTS, "the others after two", (len(usual), len(other)))
        pay(house, sorted(usual)[:len(usual) * 9 // 10], "usual")
        pay(house, sorted(other)[:len(other) // 2], "other")
        house.set_clock(days(20))
        t.check("not enough data" in section(house), "as long as nobody's thirty days are over: not enough data")
        house.set_clock(days(36))
        report = section(house)
        t.check("the other way brings the money later" in report and "(95 %" in report, "then the report has it, with its interval", report)
        house.set_clock(days(21))
        dispute(house, sorted(other)[-8:])
        house.set_clock(days(22))
        house.relance("work", "--once")
        t.check("ended by its guards" in house.relance("report"), "eight complaints on one side end it",
                house.query("SELECT client, kind FROM hold"))
        t.check(house.query("SELECT count(*) FROM journal WHERE say LIKE 'experiment patient has ended%'") == [(1,)],
                "which the owner is told, once")
    finally:
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
