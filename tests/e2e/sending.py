#!/usr/bin/python3
"""sending.py: what may happen to a letter between the yes and the proof that it left.

SPDX-License-Identifier: GPL-3.0-or-later

A server that puts its own Message-ID, a mode changed at the last moment, two mailboxes with an account
each, a ledger that is busy or full when the 250 comes, a stop while the server thinks, a refused
address: all against a real Dovecot and an SMTP server that misbehaves on request.
"""
import datetime
import os
import resource
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import US, House
from tap import check

PARIS = datetime.timezone(datetime.timedelta(hours=2))
NIGHT = datetime.datetime(2026, 9, 7, 5, 0, tzinfo=PARIS)
MORNING = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)


class Office(House):
    def fill(self, *clients):
        with open(self.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n" + "".join(
                f"C{k},Client {k} SARL,Une Personne,u@c{k}.example,c{k}.example,fr,FR\n" for k in clients))
        with open(self.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n" + "".join(
                f"F-{k},C{k},invoice,2026-07-27,2026-08-26,{k}00.00,{k}00.00,EUR\n" for k in clients))
        self.relance("import", self.dir + "/clients.csv", self.dir + "/invoices.csv")

    def states(self, client):
        return [s for (s,) in self.query(f"SELECT state FROM letter WHERE client = '{client}' ORDER BY id")]

    def is_in(self, client, state):
        return lambda: self.states(client)[-1:] == [state]

    def begin(self, client, *faults, **service):
        """A server with these faults, and a letter that is due."""
        self.stop_roles()
        relay = f"r{client}".lower()
        self.relay(relay, *faults)
        self.write_conf(relay=relay, **service)
        self.fill(client[1:])
        self.set_clock(MORNING)
        self.start_roles()
        return relay

    def put_in_sent(self, client):
        """What the provider, or a colleague's mail program, puts there; then some mail wakes the watch."""
        self.append("Sent", self.sent_mail(client))
        self.deliver((f"Return-Path: <news@shop.example>\r\nFrom: <news@shop.example>\r\nTo: {US}\r\n"
                      f"Date: Mon, 7 Sep 2026 11:00:00 +0200\r\nMessage-ID: <n.{client}@shop.example>\r\n"
                      "Subject: News\r\n\r\nNews.\r\n").encode())

    def sent_mail(self, client):
        """The last letter as its recipient has it, raw; it is in doubt before it is there."""
        address = f"u@{client.lower()}.example"
        self.wait("its arrival", lambda: self.letters(address))
        return self.letters(address)[-1]["mail"].as_bytes()


def replaced_id(house):
    relay = house.begin("C1", "new-id")
    house.wait("the letter", house.is_in("C1", "sent"))
    new = house.delivered(relay)[0]["new"]
    house.wait("the copy in Sent", lambda: len(house.folder("Sent")) == 1)
    house.put_in_sent("C1")
    house.wait("its reading", lambda: ("the copy of our own letter",) in house.query(
        f"SELECT words FROM message WHERE message_id = '{new.strip('<>')}'"))
    check(house.query("SELECT count(*) FROM hold WHERE client = 'C1'") == [(0,)],
          "the provider's copy under its own Message-ID is no colleague's mail")
    house.deliver((f"Return-Path: <x@other.example>\r\nFrom: <x@other.example>\r\nTo: {US}\r\n"
                   f"Date: Mon, 7 Sep 2026 11:00:00 +0200\r\nMessage-ID: <a1@other.example>\r\n"
                   f"In-Reply-To: {new}\r\nSubject: Bonjour\r\n\r\nNous contestons.\r\n").encode())
    house.wait("the answer", house.all_worked)
    check(house.query("SELECT client FROM message WHERE message_id = 'a1@other.example'") == [("C1",)],
          "an answer to that Message-ID is found to be this client's")


def replaced_in_doubt(house):
    house.begin("C2", "new-id", "deliver-drop")
    house.wait("the doubt", house.is_in("C2", "in_doubt"))
    house.put_in_sent("C2")
    house.wait("the proof", house.is_in("C2", "sent"))
    check(True, "a copy under another Message-ID proves a letter in doubt")


