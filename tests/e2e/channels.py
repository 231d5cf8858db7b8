#!/usr/bin/python3
"""channels.py: the same ten decisions by page, terminal, daily mail and folder leave the same ledger.

SPDX-License-Identifier: GPL-3.0-or-later

And two owners at once on the same question: one decision, the other is told.
"""
import datetime
import imaplib
import os
import re
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import page
import tap
from digest import OWNER, Desk
from house import House, US
from terminal import Terminal

YES, NO = range(1, 11, 2), range(2, 11, 2)


def fill(house):
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n")
        for n in range(1, 11):
            f.write(f"K{n:02d},Client {n} SARL,Personne {n},u@k{n}.example,k{n}.example,fr,FR\n")
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open,currency\n")
        for n in range(1, 11):
            f.write(f"FA-2026-{n:04d},K{n:02d},2026-07-01,2026-07-31,{n}00.50,{n}00.50,EUR\n")
    house.relance("import", house.dir + "/clients.csv", house.dir + "/invoices.csv")
    house.relance("watch", "--once")
    house.relance("work", "--once")
    for n in range(1, 11):  # nobody vouches for the sender: the owner is asked
        house.deliver((f"From: u@k{n}.example\r\nTo: {US}\r\nDate: Mon, 7 Sep 2026 09:{n:02d}:00 +0200\r\n"
                       f"Subject: FA-2026-{n:04d}\r\nMessage-ID: <q{n}@k{n}.example>\r\n\r\nBonjour,\r\n\r\n"
                       f"La facture FA-2026-{n:04d} a ete payee vendredi, {n}00,50 EUR.\r\n").encode())
    house.relance("watch", "--once")
    house.relance("work", "--once")


def questions(house):
    """Number of the client -> id of the open question about him."""
    return {int(c[1:]): id for id, c in house.query("SELECT id, client FROM suggestion WHERE state = 'open'")}


def picture(house):
    """The ledger without who decided, and when."""
    return {
        "questions": house.query("SELECT client, state FROM suggestion ORDER BY client, id"),
        "holds": house.query("SELECT client, invoice, kind, from_day, until_day, why, ended_at IS NULL, ended_why"
                             " FROM hold ORDER BY client, id"),
        "letters": house.query("SELECT client, step, state FROM letter WHERE client IS NOT NULL ORDER BY client, id"),
        "invoices": house.query("SELECT number, open_minor FROM invoice ORDER BY number")}


# ---------------------------------------------------------------- the four ways

def by_terminal(house):
    asked = questions(house)
    for n in range(1, 11):
        house.relance("review", "accept" if n in YES else "reject", str(asked[n]))


def by_screen(house):
    order = [n for n, _ in sorted(questions(house).items(), key=lambda q: q[1])]
    term = Terminal(house, "review")
    for n in order:
        term.read_until("q quit")
        term.key("y" if n in YES else "n", ": yes" if n in YES else ": no")
    os.write(term.fd, b"q")
    term.end()


def by_page(house):
    port = page.free_port()
    house.write_conf(mode="approve", settle_seconds=3600, listen=f"127.0.0.1:{port}")
    server = page.serve(house, port)
    p = page.Page(port)
    p.login(house.relance("serve", "--login"))
    asked = questions(house)
    for n in range(1, 11):
        p.submit(p.get("/review").text, f"/review/{asked[n]}/{'accept' if n in YES else 'reject'}")
    server.terminate()
    server.wait(20)


def by_digest(house):
    house.write_conf(mode="approve", settle_seconds=3600, digest_to=OWNER)
    house.start_roles()
    desk = Desk(house, None)
    house.wait("the digest", lambda: house.query("SELECT 1 FROM letter WHERE kind = 'notice'"))
    desk.work()
    digest = desk.sent()[-1]
    client = {int(i): int(k) for i, k in re.findall(r"^  (\d+)\. K(\d+): ", digest["text"], re.M)}
    desk.write(", ".join(f"{i} {'oui' if n in YES else 'non'}" for i, n in client.items()), digest)
    house.stop_roles()


