#!/usr/bin/python3
"""watching.py: every folder of the mailbox is watched, and each message of it is worked once.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import MX, PROGRAM, US, House
from tap import check

NOW = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
CLIENTS = 6


def mail(client, word, text="Bonjour,\r\n\r\nLa facture a été réglée ce matin par virement.\r\n"):
    return (f"Return-Path: <u{client}@c{client}.example>\r\nAuthentication-Results: {MX}; spf=pass"
            f" smtp.mailfrom=c{client}.example; dkim=pass header.d=c{client}.example; dmarc=pass"
            f" header.from=c{client}.example\r\nFrom: Une Personne <u{client}@c{client}.example>\r\n"
            f"To: {US}\r\nDate: Mon, 7 Sep 2026 10:00:00 +0200\r\n"
            f"Message-ID: <{word}@c{client}.example>\r\nSubject: Facture F-{client:03d}\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").encode()


class Watching(House):
    def look(self, *more):
        self.relance("watch", "--once", *more)
        self.relance("work", "--once")

    def look_fails(self):
        r = self.run("watch", "--once")
        self.relance("work", "--once")
        return r.returncode != 0

    def peak_of_watch(self):
        """Megabytes. By a small process of its own: a child's count begins with its parent's size."""
        measure = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL);"
                   " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
        return int(subprocess.check_output([sys.executable, "-c", measure, PROGRAM, "--config", self.conf,
                                            "watch", "--once"], env=self.environment()))

    def of(self, word):
        """How often a message was kept, and how often it was judged."""
        return self.query(f"SELECT count(DISTINCT m.id), count(j.id) FROM message m LEFT JOIN journal j"
                          f" ON j.message = m.id AND j.kind = 'match' WHERE m.message_id LIKE '{word}@%'")[0]

    def holds(self, client):
        return self.query(f"SELECT count(*) FROM hold WHERE client = 'C{client}' AND ended_at IS NULL")[0][0]

    def asked(self, word):
        return self.query("SELECT say, state FROM suggestion WHERE message IN"
                          f" (SELECT id FROM message WHERE message_id LIKE '{word}@%')")

    def move(self, word, frm, to):
        box = self.imap()
        box.select(f'"{frm}"')
        _, found = box.uid("SEARCH", "HEADER", "Message-ID", word)
        assert box.uid("MOVE", found[0].split()[0], f'"{to}"')[0] == "OK"
        box.logout()


def sorted_by_rules(h):
    h.deliver_to("Clients/Évrard & fils", mail(1, "rule"))
    h.look()
    check(h.of("rule") == (1, 1), f"a reply that a rule sorted away is read: {h.of('rule')}")
    check(h.holds(1) > 0, "and holds its client's letters")
    kinds = dict(h.query("SELECT name, kind FROM folder"))
    check(kinds.get("Clients/Évrard & fils") == "other", f"its folder is one of {len(kinds)}")
    check("Trash" not in kinds and "Drafts" not in kinds, "Trash and Drafts are not read")


def moved(h):
    h.deliver(mail(2, "moved"))
    h.look()
    h.move("moved", "INBOX", "relance/Done")
    h.look()
    h.move("moved", "relance/Done", "Clients/&AMk-vrard &- fils")
    h.look()
    check(h.of("moved") == (1, 1), f"a message that colleagues move is worked once: {h.of('moved')}")
    places = h.query("SELECT count(*) FROM location WHERE message = (SELECT id FROM message WHERE"
                     " message_id LIKE 'moved@%')")[0][0]
    check(places == 3, f"and known in all {places} places")


def in_junk(h):
    h.deliver_to("Junk", mail(3, "junk"))
    h.look()
    check(h.holds(3) > 0, "a reply in Junk holds")
    asked = h.asked("junk")
    check(len(asked) == 1 and "Junk" in asked[0][0], f"and the owner is asked: {asked}")
    before = h.holds(3)
    h.move("junk", "Junk", "INBOX")
    h.look()
    check(h.of("junk") == (1, 1), f"taken out of Junk it is not worked again: {h.of('junk')}")
    check(h.asked("junk") == asked and h.holds(3) == before, "nor asked about again, nor held again")
    spam = b"From: win@lottery.example\r\nMessage-ID: <spam@lottery.example>\r\nSubject: You won\r\n\r\nClaim it!\r\n"
    h.deliver_to("Junk", spam)
    h.look()
    check(h.of("spam")[0] == 1 and not h.asked("spam"), "spam from nobody asks nothing")


def history(h):
    box = h.imap()
    box.create('"Old"')
    for k in range(50):
        box.append('"Old"', None, '"02-Jan-2024 10:00:00 +0100"', mail(4, f"old{k}"))
    box.append('"Old"', None, None, mail(4, "fresh"))
    for k in range(3):
        box.append('"Old"', None, '"02-Jan-2024 10:00:00 +0100"', mail(4, f"older{k}"))
    box.logout()
    h.look()
    check(h.of("old%") == (0, 0), f"what lay in a folder for years is not fetched: {h.of('old%')}")
    check(h.of("fresh") == (1, 1), "what came lately is")
    last = h.query("SELECT last_uid FROM folder WHERE name = 'Old'")[0][0]
    check(last == 54, f"and the cursor stands at the end: {last}")


def large(h):
    line = b"x" * 74 + b"\r\n"
    raw = mail(5, "large").replace(b"Subject: ", "Subject: =?utf-8?q?Virement_effectu=C3=A9?= ".encode())
    h.deliver(raw + line * (30 * 1024 * 1024 // len(line)))
    peak = h.peak_of_watch()
    check(peak < 40, f"watch needs {peak} MB for a mail of 30 MB")
    h.look()
    rows = h.query("SELECT state, words, length(raw) FROM message JOIN message_raw w ON w.message = id"
                   " WHERE message_id LIKE 'large@%'")
    check(len(rows) == 1 and rows[0][0] == "set_aside", f"a mail of 30 MB is set aside: {rows}")
    check("u5@c5.example" in rows[0][1] and "Virement effectué" in rows[0][1], "with sender and subject")
    check(rows[0][2] < 2000, f"only {rows[0][2]} bytes of it were fetched")
    check(h.holds(5) > 0, "its sender's letters wait")
    check("Virement effectué" in h.relance("review"), "review shows it")
    h.move("large", "INBOX", "relance/Done")
    h.look()
    check(h.of("large")[0] == 1, "moved, it is the same one")


def folder_goes(h):
    box = h.imap()
    box.create('"Gone"')
    box.append('"Gone"', None, None, mail(6, "gone1"))
    box.create('"Before"')
    box.append('"Before"', None, None, mail(6, "renamed"))
    box.create('"Numbers"')
    box.append('"Numbers"', None, None, mail(6, "numbered"))
    h.look()
    box.delete('"Gone"')
    box.rename('"Before"', '"After"')
    os.system(f"doveadm -c {h.root}/dovecot.conf mailbox update -u {US} --uid-validity 4242 Numbers 2>/dev/null")
    h.deliver(mail(6, "while"))
    box.append('"After"', None, None, mail(6, "later"))
    h.look()
    check(h.of("while") == (1, 1) and h.of("later") == (1, 1), "a folder that is gone does not stop the others")
    check(h.of("renamed") == (1, 1), f"one that was renamed brings nothing twice: {h.of('renamed')}")
    validity = h.query("SELECT uidvalidity FROM folder WHERE name = 'Numbers'")[0][0]
    check(validity == 4242 and h.of("numbered") == (1, 1), "nor does one that was renumbered")
    box.logout()


def own_words(h):
    """What a colleague wrote, kept beside the client's answers and not in Sent; and a draft."""
    box = h.imap()
    ours = f"From: {US}\r\nTo: u6@c6.example\r\nMessage-ID: <ours@us>\r\nSubject: Re: x\r\n\r\nPayé, merci.\r\n"
    box.append('"After"', "\\Seen", None, ours.encode())
    box.append('"After"', "\\Draft", None, mail(6, "draft"))
    h.look()
    words = h.query("SELECT words FROM message WHERE message_id = 'ours@us'")
    check(words == [("sent mail of ours",)], f"our own words in a client's folder are ours: {words}")
    check(h.of("draft") == (0, 0), "a draft is nobody's mail")
    form = ours.replace("<ours@us>", "<form@us>").replace("Re: x", "Formulaire de contact")
    h.deliver_to("After", form.encode())
    h.look()
    judged = h.query("SELECT count(*) FROM journal WHERE kind = 'match' AND message ="
                     " (SELECT id FROM message WHERE message_id = 'form@us')")
    check(judged == [(1,)], "but what was sent in our name and came in is read")
    box.logout()