def bounce_of_replaced(house):
    relay = house.begin("C3", "new-id")
    house.wait("the letter", house.is_in("C3", "sent"))
    head = house.sent_mail("C3").split(b"\n\n")[0].replace(b"\r", b"").replace(b"\n", b"\r\n")
    house.deliver(b"Return-Path: <>\r\nFrom: MAILER-DAEMON@outbound.example\r\nTo: " + US.encode() +
                  b"\r\nDate: Mon, 7 Sep 2026 11:00:00 +0200\r\nMessage-ID: <b3@outbound.example>\r\n"
                  b"Subject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report;"
                  b" report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nNo.\r\n--x\r\n"
                  b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; outbound.example\r\n\r\n"
                  b"Final-Recipient: rfc822; u@c3.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\n"
                  b"Content-Type: text/rfc822-headers\r\n\r\n" + head + b"\r\n--x--\r\n")
    house.wait("the bounce", house.is_in("C3", "undelivered"))
    new = house.delivered(relay)[0]["new"].strip("<>")
    check(house.query(f"SELECT count(*) FROM letter_alias WHERE message_id = '{new}'") == [(1,)],
          "a bounce takes the step back by our token, and teaches the server's Message-ID")


def said_id(house):
    relay = house.begin("C4", "new-id", "say-id")
    house.wait("the letter", house.is_in("C4", "sent"))
    new = house.delivered(relay)[0]["new"].strip("<>")
    house.wait("the lesson", lambda: house.query(
        f"SELECT count(*) FROM letter_alias WHERE message_id = '{new}'") == [(1,)])
    check(True, "a Message-ID that the 250 names is learnt")


def mode_changes(house):
    house.begin("C5", mode="automatic")
    house.wait("the first", house.is_in("C5", "sent"))
    house.stop_roles()
    house.set_clock(NIGHT)
    house.fill(6, 7)
    house.relance("work", "--once")
    house.set_clock(MORNING)
    house.relance("watch", "--once")
    house.relance("work", "--once")
    check(house.states("C6") == ["queued"] and house.states("C7") == ["queued"],
          "in automatic mode both are queued", str(house.outbox()))
    house.write_conf(relay="rc5", mode="approve")
    house.start_roles()
    time.sleep(3)
    check(len(house.delivered("rc5")) == 1, "with mode = approve nothing leaves that was queued before")
    letter = str(house.query("SELECT id FROM letter WHERE client = 'C6'")[0][0])
    house.relance("outbox", "approve", letter)
    house.wait("the approved one", house.is_in("C6", "sent"))
    check(house.states("C7") == ["queued"], "only the one with the owner's yes leaves")
    house.write_conf(relay="rc5", mode="shadow")
    house.relance("outbox", "approve", str(house.query("SELECT id FROM letter WHERE client = 'C7'")[0][0]))
    time.sleep(3)
    check(house.states("C7") == ["queued"], "mode = shadow, written while the roles run, stops the next one")
    house.write_conf(relay="rc5", mode="automatic")
    house.relance("outbox", "--json")
    house.wait("the last", house.is_in("C7", "sent"))
    check(True, "and back")


def two_mailboxes(house):
    house.stop_roles()
    house.relay("first")
    house.relay("second")
    house.write_conf(relay="first")
    text = open(house.conf).read()
    head, rest = text.split("[mailbox compta]\n")
    box, service = rest.split("[service]\n")
    one = "[mailbox compta]\n" + box
    two = "[mailbox ventes]\n" + box.replace(house.env["FIRST_PORT"], house.env["SECOND_PORT"])
    service = "[service]\n" + service
    for order, client in ((one + two, 8), (two + one, 9)):
        open(house.conf, "w").write(head + order + service)
        house.set_clock(NIGHT)
        house.fill(client)
        house.relance("work", "--once")
    boxes = house.query("SELECT client, mailbox FROM letter WHERE client IN ('C8', 'C9') ORDER BY client")
    check(boxes == [("C8", "compta"), ("C9", "ventes")], "two letters of two mailboxes", str(boxes))
    house.set_clock(MORNING)
    house.start_roles()
    house.wait("both", lambda: house.is_in("C8", "sent")() and house.is_in("C9", "sent")())
    took = {name: [e["to"] for e in house.delivered(name)] for name in ("first", "second")}
    check(took == {"first": [["u@c8.example"]], "second": [["u@c9.example"]]},
          "each leaves by the account of its own mailbox", str(took))


def while_recording(house, client, trouble, what):
    """The server has taken the letter and waits 2 seconds with its 250; `trouble` comes in between."""
    relay = house.begin(client, "slow-dot:2")
    house.wait("the dot", lambda: house.delivered(relay))
    trouble()
    house.wait("the record", house.is_in(client, "sent"), 60)
    check(len(house.delivered(relay)) == 1, what)
    house.stop_roles()


