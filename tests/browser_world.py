#!/usr/bin/python3
"""browser_world.py: every kind of card accepted, rejected, corrected and undone, by keyboard alone.

SPDX-License-Identifier: GPL-3.0-or-later

The mailbox of a labelled world (../shared/worlds/atelier) goes through the real pipeline: delivered,
fetched, read, judged. Of each kind of question the first one is taken, in a real Chromium.
"""
import datetime
import glob
import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, "e2e"), os.path.join(here, "mailserver")]

import browser
import page
import tap
from house import House, TOP

WORLD = os.path.join(TOP, "..", "shared", "worlds", "atelier")
NOW = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


def fill(house, port):
    house.write_conf(mode="approve", listen=f"127.0.0.1:{port}", settle_seconds=3600)
    text = open(house.conf).read()
    company = open(WORLD + "/world.conf").read()
    open(house.conf, "w").write(company + text[text.index("[mailbox"):])
    house.set_clock(NOW)
    house.relance("import", *(f"{WORLD}/{x}.csv" for x in ("clients", "invoices")))
    house.relance("import", "--as", "reminders", WORLD + "/reminders.csv")
    for path in sorted(glob.glob(WORLD + "/messages/*.eml")):
        house.deliver(open(path, "rb").read())
    house.relance("watch", "--once")
    house.relance("work", "--once")


def kinds(house):
    """Kind of the message and its intents -> the first open question of that kind."""
    found = {}
    for id, verdict in house.query("SELECT id, verdict FROM suggestion WHERE state = 'open' ORDER BY id"):
        v = json.loads(verdict)
        name = v["kind"] + ": " + "+".join(sorted({i["intent"] for i in v["intents"]}) or ["nothing"])
        found.setdefault(name, id)
    return found


class Keys:
    """The owner without a mouse."""

    def __init__(self, b, base):
        self.b, self.base = b, base

    def show(self, id):
        self.b.go(f"{self.base}/review?after={id - 1}")
        return self.b.js(f"!!document.getElementById('c{id}') && document.activeElement.matches('article.card')")

    def press(self, key, code=0):
        more = {"windowsVirtualKeyCode": code} if code else {}
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.b.call("Input.dispatchKeyEvent", type=kind, key=key, **more, **text)

    def answer(self, key):
        self.b.loading(lambda: self.b.key(key))

    def undo(self, house):
        self.b.loading(lambda: self.b.key("u"))
        return max(page.states(house))

    def correct(self):
        """No money is meant: c unfolds, Tab walks, space ticks, Enter sends."""
        self.b.key("c")
        for _ in range(40):
            self.press("Tab", 9)
            if self.b.js("document.activeElement.name") == "nothing":
                break
        self.b.call("Input.dispatchKeyEvent", type="keyDown", key=" ", code="Space", text=" ", windowsVirtualKeyCode=32)
        self.b.call("Input.dispatchKeyEvent", type="keyUp", key=" ", code="Space", windowsVirtualKeyCode=32)
        self.press("Tab", 9)
        self.b.loading(lambda: self.press("Enter", 13))


def test_kind(t, keys, house, name, id):
    first = page.states(house)
    ok = keys.show(id)
    for key, state in (("y", "accepted"), ("n", "rejected")):
        keys.answer(key)
        ok = ok and page.states(house)[id] == state
        fresh = keys.undo(house)
        ok = ok and fresh > id and page.states(house)[fresh] == "open" and keys.show(fresh)
        id = fresh
    keys.correct()
    ok = ok and page.states(house)[id] == "corrected"
    fresh = keys.undo(house)
    others = {k: v for k, v in page.states(house).items() if k in first and k < min(first) + 10**9}
    changed = [k for k, v in first.items() if v == "open" and others.get(k) != v]
    t.check(ok and page.states(house)[fresh] == "open" and len(changed) == 1, name, (id, page.states(house)[id], changed))


def main():
    t, port = tap, page.free_port()
    if not os.path.isdir(WORLD):
        print("not ok 1 # SKIP no ../shared/worlds/atelier")
        sys.exit(0)
    b, house, server = browser.Browser(), House(), None
    base = f"http://127.0.0.1:{port}"
    try:
        fill(house, port)
        server = page.serve(house, port)
        b.go(house.relance("serve", "--login").strip())
        b.loading(lambda: b.click("button"))
        b.look(1100, False)
        found = kinds(house)
        t.check(len(found) >= 5, f"{len(found)} kinds of question", found)
        keys = Keys(b, base)
        for name, id in sorted(found.items()):
            test_kind(t, keys, house, name, id)
        for path in ("review", "today", "next", "waiting", "tasks", "figures", "health"):
            for width, dark in ((360, True), (1100, False)):
                b.look(width, dark)
                b.go(f"{base}/{path}")
                faults = b.js(browser.AUDIT) + b.axe()
                b.picture(f"world-{path}-{width}")
                t.check(faults == "", f"{path} of a real mailbox at {width} px", faults)
        troubles = subprocess.run([page.PROGRAM, "--config", house.conf, "check", "--offline"],
                                  capture_output=True, text=True, env=house.environment())
        t.check(troubles.returncode == 0, "the ledger is sound after all that", troubles.stdout + troubles.stderr)
    finally:
        if server:
            server.terminate()
            server.wait(20)
        house.stop()
        b.close()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
