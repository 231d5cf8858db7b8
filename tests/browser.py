#!/usr/bin/python3
"""browser.py: the owner's page in a real Chromium: keys, no JavaScript, contrast, sizes, pictures.

SPDX-License-Identifier: GPL-3.0-or-later

`make pages` runs it; the pictures lie in $B/pages. It speaks to Chromium by its DevTools protocol,
over a WebSocket (RFC 6455) as small as it can be.
"""
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "e2e"), os.path.join(here, "mailserver")]

import experiment
import page
import tap
from house import House

# With AXE=/path/to/axe.min.js (axe-core is not part of this tree) its rules are asked as well.
AXE = os.environ.get("AXE", "")
PICTURES = os.path.join(os.path.dirname(here), os.environ.get("B", "build"), "pages")

# Text that is too faint for WCAG 2.2 AA, touch targets below 24 px, fields without a label.
AUDIT = """(() => {
  const bad = [];
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return getComputedStyle(e).backgroundColor; }
    return "rgb(255,255,255)"; };
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect();
    if (!box.width || box.right < 0) continue;
    if ([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) {
      const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) bad.push("contrast " + ratio.toFixed(1) + ": " + e.textContent.slice(0, 40));
    }
    if (e.matches("button, summary, nav a") && box.height < 24) bad.push("small: " + e.textContent);
    if (e.matches("input:not([type=hidden])") && !e.closest("label")) bad.push("no label: " + e.name);
  }
  if (document.documentElement.scrollWidth > innerWidth) bad.push("wider than the screen");
  if (document.querySelectorAll("h1").length !== 1) bad.push("not one h1");
  if (!document.documentElement.lang || !document.title) bad.push("no language or title");
  return bad.join("; ");
})()"""


