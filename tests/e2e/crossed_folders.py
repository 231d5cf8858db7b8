#!/usr/bin/python3
"""crossed_folders.py: the notice of a payment is sorted into a folder while its reminder leaves.

SPDX-License-Identifier: GPL-3.0-or-later

For every second reminder the SMTP server, before it answers the RCPT, has the client's notice
delivered: by a rule of the mailbox, into a folder that is there already, or into a new one. None of
these reminders may leave; all others must.
"""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import MX, US, House

PARIS = datetime.timezone(datetime.timedelta(hours=2))
EVE = datetime.datetime(2026, 9, 7, 7, 30, tzinfo=PARIS)
DAY = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)
CLIENTS = 24


def notice(n):
    folder = ("Clients/Dupont", "Clients/Évrard", f"Clients/{n}")[n // 2 % 3]
    return (f"X-Sort-To: {folder}\nReturn-Path: <u{n}@c{n}.example>\n"
            f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=c{n}.example; dkim=pass"
            f" header.d=c{n}.example; dmarc=pass header.from=c{n}.example\n"
            f"From: Compta <u{n}@c{n}.example>\nTo: {US}\nDate: Mon, 7 Sep 2026 10:05:00 +0200\n"
            f"Message-ID: <paid{n}@c{n}.example>\nSubject: Facture F-{n:03d}\n"
            "Content-Type: text/plain; charset=utf-8\n\n"
            f"Bonjour,\n\nLa facture F-{n:03d} a été réglée ce matin par virement.\n")


class Crossed(House):
    def cross_at_rcpt(self):
        os.mkdir(self.dir + "/notices")
        for n in range(2, CLIENTS + 1, 2):
            with open(f"{self.dir}/notices/u{n}@c{n}.example", "w") as f:
                f.write(notice(n))
        os.chmod(self.dir + "/notices", 0o755)
        self.relay("crossing", f'rcpt-hook:f="{self.dir}/notices/$TO"; [ ! -e "$f" ] || '
                   f'{self.dir}/deliver {self.root} {US} <"$f" >/dev/null')

    def states(self):
        return dict(self.query("SELECT state, count(*) FROM letter GROUP BY state"))


def main():
    c = Crossed()
    try:
        c.sort_by_rule()
        c.cross_at_rcpt()
        c.write_conf(relay="crossing")
        c.set_clock(EVE)
        c.register(CLIENTS)
        box = c.imap()
        for folder in ("Clients/Dupont", "Clients/&AMk-vrard"):
            box.create(f'"{folder}"')
        box.logout()
        c.start_roles()
        c.wait("the plan", lambda: c.states().get("planned") == CLIENTS)
        c.set_clock(DAY)
        c.wait("the sending", lambda: set(c.states()) <= {"sent", "withdrawn"}, 120)
        left = [e["to"][0] if isinstance(e["to"], list) else e["to"] for e in c.delivered("crossing")]
        wrong = [to for to in left if os.path.exists(f"{c.dir}/notices/{to.strip('<>')}")]
        tap.check(not wrong, f"none left whose notice lay in a folder {wrong}")
        tap.check(len(left) == CLIENTS // 2, f"{len(left)} of {CLIENTS} left, the others")
    finally:
        c.stop(remove=not os.environ.get("KEEP"))
    sys.exit(tap.status())


main()