def limit(h):
    box = h.imap()
    for k in range(110):
        box.create(f'"Many/{k:03d}"')
    h.look()
    said = h.relance("status")
    check("more than 100" in said, "status tells of folders beyond the limit")
    beyond = said.partition('("')[2].partition('" is one')[0]
    box.append(f'"{beyond}"', None, None, mail(1, "beyond"))
    h.look()
    check(h.of("beyond") == (0, 0), f"they are not read ({beyond})")
    h.write_conf(mode="shadow")
    with open(h.conf) as f:
        text = f.read()
    with open(h.conf, "w") as f:
        f.write(text.replace("[service]", f"also = {beyond}\nalso = Nowhere\nskip = Many/000\n[service]"))
    h.look()
    check(h.of("beyond") == (1, 1), "unless `also` names them")
    said = h.relance("check")
    check('lists no folder "Nowhere"' in said and "folders are read" in said, "check tells of it too")
    said = h.relance("status")
    check("Nowhere cannot be read" in said, "a name that does not exist is told, and stops nothing")
    box.logout()


def main():
    h = Watching()
    try:
        h.write_conf(mode="shadow")
        h.set_clock(NOW)
        h.register(CLIENTS)
        h.sort_by_rule()
        h.look()
        for part in (sorted_by_rules, moved, in_junk, history, large, folder_goes, own_words, limit):
            part(h)
        unseen = h.imap()
        unseen.select("INBOX", readonly=True)
        _, seen = unseen.search(None, "SEEN")
        check(not seen[0], "no message was marked as read")
    finally:
        h.stop(remove=not os.environ.get("KEEP"))
    sys.exit(tap.status())


main()
