#!/usr/bin/python3
"""digest.py: the owner decides by answering his daily mail; others who try it decide nothing.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import re
import socket
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import page
import tap
from house import House, MX, US

OWNER = "patronne@kervadec.example"


class Desk:
    """The owner at his own mail program."""

    def __init__(self, house, t):
        self.house, self.t, self.n, self.clock = house, t, 0, page.NOW

    def sent(self):
        self.house.relance("outbox")
        return self.house.letters(OWNER)

    def write(self, text, digest, sender=OWNER, proven=True, thread=True, quote=True, **headers):
        """An answer to `digest`, delivered and worked."""
        self.n += 1
        trust = f"Authentication-Results: {MX}; dmarc={'pass' if proven else 'fail'} header.from={sender.split('@')[1]}\r\n"
        quoted = "".join("> " + line + "\n" for line in digest["text"].splitlines()) if quote else ""
        more = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
        refs = f"In-Reply-To: {digest['id']}\r\nReferences: {digest['id']}\r\n" if thread else ""
        body = text + ("\n\nLe 7 septembre 2026 à 10:05, relance a écrit :\n" + quoted if quoted else "\n")
        self.house.deliver((trust + f"From: Yvonne <{sender}>\r\nTo: {US}\r\nSubject: Re: {digest['subject']}\r\n"
                            f"Date: Mon, 7 Sep 2026 10:1{self.n % 10}:00 +0200\r\nMessage-ID: <d{self.n}@kervadec.example>\r\n"
                            f"{refs}{more}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: 8bit\r\n\r\n" + body.replace("\n", "\r\n")).encode())
        self.work()

    def work(self):
        busy = ("SELECT 1 FROM letter WHERE kind = 'notice' AND state NOT IN"
                " ('sent', 'withdrawn', 'undelivered', 'failed')")
        self.house.wait("all worked", lambda: self.house.all_worked() and not self.house.query(busy), 60)

    def outcome(self):
        return self.house.query(f"SELECT words FROM message WHERE message_id = 'd{self.n}@kervadec.example'")[0][0]


def items(digest):
    """Number of each numbered line, questions first."""
    return [int(n) for n in re.findall(r"^  (\d+)\. ", digest["text"], re.M)]


def test_attacks(t, house, desk, digest):
    before = page.states(house), house.query("SELECT id, state FROM letter WHERE client IS NOT NULL"), len(desk.sent())
    for what, how in (
            ("from another address", {"sender": "patronne@kervadec-example.test"}),
            ("from a client", {"sender": "anne@legoff.example"}),
            ("in the owner's name without our server's word", {"proven": False}),
            ("by a robot", {"Auto_Submitted": "auto-replied"})):
        desk.write("tout oui", digest, **how)
        t.check("nothing done" in desk.outcome(), f"an answer {what} decides nothing", desk.outcome())
    desk.write("tout oui", {**digest, "id": "<relance.aaaaaaaaaaaaaaaa@x>", "text": "relance aaaaaaaaaaaaaaaa"})
    after = page.states(house), house.query("SELECT id, state FROM letter WHERE client IS NOT NULL"), len(desk.sent())
    t.check(after[1:] == before[1:], "no letter has moved, nobody was answered", (before, after))
    t.check({k: v for k, v in after[0].items() if k in before[0]} == before[0], "no question is decided")


def test_answer(t, house, desk, digest):
    open_ones = sorted(id for id, s in page.states(house).items() if s == "open")
    planned = house.query("SELECT id FROM letter WHERE state = 'planned' AND client IS NOT NULL ORDER BY not_before, id")
    first, second, third = open_ones[:3]
    numbers = items(digest)
    letter = numbers[-1]
    t.check(len(numbers) >= 4, "the digest has numbered items", digest["text"])
    before = len(desk.sent())
    desk.write(f"1 oui, 2 non, 3 le 30/09, {letter} non\n\nMerci !", digest)
    states = page.states(house)
    t.check((states[first], states[second], states[third]) == ("accepted", "rejected", "open"),
            "1 yes, 2 no, 3 stays open", (states, desk.outcome()))
    t.check(house.query("SELECT count(*) FROM hold WHERE kind = 'owner' AND ended_at IS NULL AND until_day = "
                        f"{(datetime.date(2026, 9, 30) - datetime.date(1970, 1, 1)).days}")[0][0] >= 1,
            "3 waits until the day that was said")
    t.check(house.query(f"SELECT state FROM letter WHERE id = {planned[-1][0]}") == [("withdrawn",)],
            "the letter does not leave")
    answers = desk.sent()[before:]
    t.check(len(answers) == 1 and "Merci" in answers[0]["text"] and "1:" in answers[0]["text"],
            "one answer says what was done, and what was not understood", answers and answers[0]["text"])
    t.check(answers[0]["mail"]["Auto-Submitted"] == "auto-replied", "which says that it is automatic")
    return first, second


def test_replay(t, house, desk, digest, decided):
    before = page.states(house)
    n = len(desk.sent())
    desk.write("1 non, 2 oui", digest)
    t.check(page.states(house) == before, "the same items again decide nothing")
    last = desk.sent()[n:][-1]["text"]
    t.check("déjà" in last, "and the owner is told", last)
    house.relance("review", "undo", str(decided[0]))
    before = page.states(house)
    desk.write("1 oui, 2 non", digest)
    t.check(page.states(house) == before, "nor after an undo")
    desk.write("tout oui", digest, thread=False, quote=False)
    t.check(page.states(house) == before, "nor without thread and token")


def test_token(t, desk, digest):
    """Some programs drop the thread: the token under the quoted mail is enough."""
    number = next(i for i in items(digest) if i > 3)
    desk.write(f"{number} oui", digest, thread=False)
    t.check("1 decisions" in desk.outcome(), "the token alone ties the answer", desk.outcome())


def test_slow_page(t, house, desk, digest, port):
    """A thousand connections that say nothing hold up the page's own process at most."""
    slow = []
    for _ in range(1000):
        try:
            c = socket.create_connection(("127.0.0.1", port), 5)
            c.sendall(b"GET /review HTTP/1.1\r\nHo")
            slow.append(c)
        except OSError:
            break
    n = len(desk.sent())
    desk.write("bonjour", digest)
    t.check(len(slow) == 1000 and len(desk.sent()) == n + 1,
            f"with {len(slow)} slow connections to the page a letter leaves all the same")
    for c in slow:
        c.close()


