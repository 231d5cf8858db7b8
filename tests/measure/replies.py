#!/usr/bin/env python3
# replies.py: what `relance read` makes of labelled short replies, as whole messages.
# SPDX-License-Identifier: GPL-3.0-or-later
"""replies.py [--show] DIR...: every line of DIR/*.jsonl ({lang, sent, text, intents}) becomes a message; prints,
per file, intent F1 and how many days are right where both sides give one."""
import datetime, email.message, email.utils, glob, json, os, subprocess, sys, tempfile

CONF = "[company]\nname = Muster\naddress = office@muster.example\ndomain = muster.example\ncountry = %s\nlanguage = %s\n"
COUNTRY = {"fr": "FR", "en": "GB", "de": "DE", "nl": "NL", "es": "ES", "it": "IT"}

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

def measure(path, show):
    rows, lang = [json.loads(line) for line in open(path, encoding="utf-8")], os.path.basename(path)[:2]
    hit = said = true = right = both = 0
    with tempfile.TemporaryDirectory() as tmp:
        for row, r in zip(rows, read(rows, lang, tmp)):
            ti, si = {i["intent"] for i in row["intents"]}, {i["intent"] for i in r["intents"]}
            hit, said, true = hit + len(ti & si), said + len(si), true + len(ti)
            wrong = []
            for i in row["intents"]:
                days = [j["date"] for j in r["intents"] if j["intent"] == i["intent"] and j["date"]]
                if i["date"] and days:
                    both += 1
                    right += i["date"] in days
                    if i["date"] not in days:
                        wrong.append(f"{i['intent']} {days} for {i['date']}")
                elif i["date"] and i["intent"] in si and i["intent"] != "paid":
                    wrong.append(f"{i['intent']} without a day for {i['date']}")
                elif days and i["intent"] != "paid":
                    wrong.append(f"{i['intent']} {days} for none")
            if show and wrong:
                print(f"    {row['sent']} {'; '.join(wrong)} | {row['text']}")
    print(f"{lang}  intent_f1 {2 * hit / (said + true):.3f}  days {right}/{both} {right / max(both, 1):.3f}")

def main(argv):
    dirs = [a for a in argv if not a.startswith("--")]
    if not dirs:
        sys.exit(__doc__)
    for d in dirs:
        for path in sorted(glob.glob(os.path.join(d, "*.jsonl")) if os.path.isdir(d) else [d]):
            measure(path, "--show" in argv)

if __name__ == "__main__":
    main(sys.argv[1:])
