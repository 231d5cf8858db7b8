# program.py: build/relance read --json over many messages, for the corpora.
# SPDX-License-Identifier: GPL-3.0-or-later
import datetime
import email.message
import email.utils
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("RELANCE_SHARED", ROOT / "../shared"))
CORPORA = Path(os.environ.get("RELANCE_CORPORA", SHARED / "corpora"))
BUILD = ROOT / os.environ.get("B", "build")
US = "office@muster.example"
CONF = "[company]\nname = Muster\naddress = %s\ndomain = muster.example\ncountry = %s\nlanguage = %s\n"
COUNTRY = {"fr": "FR", "en": "GB", "de": "DE", "nl": "NL", "es": "ES", "it": "IT"}
BATCH = 500


class Said:
    """What the program made of some files: readings by file, and what it cost at most."""

    def __init__(self):
        self.readings, self.errors, self.slowest = {}, [], 0.0

    def __getitem__(self, path):
        return self.readings.get(str(path))

    def refused(self):
        """The lines that say of a message why it was not read; a reader that died is no reason."""
        return [e for e in self.errors if re.match(r"relance: \d{5}\.eml(:\d+)?: ", e) and "the reader" not in e]


def run(said, links, conf, rules):
    env = dict(os.environ, **({"RELANCE_RULES": str(rules)} if rules else {}))
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen([BUILD / "relance", "--config", conf, "read", "--json", *links.paths],
                                   stdout=subprocess.PIPE, stderr=errors, env=env)
        last = time.monotonic()
        for line in program.stdout:
            now = time.monotonic()
            said.slowest, last = max(said.slowest, now - last), now
            reading = json.loads(line)
            name = Path(reading["file"]).name.split(":")[0]  # 00001.eml:1 is the first of an mbox
            said.readings.setdefault(links[name], reading)
        program.wait()
        said.slowest = max(said.slowest, time.monotonic() - last)
        errors.seek(0)
        said.errors += errors.read().decode("utf-8", "replace").splitlines()
    if program.returncode not in (0, 1):
        sys.exit(f"relance read left with {program.returncode}: " + "\n".join(said.errors))


def read(files, lang="en", rules=None):
    said, files = Said(), list(files)
    with tempfile.TemporaryDirectory() as tmp:
        conf = Path(tmp) / "relance.conf"
        conf.write_text(CONF % (US, COUNTRY[lang], lang))
        conf.chmod(0o600)
        for i in range(0, len(files), BATCH):
            links = Links(tmp, files[i:i + BATCH])
            run(said, links, conf, rules)
    return said


class Links(dict):
    """Names of our own for files, since a reading knows its file's name without the folder."""

    def __init__(self, folder, files):
        super().__init__((f"{n:05}.eml", str(file)) for n, file in enumerate(files))
        self.paths = [Path(folder) / name for name in self]
        for path in self.paths:
            path.unlink(missing_ok=True)
            path.symlink_to(Path(self[path.name]).resolve())


def read_all(messages, lang="en", rules=None):
    """What is said of raw messages, by their place in the list."""
    with tempfile.TemporaryDirectory() as tmp:
        names = [Path(tmp) / str(n) for n in range(len(messages))]
        for name, raw in zip(names, messages):
            name.write_bytes(raw)
        said = read(names, lang, rules)
        said.readings = {int(Path(name).name): r for name, r in said.readings.items()}
        return said


def read_bytes(messages, lang="en", rules=None):
    """The readings of raw messages, None where one was refused."""
    said = read_all(messages, lang, rules)
    return [said.readings.get(n) for n in range(len(messages))]


def peak_megabytes():
    """The largest resident set of any child so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def message(text, subtype="plain", sent="2026-11-17T10:00:00+01:00", sender="client@client.example",
            subject="Re: 1", reply=True):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = sender, US, subject
    m["Date"] = email.utils.format_datetime(datetime.datetime.fromisoformat(sent))
    m["Message-ID"] = "<1@client.example>"
    if reply:
        m["In-Reply-To"] = "<reminder.1@muster.example>"
    m.set_content(text, subtype=subtype, cte="base64")
    return m.as_bytes()


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()
