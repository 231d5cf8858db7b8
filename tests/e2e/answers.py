#!/usr/bin/python3
"""answers.py: what relance answers by itself on a real server, and what it never answers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import hashlib
import os
import subprocess
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "mailserver"), os.path.join(HERE, "..", "..", "contrib", "demo")]

import mail
import tap
from house import US, House

PARIS = datetime.timezone(datetime.timedelta(hours=2))
MORNING = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)
NAMES = {"C1": "Amandine Vasseur", "C2": "Emily Carter", "C3": "Hugo Marchand", "C4": "Léa Robin", "C5": "Paul Noir",
         "C6": "Nina Blanc"}
CLIENTS = {k: {"contact_name": name, "emails": f"compta@{k.lower()}.example", "language": "en" if k == "C2" else "fr"}
           for k, name in NAMES.items()}
VACATION = 'require ["vacation", "vacation-seconds"];\nvacation :seconds 0 :subject "Absence" "Je suis en congé jusqu\'au 30 septembre 2026.";\n'


class Test:
    def __init__(self, house):
        self.house, self.now = house, MORNING

    def inbox_of(self, client):
        return self.house.letters(CLIENTS[client]["emails"])

    def answers(self, client):
        return self.house.query(f"SELECT template, state, env_from FROM letter WHERE kind = 'answer' AND client = '{client}'"
                                " ORDER BY id")

    def at(self, **later):
        self.now = self.now + datetime.timedelta(**later)
        self.house.set_clock(self.now)

    def settle(self):
        """Everything that came in is worked, everything that is due has left."""
        self.house.wait("all mail worked", self.house.all_worked)
        self.house.relance("outbox", "--json")
        self.house.wait("the outbox at rest", lambda: not self.house.query(
            "SELECT 1 FROM letter WHERE state IN ('queued', 'sending', 'in_doubt')"))

    def write(self, client, raw):
        self.house.deliver(raw, sender=CLIENTS[client]["emails"])
        self.settle()

    def reply(self, client, text, **how):
        letter = self.inbox_of(client)[0]
        self.write(client, mail.reply(CLIENTS[client], letter, text, self.now, **how))


def furnish(house):
    house.write_conf(mode="automatic", settle_seconds=0)
    copy = house.dir + "/F-copy.pdf"
    open(copy, "wb").write(b"%PDF-1.4\n% the invoice\n")
    os.chmod(copy, 0o644)
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n" + "".join(
            f"{k},Client {k} SARL,{c['contact_name']},{c['emails']},{k.lower()}.example,{c['language']},FR\n"
            for k, c in CLIENTS.items()))
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency,file\n" + "".join(
            f"FA-2026-010{k[1]},{k},invoice,2026-07-27,2026-08-26,{k[1]}00.00,{k[1]}00.00,EUR,{copy}\n" for k in CLIENTS))
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")


def test_copy(t):
    t.at(minutes=30)
    t.reply("C1", "Bonjour,\n\nPouvez-vous nous renvoyer la facture FA-2026-0101 ? Nous ne la retrouvons pas.\n\nAmandine Vasseur")
    tap.check([a[:2] for a in t.answers("C1")] == [("invoice-copy", "sent")], "the copy that was asked for has left", t.answers("C1"))
    got = t.inbox_of("C1")
    tap.check(len(got) == 2, "and arrived, once", [g["subject"] for g in got])
    m = got[-1]["mail"]
    tap.check(m["Auto-Submitted"] == "auto-replied" and "OOF" in m["X-Auto-Response-Suppress"], "it says that it is automatic")
    tap.check(t.answers("C1")[0][2] == "" and m["Return-Path"] in ("<>", None), "it has no return path")
    tap.check("@c1.example" in m["In-Reply-To"] and got[0]["id"] in m["References"], "it stays in the thread")
    tap.check([p.get_filename() for p in m.iter_attachments()] == ["F-copy.pdf"], "with the invoice")
    # Whoever asks again and again gets no second one, and the owner is asked.
    for day in range(1, 6):
        t.at(days=1)
        t.reply("C1", f"Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0101, svp ({day}).\n\nAmandine Vasseur")
    tap.check(len(t.answers("C1")) == 1, "six requests in six days: one automatic mail", t.answers("C1"))
    held = t.house.query("SELECT count(*) FROM hold WHERE client = 'C1' AND ended_at IS NULL AND until_day IS NULL")
    tap.check(held[0][0] > 0, "what is not answered waits for a person")


def test_promise(t):
    t.reply("C2", "Hello,\n\nInvoice FA-2026-0102 will be paid on 30 September.\n\nEmily Carter")
    tap.check([a[:2] for a in t.answers("C2")] == [("promise-confirmed", "sent")], "a promise is confirmed", t.answers("C2"))
    tap.check("30 September 2026" in t.inbox_of("C2")[-1]["text"].replace("\u00a0", " "), "with its date",
            t.inbox_of("C2")[-1]["text"])


def test_strangers(t):
    t.write("C3", mail.message(("Quelqu'un", "x@elsewhere.example"), "Copie",
                               "Bonjour, merci de nous renvoyer la facture FA-2026-0103.", t.now))
    tap.check(t.answers("C3") == [], "a stranger is not answered")
    t.reply("C3", "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0103.", auth="fail")
    tap.check(t.answers("C3") == [], "nor who our mail server doubts")
    t.reply("C3", "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0103, mais nous contestons le montant :"
                  " deux fenêtres ne ferment pas.")
    tap.check(t.answers("C3") == [], "nor a complaint")


def test_vacation(t):
    """Dovecot's vacation, and one that neither says that it is automatic nor minds that we are."""
    t.at(days=11)
    t.settle()
    t.house.wait("the second reminder", lambda: len(t.inbox_of("C4")) >= 2)
    noticed = [e for e in t.house.delivered() if e["to"] == [US]]  # RFC 3834: none, to what is automatic
    t.house.delivered_to_us += len(noticed)
    before = len(t.inbox_of("C4"))
    t.reply("C4", "Bonjour,\n\nJe suis absente jusqu'au 30 septembre 2026. Pour toute urgence, merci d'écrire à"
                  " accueil@c4.example.\n\nLéa Robin")
    t.at(hours=1)
    t.settle()
    tap.check(t.answers("C4") == [] and len(noticed) <= 2 and len(t.inbox_of("C4")) == before,
            f"vacations are not answered ({len(noticed)} by Dovecot), and no loop begins", t.answers("C4"))


