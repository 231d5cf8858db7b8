# strangers.py: mail of people who owe us nothing, against a register: nothing of it may be touched.
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import random
import subprocess
import tempfile
from pathlib import Path

from program import BUILD, CONF, CORPORA, US, Links

CLIENTS, INVOICES, SEED = 100, 500, 20261122


def register(folder):
    """Clients and invoices at random: common words as names, round and odd sums, some series of numbers."""
    dice = random.Random(SEED)
    words = ("north river stone green first global data city blue union press garden bright metal wave home "
             "star light land point bridge field sun market house").split()
    clients = ["client_id,name,contact_name,emails,domains,language,country"]
    invoices = ["number,client_id,kind,issue_date,due_date,total,open_amount,currency,payment_reference"]
    for c in range(CLIENTS):
        a, b = dice.sample(words, 2)
        clients.append(f"C{c:03},{a.title()} {b.title()} Ltd,{a.title()} Miller,pay@{a}{b}{c}.example,"
                       f"{a}{b}{c}.example,en,GB")
    for n in range(INVOICES):
        total = dice.choice((dice.randrange(10, 5000) * 1.0, dice.randrange(1000, 500000) / 100))
        number = dice.choice((f"{2002000 + n}", f"INV-{1000 + n}", f"2002-{n + 1:03}", f"{100 + n}"))
        invoices.append(f"{number},C{dice.randrange(CLIENTS):03},invoice,2002-01-15,2002-02-14,"
                        f"{total:.2f},{total:.2f},USD,")
    for name, rows in (("clients", clients), ("invoices", invoices)):
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")


def verdicts(files):
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        (folder / "relance.conf").write_text(CONF % (US, "GB", "en"))
        (folder / "relance.conf").chmod(0o600)
        register(folder)
        base = [BUILD / "relance", "--config", folder / "relance.conf", "--ledger", folder / "ledger.db"]
        for kind in ("clients", "invoices"):
            subprocess.run([*base, "import", "--as", kind, folder / f"{kind}.csv"], check=True,
                           stdout=subprocess.DEVNULL)
        links = Links(tmp, files)
        out = subprocess.run([*base, "match", "--json", *links.paths], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL).stdout
        for line in out.splitlines():
            v = json.loads(line)
            yield links.get(Path(v["file"]).name.split(":")[0], v["file"]), v


def measure(show):
    files = sorted((CORPORA / "spamassassin/data").glob("*/*.txt"))
    seen = applied = paused = withdrawn = asked = 0
    for path, v in verdicts(files):
        seen += 1
        applied += v["decision"] == "apply"
        paused += bool(v["pause"])
        withdrawn += bool(v["pause"] or v["hold_client"])
        asked += v["decision"] == "suggest"
        if v["decision"] != "none":
            show(f"{path}: {v['decision']} {v['client']} {[r['say'] for r in v['reasons']]}")
    yield "strangers", "judged", seen, len(files), 0.99
    yield "strangers", "applied", applied, None, 0
    yield "strangers", "paused", paused, None, 0
    yield "strangers", "withdrawn", withdrawn, None, 0
    yield "strangers", "suggested", asked, None, 3