def by_folder(house):
    box = imaplib.IMAP4("127.0.0.1", int(house.env["IMAP_PORT"]))
    box.login(US, "test")
    box.create("relance")
    for name in ("relance/Oui", "relance/No"):
        box.create(name)
    box.select("INBOX")
    for n in range(1, 11):
        found = box.uid("SEARCH", "HEADER", "Message-ID", f"<q{n}@k{n}.example>")[1][0].decode()
        folder = "relance/Oui" if n in YES else "relance/No"
        if n % 3:
            box.uid("MOVE", found, folder)
        else:  # as programs do that know no MOVE
            raw = box.uid("FETCH", found, "(BODY.PEEK[])")[1][0][1]
            box.append(folder, None, None, raw)
            box.uid("STORE", found, "+FLAGS", "\\Deleted")
            box.expunge()
    box.logout()
    house.relance("watch", "--once")
    house.relance("work", "--once")


# ---------------------------------------------------------------- two at once

def two_at_once(house, t):
    """One takes the question back and it is asked anew; page and folder answer it differently."""
    first = house.query("SELECT id, client FROM suggestion WHERE state = 'accepted' ORDER BY id")[0]
    house.relance("review", "undo", str(first[0]))
    n = int(first[1][1:])
    asked = questions(house)[n]
    house.relance("work", "--once")
    t.check(questions(house) == {n: asked}, "what was undone is not done again by the folder it still lies in")
    box = imaplib.IMAP4("127.0.0.1", int(house.env["IMAP_PORT"]))
    box.login(US, "test")
    box.select("relance/Oui")
    found = box.uid("SEARCH", "HEADER", "Message-ID", f"<q{n}@k{n}.example>")[1][0].decode()
    box.uid("MOVE", found, "relance/No")
    box.logout()
    house.relance("watch", "--once")
    r = house.run("review", "accept", str(asked))
    house.relance("work", "--once")
    states = page.states(house)
    t.check(r.returncode == 0 and states[asked] == "accepted", "one decision stands", (r.stderr, states))
    told = house.query("SELECT say FROM journal WHERE kind = 'folder' AND say LIKE 'moved into%' ORDER BY id DESC LIMIT 1")
    t.check(told and "decided already" in told[0][0], "the other is told", told)
    port = page.free_port()
    house.write_conf(mode="approve", settle_seconds=3600, listen=f"127.0.0.1:{port}")
    server = page.serve(house, port)
    p = page.Page(port)
    p.login(house.relance("serve", "--login"))
    shown = p.get("/review").text, p.get("/today").text
    server.terminate()
    server.wait(20)
    t.check(all("decided already" in x for x in shown), "on the page too")
    r = house.run("review", "reject", str(asked))
    t.check(r.returncode == 1 and "already" in r.stderr, "so is a third", r.stderr)


def main():
    t, pictures = tap, {}
    for way in (by_terminal, by_screen, by_page, by_digest, by_folder):
        house = House()
        try:
            house.write_conf(mode="approve", settle_seconds=3600)
            house.set_clock(page.NOW)
            fill(house)
            t.check(len(questions(house)) == 10, f"{way.__name__}: ten questions", house.query("SELECT client, words FROM message"))
            way(house)
            house.relance("work", "--once")  # what was refused is planned anew
            pictures[way.__name__] = picture(house)
            states = pictures[way.__name__]["questions"]
            t.check([s for _, s in states] == ["accepted", "rejected"] * 5, f"{way.__name__}: ten decisions", states)
            waits = {int(c[1:]) for c, _, s in pictures[way.__name__]["letters"] if s in ("planned", "queued")}
            t.check(waits == set(NO), f"{way.__name__}: what was refused is planned anew", pictures[way.__name__]["letters"])
            if way is by_folder:
                two_at_once(house, t)
        finally:
            house.stop()
    for name, got in pictures.items():
        for part, rows in got.items():
            want = pictures["by_terminal"][part]
            t.check(rows == want, f"{name}: the same {part} as by terminal",
                    "\n".join(str(x) for x in set(rows) ^ set(want)))
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