def test_crossed(t):
    """Written before our reminder left, filed after it: one apology, and the step does not count."""
    sent = t.house.query("SELECT sent_at FROM letter WHERE client = 'C5' AND kind = 'reminder' ORDER BY id LIMIT 1")[0][0]
    before = datetime.datetime.fromtimestamp(sent - 3600, PARIS)
    t.house.deliver(mail.message(("Paul Noir", CLIENTS["C5"]["emails"]), "Facture FA-2026-0105",
                                 "Bonjour,\n\nLa facture FA-2026-0105 de 500,00 € a été payée ce matin par virement.\n\n"
                                 "Paul Noir", before), sender=CLIENTS["C5"]["emails"])
    t.settle()
    tap.check([a[:2] for a in t.answers("C5")] == [("crossed", "sent")], "a late crossing is repaired", t.answers("C5"))
    tap.check("ne pas en tenir compte" in t.inbox_of("C5")[-1]["text"].replace("\n", " "), "in words")
    tap.check(t.house.query("SELECT state FROM letter WHERE client = 'C5' AND kind = 'reminder'")[0][0] == "undelivered",
            "and the step is taken back")


def test_second_relance(t):
    """Another relance, whose answer to us is automatic like our own."""
    letter = t.inbox_of("C6")[0]
    t.write("C6", mail.reply(CLIENTS["C6"], letter, "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0106.", t.now))
    first = t.answers("C6")
    tap.check([a[:2] for a in first] == [("invoice-copy", "sent")], "asked by a person, answered once")
    ours = t.inbox_of("C6")[-1]
    for header in (("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-generated"), ("X-Autoreply", "yes"),
                   ("Precedence", "bulk")):
        t.at(days=2)
        t.write("C6", mail.reply(CLIENTS["C6"], ours, "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0106.",
                                 t.now, headers=[header]))
    tap.check(t.answers("C6") == first, "what a program answers is not answered", t.answers("C6"))


def test_approve(t):
    t.house.stop_roles()
    t.house.write_conf(mode="approve", settle_seconds=0)
    t.house.start_roles()
    t.reply("C4", "Bonjour,\n\nPouvez-vous nous renvoyer la facture FA-2026-0104 ?\n\nLéa Robin")
    tap.check([a[:2] for a in t.answers("C4")] == [("invoice-copy", "planned")], "in approve mode it waits", t.answers("C4"))
    which = t.house.query("SELECT id FROM letter WHERE kind = 'answer' AND client = 'C4'")[0][0]
    t.house.relance("outbox", "approve", str(which))
    t.settle()
    tap.check([a[:2] for a in t.answers("C4")] == [("invoice-copy", "sent")], "and leaves after a yes", t.answers("C4"))


def test_accepted(t):
    """What the owner says yes to is answered as it would have been without him; an undo stops it."""
    raw = mail.reply(CLIENTS["C5"], t.inbox_of("C5")[0], "Bonjour,\n\nPouvez-vous nous renvoyer la facture FA-2026-0105 ?"
                     "\n\nPaul Noir", t.now)
    t.house.stop_roles()
    t.house.append("Junk", raw)
    t.house.relance("watch", "--once")
    t.house.relance("work", "--once")

    def asked():
        return str(t.house.query("SELECT id FROM suggestion WHERE client = 'C5' AND state = 'open'")[0][0])
    first = asked()
    tap.check(len(t.answers("C5")) == 1, "before he has answered nobody is answered", t.answers("C5"))
    t.house.relance("review", "accept", first)
    tap.check([a[:2] for a in t.answers("C5")][1:] == [("invoice-copy", "planned")], "his yes answers", t.answers("C5"))
    t.house.relance("review", "undo", first)
    tap.check([a[:2] for a in t.answers("C5")][1:] == [("invoice-copy", "withdrawn")], "an undo stops it", t.answers("C5"))
    t.house.relance("review", "accept", asked())
    tap.check([a[1] for a in t.answers("C5")][1:] == ["withdrawn", "planned"], "and a second yes writes it anew", t.answers("C5"))


