#!/usr/bin/python3
"""loops.py: a month among answerers: a second relance, Dovecot's vacation, a robot that hides that it is one.

SPDX-License-Identifier: GPL-3.0-or-later

Two relances dun each other on one server; each reads every mail that the other writes. A gateway cuts off the
header that would keep the vacation quiet. The robot answers each mail, as a person would, with the same wish. However long
they go on: one automatic mail a case, and every day comes to rest.
"""
import datetime
import glob
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "mailserver"), os.path.join(HERE, "..", "..", "contrib", "demo")]

import mail
import tap
from house import DOMAIN, MX, US, House

PARIS = datetime.timezone(datetime.timedelta(hours=2))
MORNING = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)
DAYS = (0, 1, 2, 4, 7, 8, 11, 15, 18, 22, 25, 28, 30)
THEIR_DOMAIN = "atelier-corbeline.example"
THEM = "compta@" + THEIR_DOMAIN
GATE, AWAY, ROBOT = "compta@vacances.example", "lea@vacances.example", "service@robot.example"
ROUNDS = 12  # more in one day is a loop
# Our own mail server's word on who wrote, as every mailbox of this test has it.
WORD = """require ["editheader", "variables"];
if address :domain :matches "from" "*" {{
  addheader "Authentication-Results" "{mx}; dkim=pass header.d=${{1}}; dmarc=pass header.from=${{1}}";
}}
"""
# What a gateway of the client's leaves of our letters; Dovecot never answers what says that it is automatic.
HIDDEN = (b"auto-submitted:", b"x-auto-response-suppress:")
VACATION = f"""require ["vacation", "vacation-seconds"];
vacation :seconds 0 :addresses ["{GATE}"] :from "Léa Robin <{GATE}>" :subject "Absence"
  "Je suis en congé jusqu'au 30 septembre 2026.";
"""


class Neighbour(House):
    """Another relance on the server of the first, under the same clock."""

    def __init__(self, first):
        self.root, self.dir, self.clock_file = first.root, first.root + "/neighbour", first.clock_file
        os.mkdir(self.dir)
        self.conf, self.ledger, self.log = (self.dir + name for name in ("/relance.conf", "/relance.db", "/log"))
        self.process = None
        self.read_env()

    def write_conf(self, **service):
        House.write_conf(self, **service)
        text = open(self.conf).read().replace(DOMAIN, THEIR_DOMAIN).replace("Menuiserie Kervadec", "Atelier Corbeline")
        open(self.conf, "w").write(text)


def sieve(house, address, script):
    home = f"{house.root}/mail/{address}"
    os.makedirs(home, exist_ok=True)
    open(home + "/.dovecot.sieve", "w").write(script)
    owner = os.stat(house.root + "/mail")
    for path in (home, home + "/.dovecot.sieve"):
        os.chown(path, owner.st_uid, owner.st_gid)


def furnish(house, clients):
    """clients: (id, name, contact, address)."""
    house.write_conf(mode="automatic", settle_seconds=0)
    copy = house.dir + "/copy.pdf"
    open(copy, "wb").write(b"%PDF-1.4\n% the invoice\n")
    os.chmod(copy, 0o644)
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n")
        f.writelines(f"{i},{name},{contact},{a},{a.split('@')[1]},fr,FR\n" for i, name, contact, a in clients)
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency,file\n")
        f.writelines(f"FA-2026-{i},{i},invoice,2026-07-27,2026-08-26,300.00,300.00,EUR,{copy}\n" for i, *_ in clients)
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")


