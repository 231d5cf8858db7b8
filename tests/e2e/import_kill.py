#!/usr/bin/python3
"""import_kill.py: an import that is killed at any moment and repeated leaves the same register.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import PROGRAM
from tap import check

ROWS, KILLS = 20000, 12


def main():
    random.seed(7)
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/conf", "w") as f:
            f.write("[company]\nname = A\naddress = a@a.example\ncountry = FR\nlanguage = fr\n")
        os.chmod(folder + "/conf", 0o600)
        with open(folder + "/clients.csv", "w") as f:
            f.write("client_id,name\n" + "".join(f"C{k},Client {k}\n" for k in range(50)))
        with open(folder + "/invoices.csv", "w") as f:
            f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n")
            for k in range(ROWS):
                f.write(f"F-{k},C{k % 50},invoice,2026-01-01,2026-01-31,{k + 1}.00,{k + 1}.00,EUR\n")
            f.write("F-1,C1,invoice,2026-01-01,2026-01-31,2.00,1.00,EUR\n")  # the later line counts
            f.write("X-1,nobody,invoice,2026-01-01,2026-01-31,2.00,1.00,EUR\n")

        def call(ledger, table):
            return [PROGRAM, "--config", folder + "/conf", "--ledger", f"{folder}/{ledger}", "import", table]

        def run(ledger, table):
            return subprocess.run(call(ledger, table), capture_output=True, text=True)

        def register(ledger):
            with sqlite3.connect(f"{folder}/{ledger}") as db:
                return (db.execute("SELECT * FROM invoice ORDER BY number").fetchall(),
                        db.execute("SELECT * FROM invoice_key").fetchall(),
                        db.execute("SELECT run, first, entries FROM invoice_key_pack ORDER BY 1, 2").fetchall(),
                        db.execute("SELECT * FROM sold").fetchall(),
                        db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall())

        for ledger in ("whole.db", "killed.db"):
            run(ledger, folder + "/clients.csv")
        began = time.time()
        whole = run("whole.db", folder + "/invoices.csv")
        took = time.time() - began
        check(f"{ROWS} added, 1 changed, 0 unchanged, 1 refused" in whole.stdout and "nobody" in whole.stderr,
              "each line is accounted for")
        killed = 0
        for _ in range(KILLS):
            p = subprocess.Popen(call("killed.db", folder + "/invoices.csv"), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, took))
            killed += p.poll() is None
            p.send_signal(signal.SIGKILL)
            p.wait()
            with sqlite3.connect(folder + "/killed.db") as db:
                rows = db.execute("SELECT count(*) FROM invoice").fetchone()[0]
            if rows not in (0, ROWS):
                check(False, f"half a file is in the register: {rows} rows")
        check(killed > 0, f"{killed} of {KILLS} imports were killed in the middle")
        run("killed.db", folder + "/invoices.csv")
        check(register("whole.db") == register("killed.db"), "the same register, keys and indexes")
        again = run("killed.db", folder + "/invoices.csv")
        check(" 0 added" in again.stdout, "and once more adds nothing")
    sys.exit(tap.status())


main()
