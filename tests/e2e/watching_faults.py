#!/usr/bin/python3
"""watching_faults.py: servers that can little, lie, cut and stall; nothing is lost or taken twice.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import PROGRAM, House
from tap import check
from imap_proxy import CUT, Proxy

NOW = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))


class Faulty(House):
    def begin(self):
        self.proxy = Proxy(int(self.env["IMAP_PORT"]))
        self.write_conf(mode="shadow")
        with open(self.conf) as f:
            text = f.read()
        text = re.sub("imap_port = .*", f"imap_port = {self.proxy.port}\nimap_security = plain", text)
        with open(self.conf, "w") as f:
            f.write(text.replace("imap_host = localhost", "imap_host = 127.0.0.1"))
        self.set_clock(NOW)
        with open(self.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n"
                    "C1,Client SARL,Une Personne,u@c1.example,c1.example,fr,FR\n")
        self.relance("import", self.dir + "/clients.csv")

    def mails(self, word, count, size=300):
        for k in range(count):
            self.deliver(f"From: u@c1.example\r\nMessage-ID: <{word}{k}@c1.example>\r\nSubject: {word} {k}\r\n\r\n"
                         .encode() + b"%d " % k + b"y" * size + b"\r\n")

    def kept(self, word):
        return self.query(f"SELECT count(*) FROM message WHERE message_id LIKE '{word}%@c1.example'")[0][0]

    def whole(self, word):
        """Every byte of every message is there."""
        return all(raw.endswith(b"y\r\n") for (raw,) in self.query(
            "SELECT raw FROM message_raw JOIN message ON id = message"
            f" WHERE message_id LIKE '{word}%@c1.example'"))

    def look(self):
        r = self.run("watch", "--once")
        return r.returncode, r.stderr

    def honest(self):
        self.proxy.line = lambda line, literal: (line, literal)
        self.proxy.answer = lambda tag, command: None


def can_little(h):
    def hide(line, literal):
        for word in rb"IDLE UIDPLUS SPECIAL-USE LIST-EXTENDED LIST-STATUS MOVE CONDSTORE SASL-IR".split():
            line = re.sub(rb" " + word + rb"\b", b"", line) if b"CAPABILITY" in line else line
        return re.sub(rb"\\(Sent|Junk|Trash|Drafts) ?", b"", line) if b"LIST" in line else line, literal

    h.proxy.line = hide
    h.proxy.commands.clear()
    h.mails("plain", 3)
    h.look()
    check(h.kept("plain") == 3 and h.whole("plain"), "a server without IDLE, UIDPLUS, SPECIAL-USE")
    check(not any("RETURN" in c for c in h.proxy.commands), "it is asked for nothing that it cannot do")
    h.honest()


def no_sizes(h):
    h.proxy.line = lambda line, literal: (re.sub(rb"RFC822\.SIZE \d+ ?", b"", line), literal)
    h.mails("unsized", 5, 3 << 20)
    check(h.look()[0] == 0, "a server that tells no sizes")
    check(h.kept("unsized") == 5 and h.whole("unsized"), f"{h.kept('unsized')} of 5 mails of 3 MB are whole")
    h.mails("hugeunsized", 1, 27 << 20)
    check(h.look()[0] == 0, "and one of them is too large")
    row = h.query("SELECT refused, length(raw) FROM message JOIN message_raw ON message = id"
                  " WHERE message_id LIKE 'hugeunsized%'")
    check(row and row[0][0] and row[0][1] < 1000, f"its headers are kept: {row}")
    h.honest()


def one_without_answer(h):
    """The list has them all, the sizes leave one out."""
    last = []

    def leave_out(line, literal):
        if b"RFC822.SIZE" in line and not last:
            last.append(line)
            return None
        return line, literal

    h.proxy.line = leave_out
    h.mails("listed", 3)
    h.look()
    check(last and h.kept("listed") == 3 and h.whole("listed"), "a size that is left out costs no mail")
    h.honest()


def strangers(h):
    def add(line, literal):
        if literal and b"BODY[]" in line:
            alien = b'* 1 FETCH (UID 4000000000 BODY[] "alien")\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n'
            return alien + line, literal
        return line, literal

    h.proxy.line = add
    before = h.query("SELECT count(*) FROM message")[0][0]
    h.mails("asked", 3)
    check(h.look()[0] == 0 and h.kept("asked") == 3, "answers about other mails, and EXPUNGE, in between")
    check(h.query("SELECT count(*) FROM message")[0][0] == before + 3, "they bring nothing in")
    h.honest()


def cuts(h):
    h.mails("cut", 4, 20000)
    seen = []

    def cut(line, literal):
        if literal and b"BODY[]" in line:
            seen.append(line)
            return CUT if len(seen) == 3 else (line, literal)
        return line, literal

    h.proxy.line = cut
    status, said = h.look()
    check(status == 75 and h.kept("cut") == 0, f"cut within a mail: nothing of that set is kept ({status})")
    h.honest()
    check(h.look()[0] == 0 and h.kept("cut") == 4 and h.whole("cut"), "and all of it the next time")


def nil_bodies(h):
    h.mails("nil", 3)
    seen = []

    def nil(line, literal):
        if literal and b"BODY[]" in line and len(seen) < 2:
            seen.append(line)
            return re.sub(rb"BODY\[\] \{\d+\}\r\n$", b"BODY[] NIL", line), b""
        return line, literal

    h.proxy.line = nil
    h.look()
    check(len(seen) == 2 and h.kept("nil") == 3 and h.whole("nil"), "NIL for a mail that is there: asked again")
    h.honest()


def always_nil(h):
    h.mails("never", 2)

    def nil(line, literal):
        if literal and b"BODY[]" in line:
            return re.sub(rb"BODY\[\] \{\d+\}\r\n$", b"BODY[] NIL", line), b""
        return line, literal

    h.proxy.line = nil
    status, said = h.look()
    check(status == 75 and "does not give it" in said, "one that never comes is not passed by")
    h.honest()
    h.look()
    check(h.kept("never") == 2 and h.whole("never"), "and comes when the server gives it")


def closed_folder(h):
    box = h.imap()
    box.create('"Closed"')
    box.append('"Closed"', None, None, b"From: u@c1.example\r\nMessage-ID: <closed0@c1.example>\r\n\r\n0 y\r\n")
    box.logout()
    h.proxy.answer = lambda tag, command: (f"{tag} NO [SERVERBUG] Internal error" if "Closed" in command else None)
    h.mails("beside", 2)
    seen = h.query("SELECT seen_at FROM folder WHERE kind = 'inbox'")
    status, said = h.look()
    check(h.kept("beside") == 2, "a folder that cannot be opened does not stop the others")
    check(status == 75 and "Closed cannot be read" in h.relance("status"), "the owner is told")
    check(h.query("SELECT seen_at FROM folder WHERE kind = 'inbox'") == seen, "and the mailbox was not seen")
    h.proxy.answer = lambda tag, command: (f"{tag} NO [NOPERM] Not yours" if "Closed" in command else None)
    check(h.look()[0] == 0, "one that is not for us stops nothing")
    h.honest()
    check(h.look()[0] == 0 and h.kept("closed") == 1, "it is read when it opens")
    check("cannot be read" not in h.relance("status"), "and no more is said of it")


def of_others(h):
    box = h.imap()
    box.create('"Colleague/Private"')
    box.append('"Colleague/Private"', None, None, b"From: u@c1.example\r\nMessage-ID: <private0@c1.example>\r\n\r\ny\r\n")
    box.logout()
    h.proxy.line = lambda line, literal: (re.sub(rb"^(\* NAMESPACE ).*\r\n", rb'\1(("" "/")) (("Colleague/" "/")) NIL\r\n',
                                                 line), literal)
    h.look()
    check(h.kept("private") == 0, "a colleague's own folders are left alone")
    h.honest()
    h.look()
    check(h.kept("private") == 1, "where the server says that they are his")


def garbled_name(h):
    h.proxy.line = lambda line, literal: (line.replace(b"relance/Done", b"R&D"), literal)
    h.mails("garbled", 1)
    h.look()
    check(h.kept("garbled") == 1 and "names are not spelt" in h.relance("status"),
          "a folder whose name is no name is told of")
    h.honest()


def stop_watch(h, ready):
    """Seconds from SIGTERM to the end of the role, asked for when `ready`."""
    watch = subprocess.Popen([PROGRAM, "--config", h.conf, "watch"], env=h.environment(),
                             stderr=subprocess.DEVNULL)
    h.wait("the catch-up", ready)
    began = time.time()
    watch.terminate()
    watch.wait(60)
    return time.time() - began


def stops(h):
    h.mails("slow", 30, 1 << 20)
    h.proxy.bytes_per_second = 400000
    h.proxy.commands.clear()
    took = stop_watch(h, lambda: any("BODY" in c for c in h.proxy.commands))
    check(h.kept("slow") < 30 and took < 2, f"a stop during the catch-up takes {took:.1f} s")
    h.proxy.bytes_per_second = 0
    h.look()
    check(h.kept("slow") == 30 and h.whole("slow"), "and nothing is lost by it")
    h.proxy.answer = lambda tag, command: "" if "EXAMINE" in command else None
    h.proxy.commands.clear()
    took = stop_watch(h, lambda: any("EXAMINE" in c for c in h.proxy.commands))
    check(took < 2, f"and {took:.1f} s while the server says nothing")
    h.honest()


def main():
    h = Faulty()
    try:
        h.begin()
        h.look()
        for part in (can_little, no_sizes, one_without_answer, strangers, cuts, nil_bodies, always_nil,
                     closed_folder, of_others,
                     garbled_name, stops):
            part(h)
    finally:
        h.proxy.stop()
        h.stop(remove=not os.environ.get("KEEP"))
    sys.exit(tap.status())


main()
