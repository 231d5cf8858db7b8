#!/usr/bin/python3
"""learned.py: what an answer teaches, what it changes and what it never does, and its end.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import json
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver")]

import tap
from house import MX, US, House

NOW = datetime.datetime(2026, 9, 7, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
TAX = "m.lenoir@cabinet-lenoir.example"
WORDS = "La facture F-001 de 100,00 EUR a été payée vendredi."


def mail(sender, words, auth="pass"):
    mail.n += 1
    domain = sender.split("@")[1]
    return (f"Authentication-Results: {MX}; dmarc={auth} header.from={domain}\r\nFrom: {sender}\r\nTo: {US}\r\n"
            f"Date: Mon, 7 Sep 2026 09:{mail.n:02d}:00 +0200\r\nSubject: facture\r\nMessage-ID: <m{mail.n}@{domain}>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\n{words}\r\n").encode()


mail.n = 0


def write(house, sender, words, auth="pass"):
    house.deliver(mail(sender, words, auth))
    house.relance("watch", "--once")
    house.relance("work", "--once")
    rows = house.query("SELECT id, state FROM suggestion ORDER BY id DESC LIMIT 1")
    return str(rows[0][0]) if rows else ""


def verdict(house, sender, words, auth="pass"):
    path = f"{house.dir}/x{mail.n}.eml"
    with open(path, "wb") as f:
        f.write(mail(sender, words, auth))
    return json.loads(house.relance("match", "--json", path))


def learned(house):
    return [json.loads(line) for line in house.relance("learned", "--json").splitlines()]


def test(house):
    before = verdict(house, TAX, WORDS)
    tap.check(not before["pause"] and before["decision"] != "apply", "a stranger moves nothing", before)
    first = write(house, TAX, WORDS)
    tap.check(learned(house) == [], "nothing is learnt unasked")
    house.relance("review", "correct", first, "--client", "C1", "F-001")
    got = learned(house)
    tap.check([(x["kind"], x["value"], x["client"]) for x in got] == [("writer", TAX, "C1")], "an answer teaches", got)
    tap.check(bool(got) and TAX in got[0]["example"], "with its example", got)
    after = verdict(house, TAX, WORDS)
    tap.check(after["client"] == "C1" and after["pause"] == ["F-001"] and after["decision"] == "suggest",
              "from then on he is heard, and asked about", after)
    tap.check(any("you have said so" in r["say"] for r in after["reasons"]), "and the reason says why", after["reasons"])
    false = verdict(house, TAX, WORDS, "fail")
    tap.check(not false["pause"], "a forger of his address is not", false)
    house.relance("review", "undo", first)
    tap.check(learned(house) == [] and not verdict(house, TAX, WORDS)["pause"], "taking the answer back ends it")
    again = house.query("SELECT id FROM suggestion WHERE state = 'open' ORDER BY id DESC")[0][0]
    house.relance("review", "correct", str(again), "--client", "C1", "F-001")
    house.relance("learned", "forget", str(learned(house)[0]["id"]))
    tap.check(learned(house) == [], "so does `learned forget`")
    tap.check(house.run("learned", "forget", "99").returncode != 0, "what was never learnt cannot be forgotten")
    own = write(house, "u2@c2.example", "Nous contestons la facture F-002.", "none")
    house.relance("review", "accept", own)
    tap.check(learned(house) == [], "who is known already teaches nothing", learned(house))


def main():
    house = House()
    try:
        house.write_conf(mode="draft")
        house.set_clock(NOW)
        house.register(3)
        house.relance("watch", "--once")
        house.relance("work", "--once")
        test(house)
    finally:
        house.stop()
    return tap.status()


sys.exit(main())
