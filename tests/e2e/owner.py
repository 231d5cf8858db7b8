#!/usr/bin/python3
"""owner.py: what the owner says in the terminal is what happens, and stays so.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House
from tap import check

PARIS = datetime.timezone(datetime.timedelta(hours=2))
MORNING = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)


def main():
    house = House()

    def state(client):
        return sorted(t["state"] for t in house.outbox() if t["client"] == client)

    def work():
        house.relance("watch", "--once")
        r = house.run("work", "--once")
        check(r.returncode == 0, f"work says nothing wrong {r.stderr[-200:]}")

    try:
        house.write_conf(mode="approve")
        house.set_clock(MORNING)
        with open(house.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country,group\n" + "".join(
                f"C{k},Client {k} SARL,Une Personne,u@c{k}.example,c{k}.example,fr,FR,\n" for k in (1, 2, 3))
                + "C4,Mairie de Rezé,Une Personne,u@c4.example,c4.example,fr,FR,public\n")
        with open(house.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n" + "".join(
                f"F-{k},C{k},invoice,2026-07-27,2026-08-26,{k}00.00,{k}00.00,EUR\n" for k in (1, 2, 3))
                + "F-4,C4,invoice,2026-08-23,2026-09-22,400.00,400.00,EUR\n")
        for _ in range(2):
            out = house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")
        check("0 added, 0 changed, 4 unchanged" in out, "importing again changes nothing")
        work()
        check([state(f"C{k}") for k in (1, 2, 3)] == [["planned"]] * 3, "each waits for a yes")
        check([t["step"] for t in house.outbox() if t["client"] == "C4"] == [0],
              "a public body is asked before the due date whether the invoice has arrived")
        ids = {t["client"]: str(t["id"]) for t in house.outbox()}
        house.relance("outbox", "approve", ids["C1"])
        house.relance("outbox", "withdraw", ids["C2"])
        house.relance("hold", "C3", "--until", "2026-09-10")
        check(state("C1") == ["queued"], "what is approved is queued")
        work()
        check(state("C2") == ["withdrawn"], "what is taken back is not written again")
        check(state("C3") == ["withdrawn"], "a hold withdraws what was planned")
        check("you took letter" in house.relance("why", "F-2"), "why tells who took it back")
        house.relance("resume", "C2")
        work()
        check(state("C2") == ["planned", "withdrawn"], "after resume it is planned anew")
        house.set_clock(MORNING + datetime.timedelta(days=3))
        work()
        check("planned" in state("C3"), "a hold ends on its day")
        r = house.run("outbox", "approve", ids["C2"])
        check(r.returncode == 1 and "withdrawn" in r.stderr, "a withdrawn letter cannot be approved")
    finally:
        house.stop()
    sys.exit(tap.status())


main()
