#!/usr/bin/python3
"""import.py: a CSV of a million invoices into a register, beside sqlite3's own .import of the file.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import resource
import subprocess
import sys
import tempfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.abspath(os.environ.get("RELANCE") or os.path.join(TOP, os.environ.get("B", "build"), "relance"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
CLIENTS = 2000


def write(folder):
    random.seed(1)
    with open(folder + "/conf", "w") as f:
        f.write("[company]\nname = A\naddress = a@a.example\ncountry = FR\nlanguage = fr\n")
    os.chmod(folder + "/conf", 0o600)
    with open(folder + "/clients.csv", "w") as f:
        f.write("client_id,name,emails\n")
        f.writelines(f"C{k:05d},Client {k} SARL,compta@c{k}.example\n" for k in range(CLIENTS))
    with open(folder + "/invoices.csv", "w") as f:
        f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency,payment_reference\n")
        for k in range(ROWS):
            total = f"{k % 9000 + 100}.{k % 100:02d}"
            f.write(f"FA-{2020 + k % 7}-{k:07d},C{random.randrange(CLIENTS):05d},invoice,2026-{1 + k % 12:02d}-"
                    f"{1 + k % 28:02d},2026-12-{1 + k % 28:02d},{total},{total if k % 5 == 0 else 0},EUR,RF{k:010d}\n")


def cpu(*args):
    """Seconds of processor time, user and system: what others do beside it counts little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    with tempfile.TemporaryDirectory() as folder:
        write(folder)
        relance = [PROGRAM, "--config", folder + "/conf", "--ledger", folder + "/relance.db", "import"]
        table = folder + "/invoices.csv"
        cpu(*relance, folder + "/clients.csv")
        peer = cpu("sqlite3", folder + "/peer.db", "-cmd", ".mode csv", f".import {table} invoice")
        first, again = cpu(*relance, table), cpu(*relance, table)
        print(f"import of {ROWS} invoices, seconds of processor time (goal: 3.0x)")
        for name, seconds in (("sqlite3 .import", peer), ("relance import", first), ("the same again", again)):
            print(f"  {name:<16} {seconds:7.2f}  {seconds / peer:5.1f}x")


sys.exit(main())
