#!/usr/bin/python3
"""terminal.py: relance review at a real (pseudo) terminal: full screen, line by line, from a pipe.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import page
import tap
from house import PROGRAM, US, House


class Terminal:
    """The program at a terminal of its own."""

    def __init__(self, house, *args, term="xterm", rows=24, columns=80):
        self.house, self.seen = house, ""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            env = dict(house.environment(), TERM=term)
            env.pop("NO_COLOR", None)
            os.execve(PROGRAM, [PROGRAM, "--config", house.conf, *args], env)
        self.resize(rows, columns)

    def resize(self, rows, columns):
        termios.tcsetwinsize(self.fd, (rows, columns))

    def read_until(self, words, seconds=20):
        """What has been written since the last call, up to these words."""
        end = time.time() + seconds
        while words not in self.seen:
            if time.time() > end or not select.select([self.fd], [], [], end - time.time())[0]:
                raise SystemExit(f"the terminal does not show {words!r}:\n{self.seen!r}")
            try:
                self.seen += os.read(self.fd, 65536).decode(errors="replace")
            except OSError:
                raise SystemExit(f"ended without {words!r}:\n{self.seen!r}")
        at = self.seen.index(words) + len(words)
        got, self.seen = self.seen[:at], self.seen[at:]
        return got

    def key(self, keys, then):
        os.write(self.fd, keys.encode())
        return self.read_until(then)

    def end(self):
        """What was still written, and the exit status."""
        rest = self.seen
        while True:
            try:
                got = os.read(self.fd, 65536)
            except OSError:
                got = b""
            if not got:
                break
            rest += got.decode(errors="replace")
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return rest, os.waitstatus_to_exitcode(status)


def strange(house):
    """A mail whose words would clear the screen and write a lie."""
    house.deliver((f"From: u@k4.example\r\nTo: {US}\r\nDate: Mon, 7 Sep 2026 09:40:00 +0200\r\n"
                   "Subject: FA-2026-0004\r\nMessage-ID: <evil@k4.example>\r\nContent-Type: text/plain; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                   "La facture FA-2026-0004 a =C3=A9t=C3=A9 pay=C3=A9e vendredi.=1B[2J=1B[1;1HTout va bien=C2=9B1;1H\r\n").encode())
    house.relance("watch", "--once")
    house.relance("work", "--once")


def test_screen(t, house):
    first, second, third, fourth = sorted(id for id, s in page.states(house).items() if s == "open")[:4]
    term = Terminal(house, "review", rows=30)
    before = termios.tcgetattr(term.fd)
    shown = term.read_until("q quit")
    t.check("\033[?1049h" in shown and "10 open" in shown and f"{first}" in shown, "a screen of its own, with the question", shown)
    t.check("if yes: reminders for FA-2026-0001" in shown, "and what a yes does", shown)
    shown = term.key("y", f"{first}: yes")
    t.check(page.states(house)[first] == "accepted", "y: yes")
    shown = term.key("n", f"{second}: no")
    t.check(page.states(house)[second] == "rejected", "n: no")
    shown = term.key("u", "open again as")
    t.check(max(page.states(house)) > fourth and page.states(house)[max(page.states(house))] == "open", "u: undone")
    term.read_until("q quit")
    shown = term.key("l", "q quit")
    t.check("later" in shown and f"   {third}\033" in shown, "l: the next one; after the last the first again", shown)
    term.key("c", "nothing: ")
    shown = term.key("FA-2026-0003=120.00\n", f"{third}: corrected")
    answer = house.query(f"SELECT answer FROM suggestion WHERE id = {third}")[0][0]
    t.check(page.states(house)[third] == "corrected" and "120.00" in answer, "c: corrected with a line", answer)
    term.read_until("q quit")
    term.key("c", "nothing: ")
    shown = term.key("NONE-1\n", "is no invoice")
    t.check(page.states(house)[fourth] == "open", "what the register does not know is said, and nothing is done")
    term.read_until("q quit")
    term.resize(12, 40)
    os.kill(term.pid, signal.SIGWINCH)
    shown = term.read_until("relance review") + term.read_until("y yes")
    plain = [re.sub(r"\033\[[0-9;?]*[a-zA-Z]", "", line) for line in re.split(r"\r\n|\033\[[0-9]+;1H", shown)]
    t.check(max(len(x) for x in plain) <= 40 and shown.count("\r\n") <= 12, "a smaller window is drawn anew", plain)
    os.write(term.fd, b"q")
    rest, code = term.end()
    t.check(code == 0 and "\033[?1049l" in rest, "q: the screen that was there comes back", (code, rest))
    t.check(before[3] & termios.ECHO, "the terminal echoed before")
    return fourth


def test_restored(t, house):
    """A shell around it finds its terminal as it was, also after ^C."""
    for key in ("q", "\x03"):
        term = Terminal(house, "review")
        term.read_until("q quit")
        raw = termios.tcgetattr(term.fd)[3] & (termios.ECHO | termios.ICANON)
        os.write(term.fd, key.encode())
        term.read_until("\033[?1049l")
        cooked = termios.tcgetattr(term.fd)[3] & (termios.ECHO | termios.ICANON)
        term.end()
        t.check(raw == 0 and cooked == termios.ECHO | termios.ICANON, f"{key!r} leaves the terminal as it was", (raw, cooked))


def test_lines(t, house, id):
    term = Terminal(house, "review", term="dumb")
    shown = term.read_until("q quit> ")
    t.check("\033" not in shown, "TERM=dumb: line by line, nothing but text", shown)
    term.key("l\n", "q quit> ")
    term.key("nonsense\n", "y yes")
    os.write(term.fd, b"q\n")
    t.check(term.end()[1] == 0, "and it ends")
    r = subprocess.run([PROGRAM, "--config", house.conf, "review", "-"], input="no\nl\nc client K01\n", text=True,
                       capture_output=True, env=house.environment())
    states = page.states(house)
    t.check(r.returncode == 0 and "Traceback" not in r.stderr and f"{id}: no" in r.stdout and states[id] == "rejected",
            "verbs from a pipe", (r.stdout[-600:], r.stderr, states))


def test_strange(t, house):
    strange(house)
    id = str(house.query("SELECT max(id) FROM suggestion")[0][0])
    shown = house.relance("review", "show", id)
    t.check("Tout va bien" in shown and "\x1b" not in shown and "\x9b" not in shown,
            "control characters of strangers do not reach the terminal", repr(shown))


def main():
    t, house = tap, House()
    try:
        house.write_conf(mode="approve", settle_seconds=3600)
        house.set_clock(page.NOW)
        channels.fill(house)
        fourth = test_screen(t, house)
        test_restored(t, house)
        test_lines(t, house, fourth)
        test_strange(t, house)
        while r := house.query("SELECT id FROM suggestion WHERE state = 'open' LIMIT 1"):
            house.relance("review", "reject", str(r[0][0]))
        term = Terminal(house, "review")
        term.read_until("Nothing to review.")
        os.write(term.fd, b"q")
        t.check(term.end()[1] == 0, "nothing to review")
    finally:
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    import channels  # which drives this terminal too
    main()
