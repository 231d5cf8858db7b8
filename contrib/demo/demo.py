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
import email
import email.policy
import glob
import json
import os
import random
import shutil
import signal
import smtplib
import sqlite3
import subprocess
import sys
import threading
import time

import mail

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SERVER = os.path.join(TOP, "tests", "mailserver")
PROGRAM = os.path.abspath(os.environ.get("RELANCE", os.path.join(TOP, "build", "relance")))
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


class Demo:
    def __init__(self):
        self.root = subprocess.check_output([os.path.join(SERVER, "start")], text=True).strip()
        self.env = dict(line.strip().split("=", 1) for line in open(self.root + "/env"))
        self.dir = self.root + "/relance"
        os.mkdir(self.dir, 0o700)
        self.clock_file = self.dir + "/now"
        self.conf = self.dir + "/relance.conf"
        self.ledger = self.dir + "/relance.db"
        self.delivered_to_us = 0
        self.run = None
        self.done = False
        self.clients = {c["client_id"]: c for c in csv.DictReader(open(HERE + "/clients.csv"))}
        self.invoices = list(csv.DictReader(open(HERE + "/invoices.csv")))

    # ---- setting the stage

    def relay_with_hook(self):
        """The SMTP server that delivers a payment notice between the RCPT and the DATA of C06."""
        victim = self.clients["C06"]["emails"]
        path = self.dir + "/notice.eml"
        with open(path, "wb") as f:
            f.write(self.notice("C06", at(7, "10:04")))
        flag = self.dir + "/notice.done"
        hook = (f'[ "$TO" != {victim} ] || [ -e {flag} ] || '
                f"{{ {SERVER}/deliver {self.root} {mail.US} < {path} > {flag}; }}")
        os.chmod(self.dir, 0o777)
        subprocess.check_call([SERVER + "/relay", self.root, "demo", "--fault", "rcpt-hook:" + hook])
        self.env = dict(line.strip().split("=", 1) for line in open(self.root + "/env"))
        self.delivered_to_us += 1

    def write_conf(self):
        with open(self.conf, "w") as f:
            f.write(f"""[company]
name = Menuiserie Kervadec
address = {mail.US}
domain = menuiserie-kervadec.example
authserv_id = {mail.MX}
service = Service Comptabilité
street = 12 quai de la Fosse
street = 44000 Nantes
phone = 02 40 00 00 00
iban = FR7630006000011234567890189
[mailbox compta]
imap_host = localhost
imap_port = {self.env["IMAPS_PORT"]}
ca_file = {self.env["CA_FILE"]}
user = {mail.US}
password_command = echo test
smtp_host = 127.0.0.1
smtp_port = {self.env["DEMO_PORT"]}
smtp_security = plain
smtp_user = none
from = {mail.US}
[service]
ledger = relance.db
mode = automatic
settle_seconds = 0
""")
        os.chmod(self.conf, 0o600)

    def set_clock(self, moment):
        with open(self.clock_file + ".new", "w") as f:
            f.write(moment.isoformat() + "\n")
        os.rename(self.clock_file + ".new", self.clock_file)
        if self.run:
            self.relance("outbox", "--json")  # rings the roles
        say(f"--- {moment:%A %-d %B, %H:%M} ---")

    def relance(self, *args):
        env = dict(os.environ, RELANCE_NOW="@" + self.clock_file, NO_COLOR="1")
        r = subprocess.run([PROGRAM, "--config", self.conf, *args], env=env, text=True,
                           capture_output=True)
        if r.returncode not in (0, 1):
            sys.exit(f"relance {' '.join(args)}: {r.stderr}")
        return r.stdout

    def start_roles(self):
        env = dict(os.environ, RELANCE_NOW="@" + self.clock_file)
        log = open(self.dir + "/log", "ab")
        self.run = subprocess.Popen([PROGRAM, "--config", self.conf, "run"], env=env, stderr=log,
                                    start_new_session=True)

    def kill_roles_now_and_then(self):
        chance = random.Random(7)
        while not self.done:
            time.sleep(1)
            out = subprocess.run(["pgrep", "-P", str(self.run.pid)], capture_output=True, text=True)
            pids = [int(p) for p in out.stdout.split()]
            if pids and not self.done:
                try:
                    os.kill(chance.choice(pids), signal.SIGKILL)
                except ProcessLookupError:
                    pass

    # ---- looking

    def query(self, sql):
        with sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=10) as db:
            return db.execute(sql).fetchall()

    def wait(self, what, ready, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            if ready():
                return
            time.sleep(0.05)
        print(open(self.dir + "/log").read()[-3000:])
        self.stop()
        sys.exit(f"demo: {what} did not happen within {seconds} seconds; the log stands above")

    def all_worked(self):
        rows = dict(self.query("SELECT state, count(*) FROM message WHERE id IN (SELECT message FROM "
                               "location WHERE folder IN (SELECT id FROM folder WHERE kind = 'inbox'))"
                               " GROUP BY state"))
        waiting = rows.get("new", 0) + rows.get("claimed", 0)
        return waiting == 0 and sum(rows.values()) >= self.delivered_to_us

    def outbox(self):
        return [json.loads(line) for line in self.relance("outbox", "--json").splitlines()]

    def quiet(self):
        """Nothing more moves in the outbox at this hour."""
        states = {}
        for letter in self.outbox():
            states.setdefault(letter["state"], []).append(letter)
        busy = [t for s in ("queued", "sending", "in_doubt") for t in states.get(s, [])]
        planned = [t for t in states.get("planned", [])]
        return not busy and not planned and self.all_worked()

    def server_log(self):
        with open(self.root + "/log/demo.jsonl") as f:
            return [json.loads(line) for line in f]

    def letters(self, address):
        """What the client finds in his mailbox: the server's own files."""
        found = []
        for path in glob.glob(f"{self.root}/mail/{address}/Maildir/*/*"):
            if "/tmp/" in path or not os.path.isfile(path) or "dovecot" in path:
                continue
            if os.path.basename(os.path.dirname(path)) not in ("new", "cur"):
                continue
            m = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
            text = m.get_body(("plain",)).get_content()
            found.append({"id": m["Message-ID"], "subject": m["Subject"], "text": text,
                          "subject_ascii": m["Subject"].encode("ascii", "replace").decode()})
        return found

    # ---- writing to us

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

    def deliver(self, raw):
        with smtplib.LMTP("127.0.0.1", int(self.env["LMTP_PORT"])) as lmtp:
            lmtp.sendmail("client@client.test", [mail.US], raw)
        self.delivered_to_us += 1

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
        self.wait("the sending", self.quiet)
        for t in self.outbox():
            if t["client"] == "C06":
                say(f"{t['subject']}: {t['state']}: {t['why']}")
        say(f"{sum(e['event'] == 'delivered' for e in self.server_log())} letters delivered")

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
        sent = lambda: sum(e["event"] == "delivered" for e in self.server_log())
        before = sent()
        self.wait("the second reminders", lambda: sent() >= before + 4 and self.quiet())
        say(f"{sent() - before} second reminders delivered; whoever answered is left in peace")

    # ---- counting, at the mail server

    def table(self):
        delivered = [e for e in self.server_log() if e["event"] == "delivered"]
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

    def stop(self):
        self.done = True
        if self.run:
            self.run.terminate()
            try:
                self.run.wait(30)
            except subprocess.TimeoutExpired:
                self.run.kill()
        subprocess.call([SERVER + "/stop", self.root])

    def keep(self):
        print(f"""
It is still running. Look around:
  export RELANCE_NOW=@{self.clock_file}
  {PROGRAM} --config {self.conf} review
  {PROGRAM} --config {self.conf} why C06
  {PROGRAM} --config {self.conf} outbox
  {PROGRAM} --config {self.conf} plan --days 60
The clients' mailboxes: {self.root}/mail; the log: {self.dir}/log
Stop it: kill {self.run.pid}; {SERVER}/stop --remove {self.root}""")


def main():
    began = time.time()
    d = Demo()
    ok = False
    try:
        d.relay_with_hook()
        d.write_conf()
        d.set_clock(at(7, "07:50"))
        d.morning()
        if os.environ.get("KILL"):
            threading.Thread(target=d.kill_roles_now_and_then, daemon=True).start()
        d.sending()
        d.answers()
        d.two_weeks_later()
        d.done = True
        ok = d.show_table()
        print(f"\n{time.time() - began:.0f} seconds; {'all as it should be' if ok else 'NOT as expected'}")
    finally:
        if os.environ.get("KEEP") and d.run:
            d.keep()
        else:
            d.stop()
            shutil.rmtree(d.root, ignore_errors=True)
    sys.exit(0 if ok else 1)


main()
