#!/usr/bin/python3
"""demo.py: the whole cycle of relance on an embedded mail server, in less than a minute.

SPDX-License-Identifier: GPL-3.0-or-later

A small invented company has fourteen clients and 44 invoices. Real roles run against a real Dovecot
and a real SMTP server; only the clock jumps. At the end everything is counted at the mail server,
and the exit status says whether it is as it should be.

  KEEP=1   leave it running and say how to look around
  KILL=1   kill -9 a random role every second; the table must be the same
"""
import csv
import datetime
import os
import random
import signal
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests", "mailserver"))

import mail
from house import House, PROGRAM, SERVER, US

PARIS = datetime.timezone(datetime.timedelta(hours=2))  # September: summer time
TTY = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
EXPECTED = {
    "reminders sent": 15,
    "withdrawn because a payment crossed": 2,
    "held by an answer": 8,
    "returned as undeliverable": 1,
    "forged messages that had an effect": 0,
    "sent twice": 0,
    "lost": 0,
}


def at(day, clock):
    hour, minute = clock.split(":")
    return datetime.datetime(2026, 9, day, int(hour), int(minute), tzinfo=PARIS)


def tell(words):
    print(f"\033[1m{words}\033[0m" if TTY else words, flush=True)


def say(words):
    print("  " + words, flush=True)