def busy(house):
    db = sqlite3.connect(house.ledger, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    time.sleep(9)
    check(house.states("C10") == ["in_doubt"], "while another process writes, the 250 cannot be noted")
    db.execute("ROLLBACK")
    db.close()


def full(house):
    sender = [pid for pid in house.role_pids() if b"send" in open(f"/proc/{pid}/cmdline", "rb").read()][0]
    unlimited = resource.prlimit(sender, resource.RLIMIT_FSIZE)
    resource.prlimit(sender, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    time.sleep(5)
    check(house.states("C11") == ["in_doubt"], "on a full disk the 250 cannot be noted")
    resource.prlimit(sender, resource.RLIMIT_FSIZE, unlimited)


def stopped_in_window(house):
    relay = house.begin("C13", "silent-dot")
    house.wait("the dot", lambda: house.delivered(relay))
    began = time.time()
    house.process.terminate()
    time.sleep(1)
    house.process.send_signal(signal.SIGTERM)
    house.process.wait(60)
    took = time.time() - began
    house.process = None
    check(house.states("C13") == ["in_doubt"] and took < 8, f"a second signal ends it ({took:.0f} s)")
    house.start_roles()
    house.put_in_sent("C13")
    house.wait("the proof", house.is_in("C13", "sent"))
    check(len(house.delivered(relay)) == 1, "and evidence settles what was left in doubt")


def refused_address(house):
    house.begin("C14", "rcpt:550 5.1.1 no such user here")
    house.wait("the refusal", house.is_in("C14", "failed"))
    why = house.relance("why", "F-14")
    check("5.1.1 no such user here" in why and "u@c14.example" in why and "relance import" in why,
          "why tells what the server said of the address, and what to do", why)


def clock_ahead(house):
    house.stop_roles()
    house.relay("clock")
    house.write_conf(relay="clock")
    house.set_clock(MORNING)
    house.fill(15)
    house.set_clock(MORNING + datetime.timedelta(days=1500))
    house.relance("watch", "--once")
    house.relance("work", "--once")
    house.set_clock(MORNING)
    house.start_roles()
    house.wait("the word", lambda: "relance clock accept" in open(house.log).read())
    check("relance clock" in house.relance("status") and house.run("clock").returncode == 1,
          "a clock that was ahead is told of, and nothing leaves")
    check(not house.delivered("clock"), "nothing leaves meanwhile")
    house.stop_roles()
    house.relance("clock", "accept")
    house.start_roles()
    house.wait("the letter", house.is_in("C15", "sent"))
    check([e["to"] for e in house.delivered("clock")].count(["u@c15.example"]) == 1 and
          house.run("clock").returncode == 0, "after the owner's word it leaves, once")
    house.set_clock(MORNING + datetime.timedelta(days=1500))
    house.wait("a look in the future", lambda: house.query("SELECT max(seen_at) FROM folder")[0][0] >
               (MORNING + datetime.timedelta(days=1400)).timestamp())
    house.set_clock(MORNING + datetime.timedelta(hours=1))
    house.stop_roles()
    house.relance("clock", "accept")
    house.start_roles()
    seen = "SELECT seen_at FROM folder WHERE kind = 'inbox' AND mailbox = 'compta'"
    house.wait("a look", lambda: house.query(seen)[0][0] > 0)
    time.sleep(2)
    check(len({e["mid"] for e in house.delivered("clock")}) == len(house.delivered("clock")) and
          house.query("SELECT count(*) FROM reminder WHERE client = 'C15' AND step = 1") == [(1,)],
          "a clock ahead for a while sends no step a second time")


def main():
    house = Office()
    try:
        house.write_conf()
        house.set_clock(MORNING)
        wanted = sys.argv[1:]
        for scene in (replaced_id, replaced_in_doubt, bounce_of_replaced, said_id, mode_changes,
                      two_mailboxes, lambda h: while_recording(h, "C10", lambda: busy(h),
                                                               "busy for 9 seconds: noted as sent, once"),
                      lambda h: while_recording(h, "C11", lambda: full(h),
                                                "full for 5 seconds: noted as sent, once"),
                      stopped_in_window, refused_address, clock_ahead):
            if not wanted or scene.__name__ in wanted:
                scene(house)
    finally:
        house.stop()
    sys.exit(tap.status())


main()
