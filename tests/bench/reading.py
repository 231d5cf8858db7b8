#!/usr/bin/python3
"""reading.py: readings per second and core beside the indexers `mu index` and `notmuch new`.

SPDX-License-Identifier: GPL-3.0-or-later

All three see the mails of ../shared/corpora/spamassassin in one Maildir, in the same run; what counts
is the processor's time, of the program and its children. Theirs is one pass over the mail into a
search index, ours the whole reading: own words, intents, sums, days, references. Ratios are to be
quoted, not seconds: machines differ. RUNS=n takes the best of n.
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
CORPUS = os.path.join(TOP, "..", "shared", "corpora", "spamassassin", "data")
RELANCE = os.path.join(TOP, os.environ.get("B", "build"), "relance")
RUNS = int(os.environ.get("RUNS", "2"))
CONF = """[company]
name = Bench SARL
address = compta@bench.example
domain = bench.example
country = FR
language = fr
"""


def make_maildir(root):
    """The corpus as a Maildir; how many mails it has."""
    for part in ("cur", "new", "tmp"):
        os.makedirs(f"{root}/Mail/{part}")
    paths = sorted(os.path.join(d, f) for d, _, fs in os.walk(CORPUS) for f in fs if d != CORPUS)
    for n, path in enumerate(paths):
        shutil.copy(path, f"{root}/Mail/cur/{1700000000 + n}.M{n}P1.bench:2,S")
    return len(paths)


def processor_time(*command, env):
    """Seconds of user and system time; None where the program fails."""
    def used():
        u = resource.getrusage(resource.RUSAGE_CHILDREN)
        return u.ru_utime + u.ru_stime
    before = used()
    r = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if r.returncode not in (0, 1):  # 1: some of the mails are none
        print(f"{command[0]}: {r.stderr[-300:]}", file=sys.stderr)
        return None
    return used() - before


def ours(root, env):
    with open(f"{root}/relance.conf", "w", encoding="utf-8") as f:
        f.write(CONF)
    os.chmod(f"{root}/relance.conf", 0o600)
    return processor_time(RELANCE, "--config", f"{root}/relance.conf", "read", "--json",
                          f"{root}/Mail", env=env)


def mu(root, env):
    shutil.rmtree(f"{root}/mu", ignore_errors=True)
    if processor_time("mu", "init", f"--muhome={root}/mu", f"--maildir={root}/Mail", env=env) is None:
        return None
    return processor_time("mu", "index", "--quiet", f"--muhome={root}/mu", env=env)


def notmuch(root, env):
    shutil.rmtree(f"{root}/Mail/.notmuch", ignore_errors=True)
    with open(f"{root}/notmuch", "w", encoding="utf-8") as f:
        f.write(f"[database]\npath={root}/Mail\n[user]\nname=Bench\nprimary_email=a@bench.example\n"
                "[new]\ntags=new\n[search]\n[maildir]\nsynchronize_flags=false\n")
    t = processor_time("notmuch", "new", "--quiet", env=dict(env, NOTMUCH_CONFIG=f"{root}/notmuch"))
    shutil.rmtree(f"{root}/Mail/.notmuch", ignore_errors=True)
    return t


def best(measure, root, env):
    times = [t for t in (measure(root, env) for _ in range(RUNS)) if t]
    return min(times) if times else None


def main():
    if not os.path.isdir(CORPUS):
        print("reading: skipped, ../shared/corpora/spamassassin is not there")
        return
    with tempfile.TemporaryDirectory(prefix="relance-reading-") as root:
        env = dict(os.environ, HOME=root)
        n = make_maildir(root)
        mine = best(ours, root, env)
        if not mine:
            sys.exit("reading: relance has failed")
        print(f"reading {n} mails, processor time: relance {mine:.1f} s, {n / mine:.0f} a second and core")
        for name, program, measure in (("mu index", "mu", mu), ("notmuch new", "notmuch", notmuch)):
            theirs = best(measure, root, env) if shutil.which(program) else None
            if theirs:
                print(f"{name:<20} {theirs:6.1f} s, {n / theirs:5.0f} a second and core; "
                      f"readings as a ratio to it {theirs / mine:.2f}")
            else:
                print(f"{name:<20} skipped: {program} is not installed or has failed")


if __name__ == "__main__":
    main()
