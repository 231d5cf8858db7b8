#!/usr/bin/python3
"""agreements.py: what is agreed and noted outside of mail: discounts, plans, calls, the post, one's own letters.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "mailserver"))
import tap

PROGRAM = os.path.abspath(os.path.join(os.environ.get("B", os.path.join(TOP, "build")), "relance"))
CONF = """[company]
name = Atelier Corbeline SAS
address = comptabilite@atelier-corbeline.example
country = FR
language = fr
iban = FR7630006000011234567890189
[mailbox compta]
imap_host = localhost
user = x
password_command = true
from = comptabilite@atelier-corbeline.example
[service]
mode = approve
rules = own
"""
EARLY = """[policy early]
group = early
discount = 2.00 before 8
step = 0 after -20 letter courtesy tone notice
step = 1 after 7 deadline 8 tone courteous letter reminder-1
"""
CLIENTS = """client_id,name,contact_name,emails,language,country,group
C1,Lumicore SAS,Amandine Vasseur,ann@c1.example,fr,FR,early
C2,Kastel SARL,Hugo Marchand,hugo@c2.example bea@c2.example,fr,FR,
C3,Köhler Bau GmbH,Sabine Köhler,sabine@c3.example,de,DE,
C4,Garage Tanguy,Paul Noir,paul@c4.example,fr,FR,
"""
INVOICES = """number,client_id,kind,issue_date,due_date,total,open_amount,currency
FA-2026-0101,C1,invoice,2026-11-20,2026-12-20,1200.00,1200.00,EUR
FA-2026-0102,C1,invoice,2026-11-20,2026-12-20,800.00,800.00,EUR
FA-2026-0201,C2,invoice,2026-10-01,2026-11-10,600.00,600.00,EUR
FA-2026-0301,C3,invoice,2026-10-01,2026-11-10,900.00,900.00,EUR
FA-2026-0401,C4,invoice,2026-10-01,2026-11-10,450.00,450.00,EUR
"""


class Desk:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="relance-desk.")
        self.today = "2026-11-27"
        self.write("relance.conf", CONF)
        self.write("own/policy/early.rules", EARLY)
        self.write("clients.csv", CLIENTS)
        self.write("invoices.csv", INVOICES)
        self.ok("import", "clients.csv", "invoices.csv")

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)

    def run(self, *args):
        env = dict(os.environ, RELANCE_NOW=self.today + "T10:00:00+01:00", NO_COLOR="1")
        return subprocess.run([PROGRAM, "--config", "relance.conf", *args], cwd=self.dir, env=env, text=True,
                              capture_output=True)

    def ok(self, *args):
        r = self.run(*args)
        if r.returncode != 0:
            raise SystemExit(f"relance {' '.join(args)}: {r.returncode} {r.stdout}{r.stderr}")
        return r.stdout

    def outbox(self):
        return self.ok("outbox")

    def letter(self, subject):
        """The text of the letter with that in its subject, and its number."""
        for line in self.outbox().splitlines():
            if subject in line and line[:5].strip().isdigit():
                return line[:5].strip()
        return None

    def open_of(self, number):
        with sqlite3.connect(f"file:{self.dir}/relance.db?mode=ro", uri=True) as db:
            return db.execute("SELECT open_minor FROM invoice WHERE number = ?", (number,)).fetchone()[0]


def discount(d):
    """Two per cent for who pays eight days early: told in the courtesy, taken off when it is so."""
    d.today = "2026-12-01"
    shown = d.ok("letters", "preview", "courtesy", "C1")
    tap.check("escompte de 2,00" in shown and "1 960,00 €" in shown.replace("\u202f", " ").replace("\u00a0", " "),
            "the courtesy offers the discount of the policy", shown)
    tap.check("escompte" not in d.ok("letters", "preview", "courtesy", "C2"), "and no other policy's does")
    d.write("bank.csv", "Date;Libellé;Montant;Devise\n10/12/2026;VIR LUMICORE FA-2026-0101;1176,00;EUR\n"
                        "15/12/2026;VIR LUMICORE FA-2026-0102;784,00;EUR\n")
    d.today = "2026-12-16"
    d.ok("import", "--as", "statement", "bank.csv")
    told = d.ok("why", "FA-2026-0101")
    tap.check(d.open_of("FA-2026-0101") == 0 and "paying early" in told, "paid in time: what was taken off is no debt", told)
    d.write("back.sta", ":20:S1\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C261217EUR5000,00\n"
                        ":61:2612181218RC1176,00NTRFNONREF\n:86:VIR LUMICORE FA-2026-0101\n:62F:C261218EUR3824,00\n-\n")
    d.today = "2026-12-19"
    d.ok("import", "--as", "statement", "back.sta")
    tap.check(d.open_of("FA-2026-0101") == 120000, "sent back: all of it is open again", d.ok("why", "FA-2026-0101"))
    tap.check(d.open_of("FA-2026-0102") == 1600, "paid too late for it: the rest stays open", d.ok("why", "FA-2026-0102"))


def calls(d):
    d.today = "2026-11-27"
    tap.check("Kastel" in d.ok("call", "C2"), "the script of a call")
    r = d.run("call", "C2", "--result", "angry")
    tap.check(r.returncode == 1 and "no-answer" in r.stderr, "an unknown code names those there are", r.stderr)
    d.ok("call", "C2", "--result", "no-answer")
    tap.check("FA-2026-0201 waits" not in waiting(d) and "nobody answered" in d.ok("why", "C2"),
            "nobody answered: noted, and nothing waits", waiting(d))
    d.ok("call", "C2", "--result", "away", "--until", "2026-12-04")
    tap.check(re.search(r"C2 +FA-2026-0201 until 2026-12-07", waiting(d)), "away: until a working day later", waiting(d))
    d.ok("resume", "C2")
    d.ok("resume", "FA-2026-0201")
    d.ok("call", "C2", "--result", "disputed", "--note", "deux fenêtres ne ferment pas")
    tap.check("disputes" in waiting(d) and "deux fenêtres" in d.ok("why", "C2"), "disputed: until a person has looked",
            waiting(d))
    d.ok("call", "C4", "--result", "insolvent")
    plan = d.ok("plan", "--days", "1")
    tap.check("declare the claim by 2027-01-27" in plan, "insolvent: the two months run", plan)


def waiting(d):
    return "\n".join(line for line in d.ok("plan", "--days", "0").splitlines() if line.startswith("waits"))


def plans(d):
    d.today = "2026-11-27"
    d.ok("instalments", "C3", "2026-12-15=400", "2027-01-15=500")
    tap.check(d.letter("Ihr Zahlungsplan") is not None, "a plan is confirmed in writing", d.outbox())
    d.ok("outbox", "withdraw", d.letter("Ihr Zahlungsplan"))
    d.ok("resume", "C3")
    d.ok("resume", "FA-2026-0301")
    d.today = "2026-12-11"
    d.ok("work", "--once")
    which = d.letter("nächste Rate")
    tap.check(which is None, "three days before the first date is a Saturday: nothing on the Friday", d.outbox())
    d.today = "2026-12-14"
    d.ok("work", "--once")
    which = d.letter("nächste Rate")
    tap.check(which is not None, "the next working day its reminder is written", d.outbox())
    tap.check("planned" in d.outbox(), "and waits for a yes, as every letter in this mode")
    d.today = "2026-12-18"
    d.ok("work", "--once")
    tap.check(d.letter("Rate nicht eingegangen") is not None, "the money does not come: one word about it", d.outbox())
    d.today = "2026-12-30"
    d.ok("work", "--once")
    plan = d.ok("plan", "--days", "1")
    tap.check("the payment plan is broken" in plan and d.letter("Zahlungserinnerung") is not None,
            "then the plan is broken, and its invoice is back on the ladder", plan + d.outbox())


def own_letters(d):
    d.today = "2026-11-27"
    d.write("own/letters/fr/thanks.md", "subject: Merci !\nkind: answer\n\n{{>greeting}}\n\nMerci beaucoup.\n\n{{>signature}}\n")
    shown = d.ok("letters", "preview", "thanks", "C2")
    tap.check("Merci beaucoup." in shown and "Le Service Comptabilité" in shown, "one file of one's own replaces one letter", shown)
    tap.check("échue" in d.ok("letters", "preview", "2", "C2"), "all others stay as they are")
    d.ok("letters", "--to", d.dir, "preview", "formal-notice", "C2")
    made = sorted(f for f in os.listdir(d.dir) if f.startswith("C2-formal-notice."))
    tap.check(made == ["C2-formal-notice." + s for s in ("eml", "html", "pdf", "txt")], "a preview as text, HTML, mail and PDF", made)
    names = set(re.findall(r"\{\{#?(\w+)\}\}", d.ok("letters", "--names")))
    used = set()
    for folder, _, files in os.walk(os.path.join(TOP, "rules", "letters")):
        for name in (f for f in files if f.endswith(".md") and f != "README.md"):
            used |= set(re.findall(r"\{\{\{?[#^/]?(\w+)\}", open(os.path.join(folder, name)).read()))
    tap.check(used <= names and len(names) > 60, "every name that a letter uses is explained", used - names)
    for text, why in (("{{>greeting}}\n{{amout}}\n{{>signature}}\n", "{{amount}}"), ("{{>greeting}}\n", "{{>signature}}")):
        d.write("own/letters/fr/thanks.md", "subject: Merci\nkind: answer\n\n" + text)
        r = d.run("check", "--offline")
        tap.check(r.returncode != 0 and "thanks.md:" in r.stdout + r.stderr and why in r.stdout + r.stderr,
                f"a letter without {why} is refused, with file and line", r.stdout + r.stderr)
    os.remove(os.path.join(d.dir, "own/letters/fr/thanks.md"))


def posted(d):
    which = d.letter("Zahlungserinnerung")
    r = d.run("outbox", "posted", which, "none")
    tap.check(r.returncode == 1, "a number of a posted letter has a digit", r.stderr)
    d.ok("outbox", "posted", which, "1A 001 234 5678 9")
    tap.check("registered post, number 1A 001 234 5678 9" in d.ok("why", "C3"), "the number at the post is kept")
    d.ok("bundle", "C3", "--to", "C3.zip")
    with zipfile.ZipFile(os.path.join(d.dir, "C3.zip")) as z:
        story = next(n for n in z.namelist() if n.endswith("story.txt"))
        tap.check("1A 001 234 5678 9" in z.read(story).decode(), "and is in the file for the lawyer")


def main():
    d = Desk()
    try:
        for scene in (discount, calls, own_letters, plans, posted):
            scene(d)
    finally:
        shutil.rmtree(d.dir)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())
