#!/usr/bin/python3
"""bench.py: speed and memory beside programs that mail engineers know, in one run.

SPDX-License-Identifier: GPL-3.0-or-later

  catch-up    the mails of ../shared/corpora/spamassassin in a Dovecot mailbox: relance until all are
              worked (fetched, read in the sandbox, judged, written down); mbsync pulling the same
  delivery    LMTP's answer to a client's mail until his reminder is withdrawn, over Dovecot's own
              delay of 500 ms before it notifies; imapfilter's enter_idle beside it
  memory      resident size of all roles after that

Figures are medians; ratios are to be quoted, not seconds: machines differ.
"""
import datetime
import glob
import os
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

from house import TOP, US, House

PARIS = datetime.timezone(datetime.timedelta(hours=2))
EVE = datetime.datetime(2026, 9, 7, 7, 30, tzinfo=PARIS)
CORPUS = os.path.join(TOP, "..", "shared", "corpora", "spamassassin", "data")
NOTIFY = 0.5  # Dovecot gathers changes for so long before it tells an idle client
RUNS = 3
DELIVERIES = 9


def row(name, seconds, more=""):
    print(f"{name:<46} {seconds:8.3f} s  {more}", flush=True)


def fill_maildir(house):
    """The corpus straight into the server's folder, as if it had always been there."""
    box = f"{house.root}/mail/{US}/Maildir"
    house.deliver(b"From: a@b\r\n\r\nmakes the folder\r\n")
    files = sorted(f for f in glob.glob(CORPUS + "/*/*") if os.path.isfile(f))
    for n, path in enumerate(files):
        shutil.copy(path, f"{box}/new/{1700000000 + n}.M{n}P1.bench")
    owner = os.stat(box)
    for f in os.listdir(box + "/new"):
        os.chown(f"{box}/new/{f}", owner.st_uid, owner.st_gid)
    return len(files) + 1


def catch_up(house, n):
    times = []
    for k in range(RUNS):
        for f in glob.glob(house.ledger + "*"):
            os.remove(f)
        house.register(10)
        began = time.time()
        house.relance("watch", "--once")
        fetched = time.time() - began
        house.relance("work", "--once")
        times.append(time.time() - began)
        row(f"  run {k + 1}: fetched {fetched:.2f} s, worked", times[-1])
    states = house.inbox_states()
    return statistics.median(times), states


def mbsync(house, n):
    if not shutil.which("mbsync"):
        return None
    times = []
    for _ in range(RUNS):
        folder = house.dir + "/mbsync"
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with open(house.dir + "/mbsyncrc", "w") as f:
            f.write(f"""IMAPStore far
Host localhost
Port {house.env["IMAPS_PORT"]}
SSLType IMAPS
CertificateFile {house.env["CA_FILE"]}
User {US}
Pass test

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX

Channel all
Far :far:INBOX
Near :near:INBOX
Sync Pull
Create Near
SyncState {folder}/state
""")
        began = time.time()
        r = subprocess.run(["mbsync", "-q", "-c", house.dir + "/mbsyncrc", "all"], capture_output=True,
                           text=True)
        times.append(time.time() - began)
        if r.returncode:
            print("  mbsync:", r.stderr[-300:])
            return None
    return statistics.median(times)


def delivery(house):
    times = []
    for n in range(1, DELIVERIES + 1):
        house.deliver(f"From: u{n}@c{n}.example\r\nMessage-ID: <q{n}@c{n}.example>\r\nSubject: q\r\n\r\n"
                      "Something that nobody understands.\r\n".encode())
        began = time.time()
        while not house.query(f"SELECT 1 FROM letter WHERE client = 'C{n}' AND state = 'withdrawn'"):
            time.sleep(0.002)
            if time.time() - began > 30:
                return None
        times.append(time.time() - began)
    return statistics.median(times)


def imapfilter(house):
    if not shutil.which("imapfilter"):
        return None
    script = house.dir + "/filter.lua"
    with open(script, "w") as f:
        f.write(f"""options.starttls = false
a = IMAP {{ server = "127.0.0.1", port = {house.env["IMAP_PORT"]}, username = "{US}", password = "test" }}
while true do
  a.INBOX:enter_idle()
  local n = a.INBOX:is_recent()
  print("woken") io.stdout:flush()
end
""")
    p = subprocess.Popen(["imapfilter", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True, env=dict(os.environ, HOME=house.dir))
    time.sleep(1.5)
    times = []
    for n in range(DELIVERIES):
        house.deliver(f"From: x@y.example\r\nMessage-ID: <f{n}@y.example>\r\n\r\nhello\r\n".encode())
        began = time.time()
        if not p.stdout.readline():
            break
        times.append(time.time() - began)
        time.sleep(0.7)
    p.kill()
    return statistics.median(times) if times else None


def memory(house):
    def rss(pid):
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def name(pid):
        words = open(f"/proc/{pid}/cmdline", "rb").read().split(b"\0")
        return next((w.decode() for w in words[1:] if w in (b"watch", b"work", b"send", b"reader", b"run")), "?")

    pids = [house.process.pid] + house.role_pids()
    for pid in list(pids):
        out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout
        pids += [int(p) for p in out.split() if int(p) not in pids]
    return {name(p): rss(p) // 1024 for p in pids}


def main():
    house = House()
    try:
        house.write_conf(mode="shadow")
        house.set_clock(EVE)
        if os.path.isdir(CORPUS):
            n = fill_maildir(house)
            ours, states = catch_up(house, n)
            peer = mbsync(house, n)
            row(f"catch-up of {n} mails until worked", ours, f"{n / ours:.0f} a second; {states}")
            if peer:
                row("mbsync pulling the same mailbox", peer, f"ratio relance / mbsync {ours / peer:.2f}")
        else:
            print("catch-up: skipped, ../shared/corpora/spamassassin is not there")
        for f in glob.glob(house.ledger + "*"):
            os.remove(f)
        house.write_conf(mode="automatic")
        house.register(DELIVERIES)
        house.start_roles()
        house.wait("the plan", lambda: len(house.query("SELECT 1 FROM letter WHERE state = 'planned'"))
                   == DELIVERIES, 120)
        ours = delivery(house)
        if ours:
            row("delivery until the reminder is withdrawn", ours, f"{1000 * (ours - NOTIFY):.0f} ms over {NOTIFY} s")
        print("resident MB:", "  ".join(f"{k} {v}" for k, v in memory(house).items()))
        house.stop_roles()
        peer = imapfilter(house)
        if peer:
            row("delivery until imapfilter wakes up", peer, f"{1000 * (peer - NOTIFY):.0f} ms over {NOTIFY} s")
    finally:
        house.stop()


if __name__ == "__main__":
    main()