class Demo(House):
    def __init__(self):
        super().__init__()
        self.done = False
        self.killed = 0
        self.clients = {c["client_id"]: c for c in csv.DictReader(open(HERE + "/clients.csv"))}
        self.invoices = list(csv.DictReader(open(HERE + "/invoices.csv")))

    def set_clock(self, moment):
        super().set_clock(moment)
        self.hour = moment
        self.jumped = time.time()
        say(f"--- {moment:%A %-d %B, %H:%M} ---")

    def relay_with_hook(self):
        """The SMTP server that delivers a payment notice between the RCPT and the DATA of C06."""
        victim = self.clients["C06"]["emails"]
        path, flag = self.dir + "/notice.eml", self.dir + "/notice.done"
        with open(path, "wb") as f:
            f.write(self.notice("C06", at(7, "10:04")))
        self.relay("demo", f'rcpt-hook:[ "$TO" != {victim} ] || [ -e {flag} ] || '
                           f"{{ {self.dir}/deliver {self.root} {US} < {path} > {flag}; }}")
        self.delivered_to_us += 1

    def kill_roles_now_and_then(self):
        chance = random.Random(7)
        while not self.done:
            time.sleep(1)
            pids = [] if self.done else self.role_pids()
            if pids:
                try:
                    os.kill(chance.choice(pids), signal.SIGKILL)
                    self.killed += 1
                except ProcessLookupError:
                    pass

    def half_an_hour_later(self):
        self.hour += datetime.timedelta(minutes=31)
        self.set_clock(self.hour)
        self.wait("the question to the owner", lambda: not any(
            t["state"] == "in_doubt" for t in self.outbox()))

    def quiet(self):
        """Nothing more moves in the outbox at this hour."""
        moving = ("planned", "queued", "sending", "in_doubt", "ask_owner")
        if self.killed and time.time() - self.jumped > 8:
            # What a killed role put off for some minutes comes due.
            self.jumped = time.time()
            self.hour += datetime.timedelta(minutes=10)
            super().set_clock(self.hour)
        if self.killed and all(t["state"] not in ("planned", "queued", "sending") for t in self.outbox()):
            self.settle_doubts(self.half_an_hour_later, "demo")
        return self.all_worked() and not any(t["state"] in moving for t in self.outbox())

    # ---- writing to us

    def by_address(self, address):
        return next(c["name"] for c in self.clients.values() if c["emails"] == address)

    def reminded(self, client):
        return next(i for i in self.invoices
                    if i["client_id"] == client and i["due_date"].startswith("2026-08"))

    def money(self, client):
        i = self.reminded(client)
        euros, cents = i["open_amount"].split(".")
        if self.clients[client]["language"] == "en":
            return f"£{int(euros):,}.{cents}"
        return f"{int(euros):,}".replace(",", " ") + f",{cents} €"

    def notice(self, client, when):
        return mail.notice(self.money(client), self.clients[client]["name"],
                           self.reminded(client)["number"], when)

    def answer(self, client, text, when, **more):
        letter = self.letters(self.clients[client]["emails"])[0]
        words = text.format(number=self.reminded(client)["number"], amount=self.money(client))
        self.deliver(mail.reply(self.clients[client], letter, words, when, **more))

    # ---- the story

    def morning(self):
        tell("Menuiserie Kervadec has 14 clients, 44 invoices, and an accounting mailbox.")
        for kind in ("clients", "invoices"):
            say(self.relance("import", "--as", kind, f"{HERE}/{kind}.csv").strip().split("/")[-1])
        self.set_clock(at(7, "07:50"))
        self.start_roles()
        tell("relance starts: it watches the mailbox and plans the day.")
        self.wait("the plan", lambda: sum(t["state"] == "planned" for t in self.outbox()) >= 13)
        say("13 first reminders are written and wait for the office hours of their readers")
        tell("The bank announces a transfer from the sailing school: its reminder is withdrawn.")
        self.deliver(self.notice("C08", at(7, "07:52")))
        self.wait("the withdrawal",
                  lambda: any(t["client"] == "C08" and t["state"] == "withdrawn" for t in self.outbox()))
        say(next(t["why"] for t in self.outbox() if t["client"] == "C08"))

    def sending(self):
        self.set_clock(at(7, "10:05"))
        tell("The reminders leave, each after a last look at the mailbox. Between the RCPT and the DATA")
        tell("of the one to the estate agency, the notice of its payment comes in: RSET.")
        self.wait("the sending", self.quiet, 180)
        for t in self.outbox():
            if t["client"] == "C06":
                say(f"{t['subject']}: {t['state']}: {t['why']}")
        say(f"{len(self.delivered('demo'))} letters delivered")

    def answers(self):
        self.set_clock(at(7, "15:30"))
        tell("Clients answer: paid, promised, disputed, copy wanted, out of office; one address bounces;")
        tell("and somebody forges a \"we paid\" from a look-alike of the bookshop's domain.")
        when = at(7, "14:12")
        for client, text in mail.REPLIES.items():
            self.answer(client, text, when)
        self.answer("C04", mail.ABSENCE, when, headers=[("Auto-Submitted", "auto-replied")])
        self.answer("C05", mail.FORGERY, when, auth="fail",
                    address="hugo@librairie-du-pasage.example")
        garage = self.clients["C07"]["emails"]
        self.deliver(mail.bounce(self.letters(garage)[0], garage, when))
        self.wait("the answers", self.all_worked)
        for client, name in [(c["client_id"], c["name"]) for c in self.clients.values()]:
            for row in self.query("SELECT why, until_day FROM hold WHERE ended_at IS NULL AND client = "
                                  f"'{client}'")[:1]:
                say(f"{name}: {row[0]}")

    def two_weeks_later(self):
        tell("Two weeks later: the books show what the bank received, and the next step is due.")
        with open(self.dir + "/invoices.csv", "w", newline="") as f:
            w = csv.DictWriter(f, self.invoices[0])
            w.writeheader()
            for i in self.invoices:
                paid = i["client_id"] in ("C01", "C06", "C08", "C10") and i["due_date"] < "2026-09"
                w.writerow(dict(i, open_amount="0.00") if paid else i)
        say(self.relance("import", self.dir + "/invoices.csv").strip().split("/")[-1])
        self.set_clock(at(22, "10:10"))
        sent = lambda: len(self.delivered("demo"))
        before = sent()
        self.wait("the second reminders", lambda: sent() >= before + 4 and self.quiet(), 180)
        second = [self.by_address(e["to"][0]) for e in self.delivered("demo")[before:]]
        say("second reminders: " + ", ".join(sorted(second)))
        say("whoever answered is left in peace")

    # ---- counting, at the mail server

    def table(self):
        delivered = self.delivered("demo")
        in_boxes = [t["id"] for c in self.clients.values() for t in self.letters(c["emails"])]
        outbox = self.outbox()
        withdrawn = [t for t in outbox if t["state"] == "withdrawn" and t["client"] in ("C06", "C08")]
        held = {r[0] for r in self.query("SELECT client FROM hold")}
        bounced = [t for t in outbox if t["state"] == "undelivered"]
        in_ledger = self.query("SELECT count(DISTINCT message) FROM location WHERE folder IN "
                               "(SELECT id FROM folder WHERE kind = 'inbox')")[0][0]
        forged = "C05" in held
        return {
            "reminders sent": len(in_boxes),
            "withdrawn because a payment crossed": len({t["client"] for t in withdrawn}),
            "held by an answer": len(held - {"C07"}),
            "returned as undeliverable": len(bounced),
            "forged messages that had an effect": int(forged),
            "sent twice": len(in_boxes) - len(set(in_boxes)) + len(delivered) - len(in_boxes),
            "lost": self.delivered_to_us - in_ledger,
        }

    def show_table(self):
        got = self.table()
        tell("\nCounted at the mail server:")
        for name, n in got.items():
            mark = "" if n == EXPECTED[name] else f"   EXPECTED {EXPECTED[name]}"
            print(f"  {name:<38}{n:>4}{mark}")
        return got == EXPECTED

    def keep(self):
        print(f"""
It is still running. Look around:
  export RELANCE_NOW=@{self.clock_file}
  {PROGRAM} --config {self.conf} review
  {PROGRAM} --config {self.conf} why C06
  {PROGRAM} --config {self.conf} outbox
  {PROGRAM} --config {self.conf} plan --days 60
The clients' mailboxes: {self.root}/mail; the log: {self.log}
Stop it: kill {self.process.pid}; {SERVER}/stop --remove {self.root}""")


def main():
    began = time.time()
    d = Demo()
    ok = False
    try:
        d.relay_with_hook()
        d.write_conf("demo")
        d.set_clock(at(7, "07:50"))
        d.morning()
        if os.environ.get("KILL"):
            threading.Thread(target=d.kill_roles_now_and_then, daemon=True).start()
        d.sending()
        d.answers()
        d.two_weeks_later()
        d.done = True
        ok = d.show_table()
        if d.killed:
            print(f"\n{d.killed} roles were killed on the way")
        print(f"\n{time.time() - began:.0f} seconds; {'all as it should be' if ok else 'NOT as expected'}")
    finally:
        d.done = True
        if os.environ.get("KEEP") and d.process:
            d.keep()
        else:
            d.stop()
    sys.exit(0 if ok else 1)


main()
