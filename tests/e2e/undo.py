#!/usr/bin/python3
"""undo.py: whatever the owner decides and takes back, the ledger is as before, but for its story.

SPDX-License-Identifier: GPL-3.0-or-later

Random answers to random mail: payments with and without a bank behind them, complaints, promises.
Each is decided and taken back, then many are decided and all taken back in another order.
"""
import datetime
import os
import random
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver")]

import tap
from house import MX, US, House

SEED = int(os.environ.get("SEED", "20261122"))
CLIENTS = 12
NOW = datetime.datetime(2026, 9, 7, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
SAYS = ("La facture FA-2026-{n:04d} a été payée vendredi, {n}00,50 EUR.",
        "Nous contestons la facture FA-2026-{n:04d} : la livraison est incomplète.",
        "Votre facture FA-2026-{n:04d} sera réglée le 30 septembre 2026.",
        "Pouvez-vous nous renvoyer la facture FA-2026-{n:04d} ?",
        "Nous avons viré {n}00,50 EUR hier.",
        "À propos de la FA-2026-{n:04d} : voyez avec Madame Petit.")
BANK = "Vous avez reçu un virement.\r\nDonneur d'ordre : Client {n} SARL\r\nMontant : {n}00,10 EUR\r\nMotif : facture {n:04d}\r\n"


def furnish(house):
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n")
        for n in range(1, CLIENTS + 1):
            f.write(f"K{n:02d},Client {n} SARL,Personne {n},u@k{n}.example,k{n}.example,fr,FR\n")
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open,currency\n")
        for n in range(1, CLIENTS + 1):
            f.write(f"FA-2026-{n:04d},K{n:02d},2026-07-01,2026-07-31,{n}00.50,{n}00.50,EUR\n"
                    f"FA-2026-{100 + n:04d},K{n:02d},2026-07-08,2026-08-07,75.00,75.00,EUR\n")
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")
    house.relance("watch", "--once")
    house.relance("work", "--once")


def write(house, dice):
    for n in range(1, CLIENTS + 1):
        bank = dice.random() < 0.3
        sender = "avis@banque.example" if bank else f"u@k{n}.example"
        domain = sender.split("@")[1]
        says = (BANK if bank else dice.choice(SAYS)).format(n=n)
        vouched = f"Authentication-Results: {MX}; dmarc=pass header.from={domain}\r\n" if bank else ""
        house.deliver((f"{vouched}From: {sender}\r\nTo: {US}\r\nDate: Mon, 7 Sep 2026 09:{n:02d}:00 +0200\r\n"
                       f"Subject: {'Virement' if bank else 'facture'}\r\nMessage-ID: <q{n}@{domain}>\r\n"
                       f"Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\n{says}\r\n").encode())
    house.relance("watch", "--once")
    house.relance("work", "--once")


def questions(house):
    return dict(house.query("SELECT message, id FROM suggestion WHERE state = 'open'"))


def state(house):
    """All that stands, without what has ended and who decided it when."""
    return {
        "questions": house.query("SELECT message, client, say, verdict FROM suggestion WHERE state = 'open' ORDER BY message"),
        "holds": house.query("SELECT client, invoice, kind, from_day, until_day, why, message FROM hold"
                             " WHERE ended_at IS NULL ORDER BY client, invoice, kind, message"),
        "allocations": house.query("SELECT invoice, message, payment, minor FROM allocation WHERE ended_at IS NULL"
                                   " ORDER BY invoice, message"),
        "invoices": house.query("SELECT number, open_minor, books_minor FROM invoice ORDER BY number"),
        "payments": house.query("SELECT * FROM payment ORDER BY id"),
        "clients": house.query("SELECT * FROM client ORDER BY id"),
        "keys": house.query("SELECT * FROM client_key ORDER BY kind, value, client"),
        "learned": house.query("SELECT kind, value, client, message FROM learned WHERE ended_at IS NULL"
                               " ORDER BY kind, value, client"),
        "letters": house.query("SELECT client, kind, step, state FROM letter WHERE state <> 'withdrawn' ORDER BY client, kind, step"),
    }


def decide(house, dice, message):
    """One random answer; its words."""
    id = str(questions(house)[message])
    client = house.query(f"SELECT client FROM suggestion WHERE id = {id}")[0][0]
    n = int(client[1:]) if client else 1
    words = dice.choice((["accept", id], ["reject", id], ["correct", id, f"FA-2026-{n:04d}=10.00"],
                         ["correct", id, f"FA-2026-{100 + n:04d}"], ["correct", id, "--nothing", "--client", f"K{n:02d}"]))
    house.relance("review", *words)
    return id, " ".join(words)


def difference(before, after):
    return {k: (set(before[k]) - set(after[k]), set(after[k]) - set(before[k])) for k in before if before[k] != after[k]}


def one_by_one(house, dice):
    wrong, done, money = [], 0, 0
    for message in list(questions(house)):
        before = state(house)
        id, words = decide(house, dice, message)
        changed = state(house) != before
        money += state(house)["allocations"] != before["allocations"]
        house.relance("review", "undo", id)
        house.relance("work", "--once")  # what was withdrawn is planned anew
        done += changed
        if state(house) != before:
            wrong.append((words, difference(before, state(house))))
    tap.check(not wrong and done, f"{done} decisions taken back leave the ledger as it was, {money} of them with money", wrong[:3])


def all_together(house, dice):
    before, ids = state(house), []
    for message in list(questions(house)):
        ids.append(decide(house, dice, message))
    decided = state(house)
    for _ in range(2):
        house.relance("watch", "--once")
        house.relance("work", "--once")
    tap.check({**state(house), "letters": 0} == {**decided, "letters": 0}, "later runs leave what the owner decided",
              difference(decided, state(house)))
    dice.shuffle(ids)
    for id, _ in ids:
        house.relance("review", "undo", id)
    for _ in range(2):  # what was planned meanwhile is withdrawn, then what was withdrawn is planned
        house.relance("work", "--once")
    tap.check(state(house) == before, f"so do {len(ids)}, taken back in another order", difference(before, state(house)))


def main():
    print(f"# seed {SEED}")
    dice, house = random.Random(SEED), House()
    try:
        house.write_conf(mode="draft")
        house.set_clock(NOW)
        furnish(house)
        write(house, dice)
        tap.check(len(questions(house)) >= CLIENTS // 2, "there is something to decide", questions(house))
        one_by_one(house, dice)
        one_by_one(house, dice)
        all_together(house, dice)
        tap.check(house.run("check", "--offline").returncode in (0, 1), "the ledger is whole")
    finally:
        house.stop()
    return tap.status()


sys.exit(main())