class Month:
    def __init__(self, us, them):
        self.us, self.them, self.now, self.robot_saw, self.written = us, them, MORNING, 0, 0
        self.gate_saw = 0

    def inbox(self, address):
        return len(glob.glob(f"{self.us.root}/mail/{address}/Maildir/new/*") +
                   glob.glob(f"{self.us.root}/mail/{address}/Maildir/cur/*"))

    def worked(self, house, address):
        rows = house.inbox_states()
        return rows.get("new", 0) + rows.get("claimed", 0) == 0 and sum(rows.values()) >= self.inbox(address)

    def at_rest(self):
        return all(self.worked(house, address) and not house.query(
            "SELECT 1 FROM letter WHERE state IN ('queued', 'sending', 'in_doubt')")
            for house, address in ((self.us, US), (self.them, THEM)))

    def ring(self):
        for house in (self.us, self.them):
            house.relance("outbox", "--json")

    def moved(self):
        """How many mails lie anywhere."""
        return sum(self.inbox(a) for a in (US, THEM, GATE, AWAY, ROBOT))

    def robot(self):
        """Answers each of our letters in a person's words; True: it has answered one."""
        letters = self.us.letters(ROBOT)
        client = {"contact_name": "Paul Noir", "emails": ROBOT, "language": "fr"}
        for letter in letters[self.robot_saw:]:
            self.written += 1
            when = self.now + datetime.timedelta(seconds=self.written)
            self.us.deliver(mail.reply(client, letter, "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-R1.\n\nPaul Noir",
                                       when), sender=ROBOT)
        fresh = len(letters) > self.robot_saw
        self.robot_saw = len(letters)
        return fresh

    def gateway(self):
        """Hands our letters on without the headers that say what they are; True: there was one."""
        paths = sorted(glob.glob(f"{self.us.root}/mail/{GATE}/Maildir/new/*"))
        for path in paths[self.gate_saw:]:
            head, body = open(path, "rb").read().replace(b"\r\n", b"\n").split(b"\n\n", 1)
            kept = [line for line in head.split(b"\n") if not line.lower().startswith(HIDDEN)]
            self.us.deliver(b"\r\n".join(kept) + b"\r\n\r\n" + body.replace(b"\n", b"\r\n"), address=AWAY, sender=US)
        fresh = len(paths) > self.gate_saw
        self.gate_saw = len(paths)
        return fresh

    def come_to_rest(self):
        """How many rounds it took until nobody had anything to say."""
        for n in range(1, ROUNDS + 1):
            self.ring()
            self.us.wait("both at rest", self.at_rest, 60)
            before = self.moved()
            answered = self.robot() + self.gateway()
            time.sleep(0.3)  # a vacation's answer is on its way
            if not answered and self.moved() == before and self.at_rest():
                return n
        return ROUNDS + 1

    def day(self, n):
        self.now = MORNING + datetime.timedelta(days=n)
        self.us.set_clock(self.now)
        return self.come_to_rest()

    def ask(self, sender, name, subject, text, to=US, mx=MX):
        raw = mail.message((name, sender), subject, text, self.now)
        self.us.deliver(raw.replace(b"To: " + US.encode(), b"To: " + to.encode()).replace(MX.encode(), mx.encode()),
                        address=to, sender=sender)


def answers(house, client):
    return house.query(f"SELECT template FROM letter WHERE kind = 'answer' AND client = '{client}'")


def reminders(house, client):
    return house.query(f"SELECT count(*) FROM letter WHERE kind = 'reminder' AND client = '{client}' AND state IN"
                       " ('sent', 'undelivered')")[0][0]


def judge(month, rounds):
    us, them = month.us, month.them
    tap.check(max(rounds) <= 4, f"every day comes to rest, the longest after {max(rounds)} rounds", rounds)
    tap.same([a for a, in answers(us, "B1")], ["invoice-copy"], "who asked at the neighbour's was answered, once")
    tap.same([a for a, in answers(them, "A1")], ["invoice-copy"], "and the neighbour answered ours, once")
    robot = [a for a, in answers(us, "R1")]
    tap.same(robot, ["invoice-copy"], f"a robot that asked {month.written} times got one automatic mail")
    tap.check(month.written >= 2, "and it did go on asking", month.written)
    tap.same(answers(us, "V1"), [], "a vacation got none")
    tap.check(vacations(us) >= 1, f"although it answered ({vacations(us)})")
    tap.check(reminders(us, "V1") >= 1 and reminders(us, "B1") >= 1 and reminders(them, "A1") >= 1,
              "each had been reminded", (reminders(us, "V1"), reminders(us, "B1"), reminders(them, "A1")))
    ours = {e["mid"] for e in us.delivered() if e["to"] == [THEM]}
    tap.check(len(ours) == len([e for e in us.delivered() if e["to"] == [THEM]]), "nothing left twice")


def vacations(house):
    return sum(b"Subject: Absence" in open(path, "rb").read()
               for path in glob.glob(f"{house.root}/mail/{US}/Maildir/*/*"))


def main():
    us = House()
    them = Neighbour(us)
    month = Month(us, them)
    try:
        us.set_clock(MORNING)
        for address, mx in ((US, MX), (THEM, "mx." + THEIR_DOMAIN)):
            sieve(us, address, WORD.format(mx=mx))
        sieve(us, AWAY, VACATION)
        furnish(us, [("B1", "Atelier Corbeline", "Luc Garnier", THEM), ("V1", "Vacances SARL", "Léa Robin", GATE),
                     ("R1", "Robot SARL", "Paul Noir", ROBOT)])
        furnish(them, [("A1", "Menuiserie Kervadec", "Anne Le Goff", US)])
        us.start_roles()
        them.start_roles()
        rounds = [month.day(0)]
        month.ask(THEM, "Luc Garnier", "Facture FA-2026-B1", "Bonjour,\n\nPouvez-vous nous renvoyer la facture FA-2026-B1 ?\n\nLuc Garnier")
        month.ask(US, "Anne Le Goff", "Facture FA-2026-A1", "Bonjour,\n\nPouvez-vous nous renvoyer la facture FA-2026-A1 ?\n\nAnne Le Goff",
                  THEM, "mx." + THEIR_DOMAIN)
        rounds += [month.day(n) for n in DAYS[1:]]
        judge(month, rounds)
    finally:
        them.stop_roles()
        us.stop()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
