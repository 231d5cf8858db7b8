#!/usr/bin/python3
"""bench_page.py: every page over 100,000 invoices, of which 10,000 are open, and 20,000 reminders: median, worst.

SPDX-License-Identifier: GPL-3.0-or-later

  page                                            median   worst, and processor time of the server

The figures are reckoned anew whenever anything in the ledger has changed: once more is measured how long that takes.
"""
import datetime
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "mailserver")]

import page

TOP = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(os.environ.get("RELANCE") or os.path.join(TOP, os.environ.get("B", "build"), "relance"))
TODAY = datetime.date(2026, 11, 22)
CLIENTS, INVOICES, OPEN, REMINDERS, RUNS = 4000, 100000, 10000, 20000, 15
PAGES = ["/review", "/today", "/next", "/waiting", "/doubt", "/aside", "/tasks", "/figures", "/health",
         "/client/C17", "/invoice/F-99999", "/waiting?page=20", "/figures?page=20", "/tasks?page=20"]
LIMIT_MS = 100


def fill(dir):
    r = random.Random(7)
    with open(dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n")
        for n in range(CLIENTS):
            f.write(f"C{n},Client {n} SARL,Personne {n},u{n}@c{n}.example,c{n}.example,fr,FR\n")
    with open(dir + "/invoices.csv", "w") as f, open(dir + "/payments.csv", "w") as money:
        f.write("number,client_id,kind,issue_date,due_date,total,open_amount,currency\n")
        money.write("date,amount,currency,payer,reference,invoice\n")
        past = []
        for n in range(INVOICES):
            is_open = n >= INVOICES - OPEN
            issued = TODAY - datetime.timedelta(days=r.randrange(0, 150) if is_open else r.randrange(100, 1500))
            due = issued + datetime.timedelta(days=30)
            total = f"{r.randrange(50, 9000)}.{r.randrange(100):02d}"
            client = r.randrange(CLIENTS)
            f.write(f"F-{n},C{client},invoice,{issued},{due},{total},{total if is_open else '0.00'},EUR\n")
            if not is_open:
                paid = due + datetime.timedelta(days=r.randrange(-3, 20))
                money.write(f"{paid},{total},EUR,x,F-{n},F-{n}\n")
                if paid > due + datetime.timedelta(days=5):
                    past.append((due + datetime.timedelta(days=5), n, client))
    with open(dir + "/reminders.csv", "w") as f:  # the newest of them: about a year
        f.write("message_id,client_id,invoices,step,sent_at,to\n")
        for day, n, client in sorted(past)[-REMINDERS:]:
            f.write(f"<r{n}@bench.example>,C{client},F-{n},1,{day}T09:00:00+01:00,u{client}@c{client}.example\n")


def processor(pid):
    words = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return 1000 * (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main():
    dir = tempfile.mkdtemp()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = dict(os.environ, RELANCE_NOW=f"{TODAY}T10:00:00+01:00", NO_COLOR="1")
    run = lambda *args: subprocess.check_output([PROGRAM, "--config", dir + "/relance.conf", *args], env=env, text=True)
    with open(dir + "/relance.conf", "w") as f:
        f.write("[company]\nname = Bench\naddress = us@bench.example\n[mailbox m]\nimap_host = localhost\n"
                "user = us\npassword_command = echo x\nfrom = us@bench.example\n"
                f"[service]\nmode = approve\nlisten = 127.0.0.1:{port}\n")
    os.chmod(dir + "/relance.conf", 0o600)
    server = None
    slow = []
    try:
        fill(dir)
        began = time.time()
        run("import", *(f"{dir}/{x}.csv" for x in ("clients", "invoices", "payments")))
        run("import", "--as", "reminders", dir + "/reminders.csv")
        print(f"import of {INVOICES} invoices and {INVOICES - OPEN} payments: {time.time() - began:.1f} s")
        began = time.time()
        run("work", "--once")
        print(f"the day of {CLIENTS} clients: {time.time() - began:.1f} s", flush=True)
        server = subprocess.Popen([PROGRAM, "--config", dir + "/relance.conf", "serve"], env=env, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        p = page.Page(port)
        p.login(run("serve", "--login"))
        for path, changing in [(x, False) for x in PAGES] + [("/figures", True)]:
            times, used = [], processor(server.pid)
            for _ in range(RUNS):
                if changing:
                    run("hold", "C17")
                    run("resume", "C17")
                began = time.perf_counter()
                r = p.get(path)
                times.append(1000 * (time.perf_counter() - began))
                assert r.status == 200, (path, r.status)
            median = statistics.median(times)
            slow += [path] if median >= LIMIT_MS and not changing else []
            used = (processor(server.pid) - used) / RUNS
            path += ", the ledger has changed" if changing else ""
            print(f"{path:<46} {median:7.1f} ms {max(times):7.1f} ms {used:7.1f} ms  {len(r.text) // 1024} kB", flush=True)
    finally:
        if server:
            server.terminate()
            server.wait(20)
        shutil.rmtree(dir)
    print("slower than 100 ms:", *slow) if slow else print("all below 100 ms in the median")
    sys.exit(bool(slow))


main()
