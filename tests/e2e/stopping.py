#!/usr/bin/python3
"""stopping.py: a stop waits for the answer to a letter; a second one does not.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House
from tap import check

PARIS = datetime.timezone(datetime.timedelta(hours=2))
EVE = datetime.datetime(2026, 9, 7, 7, 30, tzinfo=PARIS)
DAY = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=PARIS)


class Stopping(House):
    def begin(self, relay, fault):
        self.relay(relay, fault)
        self.write_conf(relay=relay)
        self.set_clock(EVE)
        with open(self.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n"
                    "C1,Client SARL,Une Personne,u@c1.example,c1.example,fr,FR\n")
        with open(self.dir + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n"
                    "F-001,C1,invoice,2026-07-27,2026-08-26,100.00,100.00,EUR\n")
        self.relance("import", self.dir + "/clients.csv", self.dir + "/invoices.csv")
        self.start_roles()
        self.wait("the plan", lambda: self.state() == "planned")
        self.set_clock(DAY)
        self.wait("the letter's body", lambda: self.state() == "in_doubt")

    def state(self):
        rows = self.query("SELECT state FROM letter")
        return rows[0][0] if rows else None

    def ends(self, seconds):
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False


def late_answer():
    h = Stopping()
    try:
        h.begin("late", "slow-dot:4")
        h.process.terminate()
        check(not h.ends(1), "a stop waits while a letter has no answer")
        check(h.ends(30) and h.state() == "sent", f"and notes the answer: {h.state()}")
    finally:
        h.stop()


def no_answer():
    h = Stopping()
    try:
        h.begin("silent", "silent-dot")
        h.process.terminate()
        check(not h.ends(6), "it waits on while none comes")
        check("waiting for send" in open(h.log).read(), "and says so")
        began = time.time()
        h.process.terminate()
        check(h.ends(10), f"a second stop ends it at once ({time.time() - began:.1f} s)")
        check(h.state() == "in_doubt", f"the letter is {h.state()}")
    finally:
        h.stop()


late_answer()
no_answer()
sys.exit(tap.status())