def test_week(t, house, desk):
    """The weekly mail has the few numbers of the week, and comes even when there is nothing to decide."""
    house.stop_roles()
    house.write_conf(mode="approve", settle_seconds=3600, digest_to=OWNER, digest="weekly")
    house.set_clock(page.NOW + datetime.timedelta(days=7))
    house.start_roles()
    n = len(desk.sent())
    house.wait("the weekly mail", lambda: len(desk.sent()) > n, 60)
    text = desk.sent()[-1]["text"]
    week = text[text.find("Les sept derniers jours :"):].split("\n\n")[0]
    print("\n".join("# " + line for line in week.splitlines()))
    t.check(week.count("\n  ") >= 2 and "Relances envoyées : " in week, "the week in a few numbers", text)


def main():
    house, t, port = House(), tap, page.free_port()
    try:
        house.write_conf(mode="approve", settle_seconds=3600)
        house.set_clock(page.NOW)
        page.fill(house)
        house.write_conf(mode="approve", settle_seconds=3600, digest_to=OWNER, listen=f"127.0.0.1:{port}")
        house.start_roles()
        desk = Desk(house, t)
        house.wait("the digest", lambda: house.query("SELECT 1 FROM letter WHERE kind = 'notice'"))
        desk.work()
        planned = house.query("SELECT id FROM letter WHERE state = 'planned' AND client IS NOT NULL")
        t.check(len(planned) > 0, "letters are planned")
        digests = desk.sent()
        t.check(len(digests) >= 1, "the digest has left", house.query("SELECT id, kind, state, why FROM letter"))
        digest = digests[-1]
        print("\n".join("# " + line for line in digest["text"].splitlines()))
        t.check(digest["mail"]["Auto-Submitted"] == "auto-generated", "it says that it is automatic")
        t.check("<script>" in digest["text"] and digest["mail"].get_content_type() == "text/plain",
                "foreign words are plain text in it")
        n = len(digests)
        desk.work()
        t.check(len(desk.sent()) == n, "one a day")
        test_attacks(t, house, desk, digest)
        decided = test_answer(t, house, desk, digest)
        test_replay(t, house, desk, digest, decided)
        test_token(t, desk, digest)
        test_slow_page(t, house, desk, digest, port)
        test_week(t, house, desk)
    finally:
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
