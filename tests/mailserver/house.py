"""house.py: relance beside a throw-away mail server, for the demonstration and the tests.

SPDX-License-Identifier: GPL-3.0-or-later

A House owns a server (see start), a folder with relance.conf and ledger, and a clock that can jump:
RELANCE_NOW=@FILE. What the server's own logs and folders say is the truth that tests count.
"""
import email
import email.policy
import glob
import imaplib
import json
import os
import shutil
import smtplib
import sqlite3
import subprocess
import time

SERVER = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(SERVER))
PROGRAM = os.path.abspath(os.environ.get("RELANCE") or
                          os.path.join(TOP, os.environ.get("B", "build"), "relance"))
US = "compta@menuiserie-kervadec.example"
DOMAIN = US.split("@")[1]
MX = "mx." + DOMAIN


class Failed(Exception):
    pass


class House:
    def __init__(self):
        self.root = subprocess.check_output([os.path.join(SERVER, "start")], text=True).strip()
        self.dir = self.root + "/relance"
        os.mkdir(self.dir)
        os.chmod(self.dir, 0o777)  # hooks of the relay run as another user,
        shutil.copy(SERVER + "/deliver", self.dir)  # who need not be able to enter the checkout
        self.clock_file = self.dir + "/now"
        self.conf = self.dir + "/relance.conf"
        self.ledger = self.dir + "/relance.db"
        self.log = self.dir + "/log"
        self.delivered_to_us = 0
        self.process = None
        self.read_env()

    def read_env(self):
        self.env = dict(line.strip().split("=", 1) for line in open(self.root + "/env"))

    # ---- setting up

    def relay(self, name, *faults):
        """One more SMTP server; its log is server_log(name)."""
        args = [word for fault in faults for word in ("--fault", fault)]
        subprocess.check_call([SERVER + "/relay", self.root, name, *args])
        self.read_env()

    def write_conf(self, relay="smtp", **service):
        settings = {"ledger": "relance.db", "mode": "automatic", "settle_seconds": 0,
                    "letters_per_hour": 100000, "letters_per_day": 100000, **service}
        port = self.env[relay.upper().replace("-", "_") + "_PORT"]
        with open(self.conf, "w") as f:
            f.write(f"""[company]
name = Menuiserie Kervadec
address = {US}
domain = {DOMAIN}
authserv_id = {MX}
service = Service Comptabilité
street = 12 quai de la Fosse
street = 44000 Nantes
phone = 02 40 00 00 00
iban = FR7630006000011234567890189
[mailbox compta]
imap_host = localhost
imap_port = {self.env["IMAPS_PORT"]}
ca_file = {self.env["CA_FILE"]}
user = {US}
password_command = echo test
smtp_host = 127.0.0.1
smtp_port = {port}
smtp_security = plain
smtp_user = none
from = {US}
[service]
""" + "".join(f"{key} = {value}\n" for key, value in settings.items()))
        os.chmod(self.conf, 0o600)

    def set_clock(self, moment):
        with open(self.clock_file + ".new", "w") as f:
            f.write(moment.isoformat() + "\n")
        os.rename(self.clock_file + ".new", self.clock_file)
        if self.process:
            self.relance("outbox", "--json")  # rings the roles

    def register(self, clients):
        """Clients C1, C2 … who write as u1@c1.example, each with one invoice, F-001 …, long overdue."""
        with open(self.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n")
            for n in range(1, clients + 1):
                f.write(f"C{n},Client {n} SARL,Personne {n},u{n}@c{n}.example,c{n}.example,fr,FR\n")
        with open(self.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n")
            for n in range(1, clients + 1):
                f.write(f"F-{n:03d},C{n},invoice,2026-07-27,2026-08-26,{n}00.00,{n}00.00,EUR\n")
        self.relance("import", self.dir + "/clients.csv", self.dir + "/invoices.csv")

    # ---- running

    def environment(self, **more):
        return dict(os.environ, RELANCE_NOW="@" + self.clock_file, NO_COLOR="1",
                    **{key: str(value) for key, value in more.items()})

    def run(self, *args, **env):
        """One call of the program: the finished process, whatever its status."""
        return subprocess.run([PROGRAM, "--config", self.conf, *args], env=self.environment(**env),
                              text=True, capture_output=True)

    def relance(self, *args, **env):
        r = self.run(*args, **env)
        if r.returncode not in (0, 1):
            raise Failed(f"relance {' '.join(args)}: status {r.returncode}: {r.stderr}")
        return r.stdout

    def start_roles(self, **env):
        self.process = subprocess.Popen([PROGRAM, "--config", self.conf, "run"],
                                        env=self.environment(**env), stderr=open(self.log, "ab"),
                                        start_new_session=True)

    def role_pids(self):
        out = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in out.stdout.split()]

    def wait(self, what, ready, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            if ready():
                return
            if self.process and self.process.poll() is not None:
                break
            time.sleep(0.05)
        tail = open(self.log).read()[-3000:] if os.path.exists(self.log) else ""
        raise Failed(f"{what} did not happen within {seconds} seconds\n{tail}")

    def stop_roles(self):
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process = None

    def stop(self, remove=True):
        self.stop_roles()
        subprocess.call([SERVER + "/stop", self.root])
        if remove:
            shutil.rmtree(self.root, ignore_errors=True)

    # ---- writing to us

    def deliver(self, raw, address=US, sender="client@client.test"):
        with smtplib.LMTP("127.0.0.1", int(self.env["LMTP_PORT"])) as lmtp:
            lmtp.sendmail(sender, [address], raw)
        self.delivered_to_us += address == US

    def sort_by_rule(self):
        """From now on mail with X-Sort-To goes into that folder, as a rule of the owner's would do."""
        home = f"{self.root}/mail/{US}"
        os.makedirs(home, exist_ok=True)
        with open(home + "/.dovecot.sieve", "w") as f:
            f.write('require ["fileinto", "mailbox", "variables"];\n'
                    'if header :matches "X-Sort-To" "*" { fileinto :create "${1}"; }\n')
        owner = os.stat(self.root + "/mail")
        for path in (home, home + "/.dovecot.sieve"):
            os.chown(path, owner.st_uid, owner.st_gid)

    def deliver_to(self, folder, raw, address=US):
        self.deliver(b"X-Sort-To: " + folder.encode() + b"\r\n" + raw, address)
        self.delivered_to_us -= address == US  # not into INBOX

    def imap(self, address=US):
        """A colleague's mail program."""
        box = imaplib.IMAP4("127.0.0.1", int(self.env["IMAP_PORT"]))
        box.login(address, "test")
        return box

    def append(self, folder, raw, flags="(\\Seen)"):
        session = self.imap()
        session.append(folder, flags, None, raw)
        session.logout()

    def folder(self, name):
        """The raw messages of a folder with their flags."""
        session = self.imap()
        session.select(name, readonly=True)
        _, answer = session.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")
        session.logout()
        return [(a[0].decode(), a[1]) for a in answer if isinstance(a, tuple)]

    # ---- looking

    def query(self, sql):
        with sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=10) as db:
            return db.execute(sql).fetchall()

    def inbox_states(self):
        """How many messages of INBOX are in which state of work."""
        return dict(self.query(
            "SELECT state, count(*) FROM message WHERE id IN (SELECT message FROM location WHERE folder"
            " IN (SELECT id FROM folder WHERE kind = 'inbox')) GROUP BY state"))

    def all_worked(self):
        rows = self.inbox_states()
        waiting = rows.get("new", 0) + rows.get("claimed", 0)
        return waiting == 0 and sum(rows.values()) >= self.delivered_to_us

    def outbox(self):
        return [json.loads(line) for line in self.relance("outbox", "--json").splitlines()]

    def server_log(self, name="smtp"):
        path = f"{self.root}/log/{name}.jsonl"
        if not os.path.exists(path):
            return []
        return [json.loads(line) for line in open(path) if line.endswith("\n")]  # the last may grow yet

    def delivered(self, name="smtp"):
        return [e for e in self.server_log(name) if e["event"] == "delivered"]

    def settle_doubts(self, jump, name="smtp"):
        """What an owner does with letters whose fate nobody knows: he looks whether they arrived.

        `jump` moves the clock past the time that a copy in Sent may take."""
        doubts = self.query("SELECT id, message_id FROM letter WHERE state IN ('in_doubt', 'ask_owner')")
        arrived = {e["mid"].strip("<>") for e in self.delivered(name)}
        if any(mid not in arrived for _, mid in doubts):
            jump()
        for letter, mid in doubts:
            self.relance("outbox", "release", str(letter), "sent" if mid in arrived else "again")
        return len(doubts)

    def letters(self, address):
        """What the client finds in his mailbox: the server's own files, oldest first."""
        found = []
        for path in sorted(glob.glob(f"{self.root}/mail/{address}/Maildir/new/*") +
                           glob.glob(f"{self.root}/mail/{address}/Maildir/cur/*")):
            m = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
            text = m.get_body(("plain",)).get_content()
            found.append({"id": m["Message-ID"], "subject": m["Subject"], "text": text, "mail": m})
        return found