class Browser:
    def __init__(self):
        self.dir = tempfile.mkdtemp()
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            print("not ok 1 # SKIP no chromium: apt-get install chromium")
            sys.exit(0)
        self.process = subprocess.Popen(
            [program, "--headless=new", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
             "--user-data-dir=" + self.dir] + (["--no-sandbox"] if os.getuid() == 0 else []) + ["about:blank"],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "DevTools listening on" in line:
                self.connect(line.split()[-1])
                break
        self.n, self.events, self.session = 0, [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(domain + ".enable")

    # ---- the WebSocket

    def connect(self, url):
        u = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((u.hostname, u.port), 30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {u.path} HTTP/1.1\r\nHost: {u.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        while self.file.readline().strip():
            pass

    def send(self, text):
        data = text.encode()
        n = len(data)
        head = bytes([0x81]) + (bytes([0x80 | n]) if n < 126 else bytes([0xfe]) + n.to_bytes(2, "big") if n < 65536
                                else bytes([0xff]) + n.to_bytes(8, "big"))
        self.socket.sendall(head + bytes(4) + data)  # a mask of zeros

    def receive(self):
        data, last = b"", False
        while not last:
            a, n = self.file.read(2)
            last, n = a & 0x80, n & 0x7f
            n = int.from_bytes(self.file.read(2 if n == 126 else 8), "big") if n > 125 else n
            data += self.file.read(n)
        return json.loads(data)

    # ---- the protocol

    def call(self, method, **params):
        self.n += 1
        ask = {"id": self.n, "method": method, "params": params}
        self.send(json.dumps(ask | ({"sessionId": self.session} if self.session else {})))
        while (got := self.receive()).get("id") != self.n:
            self.events.append(got)
        if "error" in got:
            raise SystemExit(f"{method}: {got['error']}")
        return got["result"]

    def wait(self, event):
        while True:
            for i, e in enumerate(self.events):
                if e.get("method") == event:
                    del self.events[:i + 1]
                    return e
            self.events.append(self.receive())

    def loading(self, act):
        self.complaints()
        self.events = []
        act()
        self.wait("Page.loadEventFired")

    def go(self, url):
        self.loading(lambda: self.call("Page.navigate", url=url))

    def js(self, words):
        return self.call("Runtime.evaluate", expression=words)["result"].get("value")

    def axe(self):
        """What axe-core has against the page: WCAG 2.2 A and AA, and its best practices."""
        if not AXE:
            return ""
        self.js(open(AXE).read() + ";0")
        found = self.call("Runtime.evaluate", awaitPromise=True, returnByValue=True, expression=
                          "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))")
        return "; ".join(found["result"].get("value") or [])[:2000]

    def key(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")

    def click(self, selector):
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        q = self.call("DOM.getBoxModel", nodeId=node)["model"]["content"]
        at = {"x": (q[0] + q[4]) / 2, "y": (q[1] + q[5]) / 2, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, **at)

    def look(self, width, dark):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def picture(self, name):
        os.makedirs(PICTURES, exist_ok=True)
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        with open(f"{PICTURES}/{name}.png", "wb") as f:
            f.write(base64.b64decode(shot))

    def complaints(self):
        """What the browser itself had to say: refused by the policy, errors of the script."""
        found = [e["params"] for e in self.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
        return [json.dumps(f)[:300] for f in found if f.get("entry", {}).get("level") != "info"]

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.dir, ignore_errors=True)


def test_looks(t, b, base):
    pages = {"review": "/review", "today": "/today", "next": "/next", "waiting": "/waiting", "doubt": "/doubt",
             "aside": "/aside", "health": "/health", "tasks": "/tasks", "figures": "/figures",
             "late": "/client/C04", "fridays": "/client/C99", "client": "/client/C01", "invoice": "/invoice/FA-2026-0101",
             "letter": "/letter/1", "missing": "/nowhere"}
    for name, path in pages.items():
        for width in (360, 1100):
            for dark in (False, True):
                b.look(width, dark)
                b.go(base + path)
                faults = b.js(AUDIT) + b.axe()
                wide = b.js("document.documentElement.scrollWidth")  # a phone shows such a page smaller
                faults += f"; {wide} px wide" if wide > width else ""
                b.picture(f"{name}-{width}-{'dark' if dark else 'light'}")
                t.check(faults == "", f"{name} at {width} px, {'dark' if dark else 'light'}", faults)
        complaints = [c for c in b.complaints() if name != "missing"]
        t.check(not complaints, f"{name}: the browser has nothing to complain about", complaints)


def test_languages(t, b, base):
    """Longer words on the smallest screen."""
    b.call("Network.enable")
    for language in ("fr", "de"):
        b.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        b.look(360, language == "de")
        for name in ("review", "next", "today", "waiting", "tasks", "figures", "health"):
            b.go(f"{base}/{name}")
            faults = b.js(AUDIT) + b.axe()
            wide = b.js("document.documentElement.scrollWidth")
            faults += f"; {wide} px wide" if wide > 360 else ""
            b.picture(f"{name}-360-{language}")
            t.check(faults == "" and b.js("document.documentElement.lang") == language, f"{name} in {language}", faults)
    b.call("Network.setExtraHTTPHeaders", headers={})


def test_audit(t, b):
    b.look(1100, False)
    b.js("document.querySelector('main').innerHTML = '<p>x</p><input><button></button>';"
         "document.querySelector('main p').attributeStyleMap.set('color', 'rgb(150,150,150)')")
    faults = b.js(AUDIT)
    t.check("contrast" in faults and "no label" in faults and "h1" in faults, "the audit finds faults", faults)
    t.check(not AXE or "label" in b.axe(), "and so does axe-core")


def test_keys(t, b, house, base):
    b.look(1100, False)
    b.go(base + "/review")
    first = page.cards(type("P", (), {"text": b.js("document.documentElement.outerHTML")}))[0]
    b.loading(lambda: b.key("y"))
    t.check(page.states(house)[first] == "accepted", "y: yes")
    b.loading(lambda: b.key("u"))
    fresh = max(page.states(house))
    t.check(fresh > first and page.states(house)[fresh] == "open", "u: undone")
    second = page.cards(type("P", (), {"text": b.js("document.documentElement.outerHTML")}))[0]
    b.loading(lambda: b.key("n"))
    t.check(page.states(house)[second] == "rejected", "n: no")
    b.loading(lambda: b.key("l"))
    t.check("after=" in b.js("location.href"), "l: later")
    b.key("c")
    t.check(b.js("document.querySelector('article details.correct').open"), "c: the correction unfolds")


def test_without_script(t, b, house, base):
    b.call("Emulation.setScriptExecutionDisabled", value=True)
    b.look(360, False)
    b.go(base + "/review")
    before = sum(s == "accepted" for s in page.states(house).values())
    b.loading(lambda: b.click("button.yes"))
    t.check(sum(s == "accepted" for s in page.states(house).values()) == before + 1, "yes without JavaScript")
    b.loading(lambda: b.click(".notice button.undo"))
    t.check(sum(s == "open" for s in page.states(house).values()) > 0, "undo without JavaScript")
    b.call("Emulation.setScriptExecutionDisabled", value=False)


def main():
    b, house, t, port = Browser(), House(), tap, page.free_port()
    server, base = None, f"http://127.0.0.1:{port}"
    try:
        house.write_conf(mode="approve", listen=f"127.0.0.1:{port}", settle_seconds=3600, rules="rules")
        os.mkdir(house.dir + "/rules")
        with open(house.dir + "/rules/own.rules", "w") as f:
            f.write(experiment.STANZA)
        house.set_clock(page.NOW)
        page.fill(house)
        page.fill_fridays(house)
        server = page.serve(house, port)
        b.go(house.relance("serve", "--login").strip())
        b.picture("login")
        b.loading(lambda: b.click("button"))
        t.check(b.js("location.pathname") == "/review", "signed in with the link")
        test_looks(t, b, base)
        test_languages(t, b, base)
        test_audit(t, b)
        test_keys(t, b, house, base)
        test_without_script(t, b, house, base)
    finally:
        if server:
            server.terminate()
            server.wait(20)
        house.stop()
        b.close()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