def test_thanks(t):
    """The money of C2 arrives: one word of thanks, however often the statement is read."""
    with open(t.house.dir + "/bank.csv", "w") as f:
        f.write(f"Date;Libellé;Montant;Devise\n{t.now:%d/%m/%Y};VIR CLIENT C2 SARL FA-2026-0102;200,00;EUR\n")
    for _ in range(2):
        t.house.relance("import", "--as", "statement", t.house.dir + "/bank.csv")
        t.house.relance("work", "--once")
    thanks = [a[:2] for a in t.answers("C2") if a[0] == "thanks"]
    tap.check(thanks == [("thanks", "planned")], "who has paid is thanked, once", t.answers("C2"))


def test_call(t):
    script = t.house.relance("call", "C3")
    tap.check("FA-2026-0103" in script and "300,00" in script, "the script of a call has the facts", script)
    t.house.relance("call", "C3", "--promise", "2026-10-30", "--amount", "300")
    t.house.relance("call", "C3", "--promise", "2026-10-30", "--amount", "300")
    tap.check([a[0] for a in t.answers("C3")] == ["agreement"], "what was agreed is confirmed in writing, once", t.answers("C3"))
    holds = t.house.query("SELECT kind, until_day FROM hold WHERE client = 'C3' AND kind = 'promised' AND ended_at IS NULL")
    tap.check(holds, "and reminders wait for it")


def test_plan(t):
    """An agreed plan holds the reminders; a missed instalment lets them go on."""
    wrong = t.house.run("instalments", "C6", "2026-11-02=100", "2026-12-01=100")
    tap.check(wrong.returncode != 0 and "600.00 EUR are open" in wrong.stderr, "a plan is for all that is open", wrong.stderr)
    t.house.relance("resume", "C6")
    t.house.relance("instalments", "C6", "2026-11-02=300", "2026-12-01=300")
    tap.check([a[0] for a in t.answers("C6")][-1] == "plan-confirmed", "a plan is confirmed in writing", t.answers("C6"))

    def waits(day):
        t.house.set_clock(datetime.datetime(2026, *day, 10, 5, tzinfo=PARIS))
        return "a payment plan runs" in t.house.relance("plan", "--days", "1")
    tap.check(waits((10, 29)), "while it runs, no reminder is planned")
    tap.check(not waits((11, 20)), "after a missed instalment the reminders go on")


def test_bundle(t):
    t.house.deliver(mail.bounce(t.inbox_of("C1")[-1], CLIENTS["C1"]["emails"], t.now), sender="")
    t.house.stop_roles()
    for _ in range(2):
        t.house.relance("watch", "--once", "compta")
        t.house.relance("work", "--once")
    archive, folder = t.house.dir + "/C1.zip", t.house.dir + "/bundle"
    t.house.relance("bundle", "C1", "--to", archive)
    with zipfile.ZipFile(archive) as z:
        tap.check(z.testzip() is None, "the bundle is a sound zip")
        z.extractall(folder)
    files = sorted(os.listdir(folder))
    cover = open(folder + "/COVER.txt").read()
    tap.check(any("invoice-FA" in f for f in files) and sum("letter-" in f for f in files) >= 2
            and sum("message-" in f for f in files) >= 7 and "sent 2026-09-07" in cover,
            "the file for the lawyer has it all", cover)
    tap.check(any(b"multipart/report" in open(f"{folder}/{f}", "rb").read() for f in files if "message-" in f),
            "delivery reports too", cover)
    tap.check(all(f in cover and hashlib.sha256(open(f"{folder}/{f}", "rb").read()).hexdigest() in cover
                for f in files if f[:3].isdigit()), "its cover lists every file with its hash", cover)
    proof = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True)
    tap.check(proof.returncode == 0, "and its sums are right", proof.stdout + proof.stderr)
    tap.check(t.house.run("bundle", "C1", "--to", archive).returncode == 1, "a second one goes into a new file")


def main():
    house = House()
    t = Test(house)
    try:
        furnish(house)
        house.set_clock(MORNING)
        home = f"{house.root}/mail/{CLIENTS['C4']['emails']}"
        os.makedirs(home, exist_ok=True)
        os.chmod(home, 0o777)
        open(home + "/.dovecot.sieve", "w").write(VACATION)
        house.start_roles()
        house.wait("the first reminders", lambda: all(t.inbox_of(k) for k in CLIENTS), 60)
        for test in (test_crossed, test_copy, test_promise, test_strangers, test_second_relance, test_vacation,
                     test_approve, test_accepted, test_thanks, test_call, test_bundle, test_plan):
            test(t)
    finally:
        house.stop()
    sys.exit(tap.status())


main()
