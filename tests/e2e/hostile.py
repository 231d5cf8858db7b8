#!/usr/bin/python3
"""hostile.py: mails made to break the parsers; each is set aside, the mail behind them is worked.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import os
import resource
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House
from tap import check

NOW = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
HEAD = b"From: u@c1.example\r\nMessage-ID: <%s@c1.example>\r\n"
K = "\u045c".encode()
SECONDS_EACH = 5

MAILS = {
    # jstedfast/gmime#165: asking for the boundary never returns and eats 270 MB a second
    "boundary-hang": b"From: Une Personne\r\n <U@c1.example>\r\nContent-Type: multipart/mixed;\r\n " + K * 35 + b'="' + K + b'";\r\n\r\n',
    # nested address groups overflow GMime's stack
    "group-stack": b"From: " + b"a:" * 60000 + b"\r\n\r\nhi\r\n",
    # two megabytes of empty parts take half a gigabyte
    "many-parts": b"From: a@b\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 400000,
    "many-headers": b"".join(b"X-%d: y\r\n" % i for i in range(200000)) + b"\r\nhi\r\n",
    "deep": b"From: a@b\r\nMIME-Version: 1.0\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(5000)),
    "html-attributes": b"From: a@b\r\nContent-Type: text/html\r\n\r\n<p " + b" ".join(
        b"a%d=1" % i for i in range(60000)) + b">x\r\n",
    "encoded-words": b"From: a@b\r\nSubject: " + b"=?utf-8?q?a?= " * 50000 + b"\r\n\r\nhi\r\n",
}
MUST_BE_SET_ASIDE = ("boundary-hang", "group-stack", "many-parts")


def main():
    house = House()

    try:
        house.write_conf(mode="shadow")
        house.set_clock(NOW)
        with open(house.dir + "/clients.csv", "w") as f:
            f.write("client_id,name,contact_name,emails,domains,language,country\n"
                    "C1,Client SARL,Une Personne,u@c1.example,c1.example,fr,FR\n")
        house.relance("import", house.dir + "/clients.csv")
        for name, raw in MAILS.items():
            house.deliver(b"X-Name: " + name.encode() + b"\r\n" + raw)
        house.deliver(HEAD % b"behind" + b"Subject: hello\r\n\r\nThe mail behind them.\r\n")
        house.relance("watch", "--once")
        began = time.time()
        r = house.run("work", "--once")
        took = time.time() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        check(r.returncode == 0, f"work goes on {r.stderr[-300:] if r.returncode else ''}")
        check(took < SECONDS_EACH * len(MAILS), f"{took:.1f} seconds for {len(MAILS)} hostile mails")
        check(peak < 600, f"at most {peak} MB resident in any process")
        rows = {}
        for raw, state, words in house.query("SELECT substr(raw, 1, 2000), state, words FROM message "
                                            "JOIN message_raw ON message_raw.message = message.id"):
            name = next((k for k in MAILS if f"X-Name: {k}\r".encode() in raw), "behind")
            rows[name] = (state, words)
        for name in MAILS:
            state, words = rows.get(name, ("lost", ""))
            ok = state == "set_aside" or (state == "done" and name not in MUST_BE_SET_ASIDE)
            check(ok, f"{name}: {state}: {words}")
        check(rows.get("behind", ("",))[0] == "done", "the mail behind them is worked")
        held = house.query("SELECT client FROM hold WHERE why LIKE '%could not be read%'")
        check(held == [("C1",)], f"the letters of whoever wrote one of them wait: {held}")
        house.deliver(b"From: u@c2.example\r\nMessage-ID: <dies@c2.example>\r\n\r\nfatal\r\n")
        house.relance("watch", "--once")
        with sqlite3.connect(house.ledger) as ledger:
            ledger.execute("UPDATE message SET tries = 12 WHERE message_id LIKE '%dies@c2.example%'")
        house.relance("work", "--once")
        fatal = house.query("SELECT state FROM message WHERE message_id LIKE '%dies@c2.example%'")
        check(fatal == [("set_aside",)], f"what work itself died on a dozen times is set aside: {fatal}")
        shown = house.relance("review")
        check(shown.count("set aside") >= len(MUST_BE_SET_ASIDE), "review shows what was set aside")
    finally:
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
