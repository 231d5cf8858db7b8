#!/usr/bin/python3
"""folders.py: questions as mail in relance/À valider; moving decides, and what is decided goes to Fait.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import channels
import page
import tap
from house import House


def utf7(name):
    return name.replace("À", "&AMA-")


class Desk:
    def __init__(self, house):
        self.house = house

    def rounds(self, n=2, **env):
        codes = []
        for _ in range(n):
            for role in ("watch", "work"):
                codes.append(self.house.run(role, "--once", **env).returncode)
        return codes

    def lies(self, folder):
        """The clients whose mail lies in a folder: 1 for K01."""
        box = self.house.imap()
        if box.select(f'"{utf7(folder)}"', readonly=True)[0] != "OK":
            return None
        found = box.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (FROM)])")[1]
        box.logout()
        return sorted(int(a[1].split(b"@k")[1].split(b".")[0]) for a in found if isinstance(a, tuple))

    def move(self, n, source, target, how="MOVE"):
        box = self.house.imap()
        box.select(f'"{utf7(source)}"')
        uid = box.uid("SEARCH", "HEADER", "Message-ID", f"<q{n}@k{n}.example>")[1][0].split()[-1].decode()
        if how == "MOVE":
            box.uid("MOVE", uid, f'"{utf7(target)}"')
        else:  # a mail program that appends and deletes, or that copies
            raw = box.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1]
            box.append(f'"{utf7(target)}"', None, None, raw)
            if how == "APPEND":
                box.uid("STORE", uid, "+FLAGS", "\\Deleted")
                box.expunge()
        box.logout()

    def state(self, n):
        return self.house.query(f"SELECT state FROM suggestion WHERE client = 'K{n:02d}' ORDER BY id DESC LIMIT 1")[0][0]


def test_copies(t, d):
    d.rounds()
    t.check(d.lies("relance/À valider") == list(range(1, 11)), "each question lies in À valider, once", d.lies("relance/À valider"))
    t.check([d.lies("relance/" + x) for x in ("Oui", "Non", "Plus tard", "Fait")] == [[]] * 4, "the other four are there, empty")
    t.check(len(d.lies("INBOX")) == 10, "the mail itself stays where it is")
    before = d.house.folder('"relance/&AMA- valider"')
    d.rounds()
    t.check(d.house.folder('"relance/&AMA- valider"') == before, "a further look changes nothing")
    d.move(1, "relance/À valider", "relance/Oui")
    d.move(2, "relance/À valider", "relance/Non", "APPEND")
    d.move(3, "relance/À valider", "relance/Plus tard")
    d.rounds()
    t.check([d.state(n) for n in (1, 2, 3)] == ["accepted", "rejected", "open"], "Oui, Non, Plus tard")
    t.check(d.lies("relance/Fait") == [1, 2] and d.lies("relance/Plus tard") == [3] and not d.lies("relance/Oui")
            and not d.lies("relance/Non"), "what is decided goes to Fait", [d.lies(f"relance/{x}") for x in ("Fait", "Plus tard", "Oui")])
    d.move(3, "relance/Plus tard", "relance/Oui")
    d.house.relance("review", "accept", str(d.house.query("SELECT id FROM suggestion WHERE client = 'K04'")[0][0]))
    d.rounds()
    t.check(d.state(3) == "accepted" and d.lies("relance/Fait") == [1, 2, 3, 4] and d.lies("relance/À valider") == [5, 6, 7, 8, 9, 10],
            "later, and what another way has decided", d.lies("relance/Fait"))


def test_contradiction(t, d):
    d.move(5, "relance/À valider", "relance/Oui", "COPY")
    d.move(5, "relance/À valider", "relance/Non", "COPY")
    d.rounds()
    told = d.house.query("SELECT say FROM journal WHERE kind = 'folder'")
    t.check(d.state(5) == "open" and any("two such folders" in x for x, in told), "yes and no at once: the question stays open", told)
    t.check(5 in d.lies("relance/À valider"), "and lies in À valider again")
    d.move(5, "relance/À valider", "relance/Oui")
    d.rounds()
    t.check(d.state(5) == "accepted", "and can be decided", d.state(5))
    d.rounds()
    t.check(5 in d.lies("relance/Fait") and 5 not in d.lies("relance/Non"), "then all its copies are done")


def test_undo(t, d):
    id = d.house.query("SELECT id FROM suggestion WHERE client = 'K01' AND state = 'accepted'")[0][0]
    d.house.relance("review", "undo", str(id))
    d.rounds()
    t.check(d.state(1) == "open" and 1 in d.lies("relance/À valider") and 1 not in d.lies("relance/Fait"), "undone: back to À valider",
            [d.lies("relance/À valider"), d.lies("relance/Fait")])
    d.move(1, "relance/À valider", "relance/Non")
    d.rounds()
    t.check(d.state(1) == "rejected" and 1 in d.lies("relance/Fait"), "and decided otherwise")


def test_crashes(t, d):
    """Killed at each durable step of watch: no question lies there twice."""
    points = worst = 0
    for n in range(1, 80):
        if -9 not in d.rounds(1, RELANCE_DIE_AT=n, RELANCE_DIE_ROLE="watch"):
            break
        points += 1
        lies = d.lies("relance/À valider") or []
        worst = max([worst] + [lies.count(k) for k in lies])
    d.rounds()
    t.check(points >= 5 and worst == 1 and d.lies("relance/À valider") == list(range(1, 11)),
            f"killed at {points} points, each question lies there once", (worst, d.lies("relance/À valider")))


def test_moved(t, d):
    d.rounds()
    t.check(d.lies("relance/Oui") is None and d.lies("INBOX") == [], "move: the message itself leaves INBOX", d.lies("INBOX"))
    t.check(d.lies("relance/Offen") == list(range(1, 11)), "into the folder named by the owner", d.lies("relance/Offen"))
    d.move(7, "relance/Offen", "relance/Gut")
    d.rounds()
    t.check(d.state(7) == "accepted" and d.lies("relance/Weg") == [7], "names are the owner's", d.lies("relance/Weg"))


def main():
    t = tap
    for test, settings in (((test_copies, test_contradiction, test_undo), {"review_folders": "copy"}),
                           ((test_crashes,), {"review_folders": "copy"}),
                           ((test_moved,), {"review_folders": "move", "review_names": "Offen, Gut, Schlecht, Spaeter, Weg"})):
        house = House()
        try:
            house.write_conf(mode="approve", settle_seconds=3600)
            house.set_clock(page.NOW)
            channels.fill(house)
            house.write_conf(mode="approve", settle_seconds=3600, **settings)
            for one in test:
                one(t, Desk(house))
        finally:
            house.stop()
    sys.exit(tap.status())


main()
