#!/usr/bin/python3
"""replay_mailbox.py: replay --since over a live mailbox says what replay over its files says, and touches nothing.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "mailserver"), HERE]

import page
import tap
from house import MX, US, House
from terminal import Terminal

NOW = datetime.datetime(2026, 11, 22, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


def mail(n, day, text):
    return (f"Authentication-Results: {MX}; dmarc=pass header.from=k{n}.example\r\nFrom: u@k{n}.example\r\nTo: {US}\r\n"
            f"Date: {day} 09:00:00 +0100\r\nSubject: FA-{n}\r\nMessage-ID: <m{n}-{hash(day) % 999}@k{n}.example>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n").encode()


def fill(house):
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,emails,domains,language,country\n" +
                "".join(f"K{n},Client {n},u@k{n}.example,k{n}.example,fr,FR\n" for n in range(1, 9)))
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open_amount,currency\n" +
                "".join(f"FA-{n},K{n},2026-09-01,2026-09-30,{n}00.00,{n}00.00,EUR\n" for n in range(1, 9)))
    with open(house.dir + "/sent.csv", "w") as f:
        f.write("message_id,client_id,invoices,step,sent_at,to,subject\n" +
                "".join(f"<r{n}@us.example>,K{n},FA-{n},1,2026-11-10T09:00:00+01:00,u@k{n}.example,Relance\n" for n in range(1, 9)))
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")
    os.mkdir(house.dir + "/files")
    box = house.imap()
    box.create("Tri")
    messages = [(n, "Mon, 9 Nov 2026", f"La facture FA-{n} a été payée vendredi, {n}00,00 EUR.") for n in (1, 2, 3)]
    messages += [(4, "Tue, 17 Nov 2026", "La facture FA-4 a été payée hier, 400,00 EUR.")]
    for n, day, text in messages:
        raw = mail(n, day, text)
        open(f"{house.dir}/files/{n}.eml", "wb").write(raw)
        at = datetime.datetime.strptime(day, "%a, %d %b %Y").replace(hour=9, tzinfo=NOW.tzinfo)
        for folder in ("Tri", "INBOX") if n == 3 else ("Tri",) if n == 2 else ("INBOX",):  # one lies in two folders
            box.append(folder, None, at, raw)
    box.append("INBOX", None, datetime.datetime(2025, 1, 5, tzinfo=NOW.tzinfo), mail(5, "Sun, 5 Jan 2025", "La facture FA-5 est payée."))
    box.append("Sent", "(\\Seen)", NOW, mail(6, "Mon, 9 Nov 2026", "La facture FA-6 a été payée vendredi."))
    box.logout()


def lines(text):
    rows = [json.loads(x) for x in text.splitlines()]
    for r in rows:
        r.pop("message", None)
    return sorted(rows, key=json.dumps)


def flags(house):
    return [[f for f, _ in house.folder(x)] for x in ("INBOX", "Tri")]


def main():
    house, t = House(), tap
    try:
        house.write_conf(mode="shadow")
        house.set_clock(NOW)
        fill(house)
        before = flags(house), house.query("SELECT count(*) FROM message"), house.query("SELECT count(*) FROM journal")
        reminders = ("--reminders", house.dir + "/sent.csv")
        from_files = lines(house.relance("replay", "--json", *reminders, house.dir + "/files"))
        from_box = lines(house.relance("replay", "--json", *reminders, "--since", "2026-11-01"))
        t.check(from_box == from_files, "the mailbox says what its files say", (from_box, from_files))
        numbers = [r for r in from_box if r["what"] == "numbers"][0]
        t.check(numbers["messages"] == 4 and numbers["crossed"] == 3, "each message once, none from before, none of ours", numbers)
        after = flags(house), house.query("SELECT count(*) FROM message"), house.query("SELECT count(*) FROM journal")
        t.check(after == before, "nothing is marked as read, nothing is written down", (before, after))
        t.check(house.run("replay").returncode == 2 and house.run("replay", "--since", "x").returncode == 2
                and house.run("replay", "--since", "2026-11-01", house.dir).returncode == 2, "one of the two must be said")
        term = Terminal(house, "replay", *reminders, "--since", "2026-11-01")
        text, code = term.end()
        t.check(code == 0 and "3 had crossed" in text, "the report at a terminal", text)
    finally:
        house.stop()
    sys.exit(tap.status())


main()
