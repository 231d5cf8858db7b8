#!/usr/bin/env python3
# replies.py: what `relance read` makes of labelled short replies, as whole messages.
# SPDX-License-Identifier: GPL-3.0-or-later
"""replies.py [--show] FILE|DIR...: every line of a file (xx.jsonl: {lang, sent, text, intents}; xx.txt:
"SENT<tab>TEXT" with marks "[intent DATE: words]") becomes a message; prints, per file, intent F1, how many days
are right where both sides give one, and of the labelled days of intents that were found how many have none.
--show lists the days that differ, and those that only one side gives."""
import datetime, email.message, email.utils, glob, json, os, re, subprocess, sys, tempfile

CONF = "[company]\nname = Muster\naddress = office@muster.example\ndomain = muster.example\ncountry = %s\nlanguage = %s\n"
COUNTRY = {"fr": "FR", "en": "GB", "de": "DE", "nl": "NL", "es": "ES", "it": "IT"}
MARK = re.compile(r"\[([^\]:]*):\s*([^\[\]]*)\]")

def message(row, n):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "client@client.example", "office@muster.example", "Re: 1"
    m["Date"] = email.utils.format_datetime(datetime.datetime.fromisoformat(row["sent"] + "T10:00:00+01:00"))
    m["Message-ID"], m["In-Reply-To"] = f"<{n}@client.example>", "<reminder.1@muster.example>"
    m.set_content(row["text"], cte="8bit")
    return m.as_bytes()

def read(rows, lang, tmp):
    names = []
    for n, row in enumerate(rows):
        names.append(os.path.join(tmp, f"{n:04}.eml"))
        with open(names[-1], "wb") as f:
            f.write(message(row, n))
    conf = os.path.join(tmp, "relance.conf")
    with open(conf, "w", encoding="utf-8") as f:
        f.write(CONF % (COUNTRY[lang], lang))
    os.chmod(conf, 0o600)
    out = subprocess.run([os.environ.get("RELANCE", "build/relance"), "--config", conf, "read", "--json", *names],
                         capture_output=True, text=True)
    sys.stderr.write(out.stderr)
    return [json.loads(line) for line in out.stdout.splitlines()]

def marked(line):
    sent, text = line.rstrip("\n").split("\t")
    intents = []
    for marks, _ in MARK.findall(text):
        for mark in marks.split("+"):
            intent, *day = mark.split()
            intents.append({"intent": intent, "date": day[0] if day else None})
    return {"sent": sent, "text": MARK.sub(r"\2", text), "intents": intents}

def rows_of(path):
    with open(path, encoding="utf-8") as f:
        lines = [line for line in f if line.strip() and not line.startswith("#")]
    return [json.loads(line) if path.endswith(".jsonl") else marked(line) for line in lines]

class Days:
    """Days that a label gives and days that were read, of the intents that both name."""

    def __init__(self):
        self.both = self.right = self.none = 0

    def wrong(self, row, said):
        for i in row["intents"]:
            mine = [j for j in said if j["intent"] == i["intent"]]
            days = [j["date"] for j in mine if j["date"]]
            if i["date"] and days:
                self.both += 1
                self.right += i["date"] in days
                if i["date"] not in days:
                    yield f"{i['intent']} {days} for {i['date']}"
            elif i["date"] and mine:
                self.none += 1
                yield f"{i['intent']} without a day for {i['date']}"
            elif days and not any(k["date"] for k in row["intents"] if k["intent"] == i["intent"]):
                yield f"{i['intent']} {days} for none"

def measure(path, show):
    rows, lang = rows_of(path), os.path.basename(path)[:2]
    hit = said = true = 0
    days = Days()
    with tempfile.TemporaryDirectory() as tmp:
        for row, r in zip(rows, read(rows, lang, tmp)):
            ti, si = {i["intent"] for i in row["intents"]}, {i["intent"] for i in r["intents"]}
            hit, said, true = hit + len(ti & si), said + len(si), true + len(ti)
            wrong = list(days.wrong(row, r["intents"]))
            if show and wrong:
                print(f"    {row['sent']} {'; '.join(wrong)} | {row['text']}")
    print(f"{lang}  intent_f1 {2 * hit / (said + true):.3f}  days {days.right}/{days.both} "
          f"{days.right / max(days.both, 1):.3f}  without {days.none}")

def main(argv):
    dirs = [a for a in argv if not a.startswith("--")]
    if not dirs:
        sys.exit(__doc__)
    for d in dirs:
        paths = sorted(glob.glob(os.path.join(d, "*.jsonl")) + glob.glob(os.path.join(d, "*.txt"))) if os.path.isdir(d) else [d]
        for path in paths:
            measure(path, "--show" in argv)

if __name__ == "__main__":
    main(sys.argv[1:])
