#!/usr/bin/python3
"""drafts.py: mode = draft: letters lie in Drafts until a person sends them, or they are no longer right.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import US, House
from tap import check

PARIS = datetime.timezone(datetime.timedelta(hours=2))
MORNING = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)
CLIENTS = 7


class Drafts(House):
    def fill(self):
        with open(self.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n" + "".join(
                f"C{k},Client {k} SARL,Une Personne,u@c{k}.example,c{k}.example,fr,FR\n"
                for k in range(1, CLIENTS + 1)))
        with open(self.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n" + "".join(
                f"F-{k},C{k},invoice,2026-07-27,2026-08-26,{k}00.00,{k}00.00,EUR\n"
                for k in range(1, CLIENTS + 1)))
        self.relance("import", self.dir + "/clients.csv", self.dir + "/invoices.csv")

    def rounds(self, **env):
        """work decides, watch carries out; twice, as what one of them wrote the other reads."""
        codes = []
        for role in ("watch", "work", "watch", "work"):
            codes.append(self.run(role, "--once", **env).returncode)
        return codes

    def state(self, client):
        return self.query(f"SELECT state, draft FROM letter WHERE client = '{client}' ORDER BY id")[-1]

    def to(self, folder, client):
        """The messages of a folder that are addressed to the client: flags and raw."""
        return [(flags, raw) for flags, raw in self.folder(folder)
                if f"u@{client.lower()}.example".encode() in raw.partition(b"\r\n\r\n")[0]]

    def by_hand(self, client, action):
        """The owner opens the draft in a mail program that keeps neither Message-ID nor our header."""
        box = self.imap()
        box.select("Drafts")
        _, found = box.uid("SEARCH", "HEADER", "To", f"u@{client.lower()}.example")
        uid = found[0].split()[-1].decode()
        _, answer = box.uid("FETCH", uid, "(BODY.PEEK[])")
        raw = answer[0][1]
        mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
        del mail["X-Relance-Ref"]
        del mail["Message-ID"]
        mail["Message-ID"] = f"<by-hand-{client}@mailprogram.example>"
        if action == "send":
            box.append("Sent", "(\\Seen)", None, mail.as_bytes())
        if action == "change":
            box.append("Drafts", "(\\Seen \\Draft)", None, mail.as_bytes() + b"\r\nA word of mine.\r\n")
        box.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)")
        box.uid("EXPUNGE", uid)
        box.logout()

    def paid(self, client):
        k = client[1:]
        with open(self.dir + "/paid.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n"
                    f"F-{k},C{k},invoice,2026-07-27,2026-08-26,{k}00.00,0.00,EUR\n")
        self.relance("import", self.dir + "/paid.csv")


def crashes(house):
    """Killed at each durable step of watch: never two drafts of one letter."""
    twice = points = 0
    for n in range(1, 60):
        if -9 not in house.rounds(RELANCE_DIE_AT=n, RELANCE_DIE_ROLE="watch"):
            break
        points += 1
        twice += max((len(house.to("Drafts", f"C{k}")) for k in range(1, CLIENTS + 1)), default=0) > 1
    house.rounds()
    there = [len(house.to("Drafts", f"C{k}")) for k in range(1, CLIENTS + 1)]
    check(points >= 5 and not twice and there == [1] * CLIENTS,
          f"killed at {points} points, each letter lies in Drafts once", f"{twice} {there}")


def main():
    house = Drafts()
    try:
        house.write_conf(mode="draft")
        house.set_clock(MORNING)
        house.fill()
        crashes(house)
        flags, raw = house.to("Drafts", "C1")[0]
        mail = email.message_from_bytes(raw)
        token = house.query("SELECT token FROM letter WHERE client = 'C1'")[0][0]
        check("\\Draft" in flags and mail["X-Relance-Ref"] == token, "marked as a draft, with our token")
        before = house.folder("Drafts")
        house.rounds()
        check(house.folder("Drafts") == before, "a further look changes nothing")
        check("7 in Drafts, for you to send" in house.relance("status"), "status tells of them")

        house.by_hand("C1", "send")
        house.rounds()
        check(house.state("C1") == ("sent", "gone"), "what the owner sends is known by the token in its text",
              str(house.state("C1")))
        check(house.query("SELECT step FROM reminder WHERE client = 'C1'") == [(1,)], "and the step counts")
        house.deliver((f"Return-Path: <u@c1.example>\r\nFrom: <x@c1-group.example>\r\nTo: {US}\r\n"
                       "Date: Mon, 7 Sep 2026 11:00:00 +0200\r\nMessage-ID: <a1@c1-group.example>\r\n"
                       "In-Reply-To: <by-hand-C1@mailprogram.example>\r\nSubject: Bonjour\r\n\r\n"
                       "Nous contestons cette facture.\r\n").encode())
        house.rounds()
        check(house.query("SELECT client FROM message WHERE message_id = 'a1@c1-group.example'") == [("C1",)],
              "an answer to the Message-ID of his mail program is in the thread")

        house.paid("C2")
        house.rounds()
        check(house.state("C2") == ("withdrawn", "gone") and not house.to("Drafts", "C2") and
              len(house.to("Trash", "C2")) == 1, "a payment moves an untouched draft to Trash",
              str(house.state("C2")))

        house.by_hand("C3", "change")
        house.rounds()
        check(house.state("C3") == ("queued", "there"), "a draft that was changed is still that letter")
        house.paid("C3")
        house.rounds()
        check(house.state("C3") == ("withdrawn", "changed") and len(house.to("Drafts", "C3")) == 1,
              "a payment leaves a changed draft alone", str(house.state("C3")))
        check("delete them from Drafts" in house.relance("status"), "and status asks the owner to remove it")
        house.by_hand("C3", "send")
        house.rounds()
        check(house.state("C3") == ("withdrawn", "gone") and
              house.query("SELECT step FROM reminder WHERE client = 'C3'") == [(1,)],
              "if he sends it all the same, the register knows that the client has it", str(house.state("C3")))

        house.by_hand("C4", "remove")
        house.rounds()
        check(house.state("C4") == ("queued", "gone"), "a draft that disappears may just be on its way")
        house.set_clock(MORNING + datetime.timedelta(minutes=31))
        house.rounds()
        check(house.state("C4") == ("withdrawn", "gone") and
              house.query("SELECT kind FROM hold WHERE client = 'C4'") == [("owner",)],
              "after half an hour it was the owner's no: his reminders wait", str(house.state("C4")))

        house.write_conf(mode="automatic")
        house.start_roles()
        house.deliver((f"Return-Path: <n@shop.example>\r\nFrom: <n@shop.example>\r\nTo: {US}\r\nDate: Mon, 7 "
                       "Sep 2026 11:00:00 +0200\r\nMessage-ID: <n@shop.example>\r\n\r\nNews.\r\n").encode())
        house.wait("the mail to be worked", house.all_worked)
        house.wait("a quiet moment", lambda: house.query("SELECT count(*) FROM letter WHERE state = 'sending'") ==
                   [(0,)])
        check(not house.delivered(), "what lies in Drafts is never sent by relance too")
        house.stop_roles()
        check(all(house.state(f"C{k}") == ("queued", "there") for k in (5, 6, 7)), "and stays there")
    finally:
        house.stop()
    sys.exit(tap.status())


main()
