#!/usr/bin/python3
"""crash.py: die at every durable step of watch, work and send, go on, and end in the same state.

SPDX-License-Identifier: GPL-3.0-or-later

For each role and n = 1, 2, 3, ...: the role is killed (SIGKILL) at its n-th durable step, before or
after a commit or a command to a server. Then everything runs again without faults. The end state
must be that of an undisturbed run; the mail server must not have taken a letter twice; and one more
run must change nothing. A letter whose fate nobody can know is settled as its owner would: by what
really arrived.

  crash.py [--stride N]    every N-th point only (`make crash` tries them all)
"""
import datetime
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "mailserver"))

import house
import tap
from house import House, PROGRAM

PARIS = datetime.timezone(datetime.timedelta(hours=2))
EVE = datetime.datetime(2026, 9, 7, 7, 30, tzinfo=PARIS)
DAY = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)
CLIENTS = 6
WRITERS = (5, 6)  # clients who have written before the reminders leave: theirs must wait
LEAST_POINTS = 100


def mail(n, k, us):
    return (f"Return-Path: <u{n}@c{n}.example>\r\nFrom: Client {n} <u{n}@c{n}.example>\r\nTo: {us}\r\n"
            f"Date: Mon, 7 Sep 2026 07:1{k}:00 +0200\r\nMessage-ID: <m{n}.{k}@c{n}.example>\r\n"
            f"Subject: =?utf-8?q?R=C3=A9ception?=\r\n\r\nA word that nobody understands, number {k}.\r\n"
            ).encode()


class Crash(House):
    """One server; every run has a mailbox, a folder and a ledger of its own."""

    def begin(self, name):
        self.stop_roles()
        self.us = f"{name}@{house.DOMAIN}"
        self.dir = f"{self.root}/relance/{name}"
        os.mkdir(self.dir)
        self.clock_file, self.conf = self.dir + "/now", self.dir + "/relance.conf"
        self.ledger, self.log = self.dir + "/relance.db", self.dir + "/log"
        self.steps = self.dir + "/steps"
        self.delivered_to_us = 0
        self.helpers = []
        self.later = datetime.timedelta()
        self.write_conf()
        text = open(self.conf).read().replace(house.US, self.us)
        open(self.conf, "w").write(text)
        self.set_clock(EVE)

    def fill(self):
        self.register(CLIENTS)
        for n in WRITERS:
            for k in range(3):
                self.deliver(mail(n, k, self.us), self.us)

    def one(self, role, *args, die=None):
        env = {"RELANCE_STEP_LOG": self.steps}
        if die and die[0] == role:
            env.update(RELANCE_DIE_AT=die[1], RELANCE_DIE_ROLE=role)
        return self.run(role, "--once", *args, **env).returncode

    def helpers_on(self):
        """send asks a living watch and work for the last look."""
        for role in ("watch", "work"):
            self.helpers.append(subprocess.Popen([PROGRAM, "--config", self.conf, role],
                                                 env=self.environment(), stderr=open(self.log, "ab")))

    def helpers_off(self):
        for p in self.helpers:
            p.terminate()
        for p in self.helpers:
            p.wait(60)
        self.helpers = []

    def live(self, die=None):
        """A morning: fetch, work, plan, send, file. With `die`, one role is killed on the way."""
        if not self.later:
            self.set_clock(EVE)
        killed = self.one("watch", die=die) == -9
        killed |= self.one("work", die=die) == -9
        if killed:
            return True
        self.set_clock(DAY + self.later)
        self.one("watch")
        killed |= self.one("work", die=die and die[0] == "work-day" and ("work", die[1])) == -9
        self.helpers_on()
        try:
            killed |= self.one("send", die=die) == -9
        finally:
            self.helpers_off()
        if killed and die[0] == "send":
            return True
        killed |= self.one("watch", die=die and die[0] == "watch-file" and ("watch", die[1])) == -9
        return killed

    def half_an_hour_later(self):
        self.later += datetime.timedelta(minutes=31)
        self.set_clock(DAY + self.later)
        self.one("watch")
        self.one("work")

    def state(self):
        """The end of it all, without what differs between two runs: numbers, times, tokens."""
        return {
            "messages": sorted(self.query("SELECT message_id, state, words FROM message JOIN location"
                                          " ON location.message = message.id JOIN folder ON folder.id ="
                                          " location.folder WHERE folder.kind = 'inbox'")),
            "letters": sorted(set(self.query("SELECT client, step, state FROM letter "
                                             "WHERE state <> 'withdrawn'"))),
            "filed": self.query("SELECT count(*) FROM letter WHERE filed_at IS NOT NULL"),
            "holds": sorted(self.query("SELECT client, invoice, kind FROM hold")),
        }

    def arrivals(self):
        """How often the server took a letter of this run, by recipient."""
        ours = {mid for (mid,) in self.query("SELECT message_id FROM letter")}
        took = [e["mid"].strip("<>") for e in self.delivered() if e["mid"].strip("<>") in ours]
        return took

    def sent_folder(self):
        box = f"{self.root}/mail/{self.us}/Maildir/.Sent"
        return sum(len(os.listdir(f"{box}/{d}")) for d in ("new", "cur") if os.path.isdir(f"{box}/{d}"))


def trial(crash, role, n, golden):
    crash.begin(f"{role}-{n}")
    crash.fill()
    died = crash.live(die=(role, n))
    if not died:
        return None
    crash.live()
    doubts = crash.settle_doubts(crash.half_an_hour_later)
    crash.live()
    trouble = []
    took = crash.arrivals()
    if len(took) != len(set(took)):
        trouble.append(f"a letter was taken twice: {took}")
    state = crash.state()
    for part, want in golden.items():
        if state[part] != want:
            trouble.append(f"{part}: {state[part]} instead of {want}")
    if crash.sent_folder() != len(took):
        trouble.append(f"{crash.sent_folder()} copies in Sent of {len(took)} letters")
    crash.live()
    if crash.state() != state or crash.arrivals() != took:
        trouble.append("a further run changed something")
    shutil.rmtree(crash.dir)
    return trouble, doubts


def main():
    stride = int(sys.argv[sys.argv.index("--stride") + 1]) if "--stride" in sys.argv else 1
    began = time.time()
    crash = Crash()
    tried = failed = doubts = 0
    try:
        crash.begin("golden")
        crash.fill()
        crash.live()
        crash.live()
        golden = crash.state()
        sent = len(crash.arrivals())
        print(f"# undisturbed: {sent} letters sent, {len(golden['holds'])} holds, "
              f"{len(golden['messages'])} messages")
        tap.check(sent == CLIENTS - len(WRITERS), "an undisturbed run sends what is due and nothing else")
        for role in ("watch", "work", "work-day", "send", "watch-file"):
            n = 1
            while True:
                result = trial(crash, role, n, golden)
                if result is None:
                    break
                trouble, asked = result
                tried, doubts = tried + 1, doubts + asked
                for t in trouble:
                    failed += 1
                    print(f"# {role} killed at step {n}: {t}", flush=True)
                n += stride
            print(f"# {role}: {(n - 1 + stride - 1) // stride} points", flush=True)
    finally:
        crash.stop()
    least = LEAST_POINTS // stride
    print(f"# {tried} points, {failed} troubles, {doubts} letters settled by their owner, "
          f"{time.time() - began:.0f} seconds")
    tap.check(failed == 0, "the same end state after every crash, no letter twice")
    tap.check(tried >= least, f"at least {least} points were really tried")
    sys.exit(tap.status())


main()
