"""relay.py: an SMTP server on loopback that delivers by LMTP, keeps a log, and can misbehave.

SPDX-License-Identifier: GPL-3.0-or-later

The log is JSON Lines, flushed at once: {"at": seconds with microseconds, "session": n, "event":
connect | tls | tls-failed | command | ehlo | auth | mail | rcpt | data | rset | delivered | refused | dropped | cut |
close, ...}. "data"
is written before the 354, "delivered" when LMTP has confirmed, with "mid" and "to"; so what left
and when can be counted here, whatever the client believes.

Faults, `--fault KIND[:ARGUMENT][@N]` (only the Nth time that point is reached; else always):

  mail:CODE rcpt:CODE data:CODE   that answer to the command
  dot:CODE[ TEXT]                 that answer to the final dot, nothing delivered
  late-dot:CODE[ TEXT]            that answer to the final dot, although delivered
  drop-rcpt drop-data             close the connection in place of an answer
  drop-dot                        read the whole letter, close, deliver nothing
  deliver-drop                    deliver it, close without an answer (RFC 1047's gap)
  slow-dot:SECONDS                deliver it, wait, answer 250
  silent-dot                      deliver it and never answer
  new-id                          put a Message-ID of its own in place of the letter's, as Exchange and
                                  Amazon's SES do
  say-id                          name the delivered letter's Message-ID in the last 250
  rcpt-hook:COMMAND data-hook:COMMAND dot-hook:COMMAND
                                  run a shell command before answering; it sees FROM, TO
"""
import argparse
import base64
import json
import os
import smtplib
import socket
import socketserver
import ssl
import subprocess
import threading
import time


class Log:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1)
        self.lock = threading.Lock()

    def write(self, session, event, **more):
        line = json.dumps({"at": round(time.time(), 6), "session": session, "event": event, **more})
        with self.lock:
            self.file.write(line + "\n")


class Faults:
    """Which misbehaviour is due at which point; counts how often each point was reached."""

    def __init__(self, texts):
        self.rules = []
        for text in texts:
            text, _, nth = text.rpartition("@") if text.rpartition("@")[2].isdigit() else (text, "", "")
            kind, _, argument = text.partition(":")
            self.rules.append([kind, argument, int(nth or 0), 0])
        self.lock = threading.Lock()

    def due(self, kind):
        with self.lock:
            for rule in self.rules:
                if rule[0] == kind:
                    rule[3] += 1
                    if rule[2] in (0, rule[3]):
                        return rule[1] or True
        return None


class Cut(Exception):
    """Close the connection here and now."""


def reply_text(code):
    """"451" or "451 4.3.0 words" as a whole reply."""
    return code if " " in code else f"{code} {code[0]}.3.0 a fault of the test"


class Session(socketserver.StreamRequestHandler):
    counter = 0

    def setup(self):
        Session.counter += 1
        self.number = Session.counter
        self.lmtp = None
        self.tls = False
        self.user = None
        if OPTIONS.tls == "implicit":
            self.start_tls()
        super().setup()

    def start_tls(self):
        try:
            self.request = TLS.wrap_socket(self.request, server_side=True)
        except (OSError, ssl.SSLError) as trouble:
            note(self, "tls-failed", trouble=str(trouble))
            raise
        self.connection = self.request
        self.tls = True
        note(self, "tls", name=getattr(self.request, "server_name", None))

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def handle(self):
        note(self, "connect")
        self.clear()
        try:
            self.say(f"220 {OPTIONS.hostname} ESMTP")
            while True:
                line = self.rfile.readline(4096)
                if not line.endswith(b"\n"):
                    break
                if not self.command(line.rstrip(b"\r\n").decode("latin-1")):
                    break
        except (Cut, OSError, ssl.SSLError):
            pass
        note(self, "close")
        if self.lmtp:
            self.lmtp.close()

    def clear(self):
        self.sender, self.recipients = None, []

    def command(self, line):
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        note(self, "command", verb=verb)
        method = getattr(self, "do_" + verb.lower(), None)
        if not method:
            self.say("500 5.5.2 what?")
            return True
        if verb in ("MAIL", "AUTH") and OPTIONS.tls == "starttls" and not self.tls:
            self.say("530 5.7.0 STARTTLS first")
            return True
        return method(rest) is not False

    def do_ehlo(self, name):
        self.clear()
        lines = [OPTIONS.hostname, "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 40000000"]
        if OPTIONS.tls == "starttls" and not self.tls:
            lines.append("STARTTLS")
        elif OPTIONS.auth or OPTIONS.token:
            lines.append("AUTH " + " ".join(["PLAIN LOGIN"] * bool(OPTIONS.auth) + ["XOAUTH2"] * bool(OPTIONS.token)))
        note(self, "ehlo", name=name)
        self.say("\r\n".join(f"250{'-' if i + 1 < len(lines) else ' '}{l}" for i, l in enumerate(lines)))

    def do_starttls(self, _):
        self.say("220 2.0.0 go ahead")
        self.start_tls()
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = socketserver._SocketWriter(self.connection)

    def ask(self, prompt):
        self.say("334 " + base64.b64encode(prompt).decode())
        return base64.b64decode(self.rfile.readline(8192).strip())

    def do_auth(self, rest):
        kind, _, initial = rest.partition(" ")
        kind = kind.upper()
        if kind == "LOGIN":
            good = f"{self.ask(b'Username:').decode()}:{self.ask(b'Password:').decode()}" == OPTIONS.auth
        elif kind == "PLAIN":
            given = base64.b64decode(initial) if initial else self.ask(b"")
            good = ":".join(given.decode().split("\0")[1:]) == OPTIONS.auth
        else:
            given = base64.b64decode(initial).decode()
            good = OPTIONS.token and f"auth=Bearer {OPTIONS.token}\1" in given
            if not good:
                self.ask(b'{"status":"401","schemes":"bearer","scope":"mail"}')
        note(self, "auth", kind=kind, good=bool(good))
        self.say("235 2.7.0 welcome" if good else "535 5.7.8 username and password not accepted")
        self.user = good

    def do_mail(self, rest):
        if (OPTIONS.auth or OPTIONS.token) and not self.user:
            return self.say("530 5.7.0 authentication required")
        self.sender = rest.partition("<")[2].partition(">")[0]
        note(self, "mail", sender=self.sender, line=rest)
        self.say(self.fault("mail") or "250 2.1.0 ok")

    def do_rcpt(self, rest):
        if self.sender is None:
            return self.say("503 5.5.1 MAIL first")
        address = rest.partition("<")[2].partition(">")[0]
        note(self, "rcpt", to=address)
        if FAULTS.due("drop-rcpt"):
            raise Cut
        self.hook("rcpt-hook", address)
        answer = self.fault("rcpt")
        if not answer:
            self.recipients.append(address)
        self.say(answer or "250 2.1.5 ok")

    def do_rset(self, _):
        note(self, "rset", to=self.recipients)
        self.clear()
        self.say("250 2.0.0 forgotten")

    def do_noop(self, _):
        self.say("250 2.0.0 ok")

    def do_quit(self, _):
        self.say("221 2.0.0 bye")
        return False

    def do_data(self, _):
        if not self.recipients:
            return self.say("503 5.5.1 RCPT first")
        note(self, "data", to=self.recipients)
        if FAULTS.due("drop-data"):
            raise Cut
        self.hook("data-hook", self.recipients[0])
        answer = self.fault("data")
        if answer:
            return self.say(answer)
        self.say("354 go on")
        self.finish_data(self.read_letter())
        self.clear()

    def read_letter(self):
        lines = []
        while True:
            line = self.rfile.readline(1 << 20)
            if not line:
                note(self, "cut", bytes=sum(map(len, lines)))
                raise Cut
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def finish_data(self, letter):
        head = letter.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("latin-1")
        mid = next((l[11:].strip() for l in head.split("\n") if l.lower().startswith("message-id:")), "?")
        about = {"sender": self.sender, "to": self.recipients, "mid": mid, "bytes": len(letter)}
        self.hook("dot-hook", self.recipients[0])
        if FAULTS.due("drop-dot"):
            note(self, "dropped", **about)
            raise Cut
        refusal = FAULTS.due("dot")
        if refusal:
            note(self, "refused", **about)
            return self.say(reply_text(refusal))
        self.deliver(letter, about)

    def new_id(self, letter):
        mine = f"<{self.number}.{int(time.time() * 1e6)}@outbound.example>"
        head, end, body = letter.partition(b"\r\n\r\n")
        lines = [b"Message-ID: " + mine.encode() if l.lower().startswith(b"message-id:") else l
                 for l in head.split(b"\r\n")]
        return mine, b"\r\n".join(lines) + end + body

    def deliver(self, letter, about):
        if FAULTS.due("new-id"):
            about["new"], letter = self.new_id(letter)
        if OPTIONS.lmtp:
            try:
                if not self.lmtp:
                    self.lmtp = smtplib.LMTP("127.0.0.1", OPTIONS.lmtp)
                self.lmtp.sendmail(self.sender or "", self.recipients, letter)
            except (OSError, smtplib.SMTPException) as trouble:
                note(self, "refused", trouble=str(trouble), **about)
                self.lmtp = None
                return self.say("451 4.3.0 no delivery")
        note(self, "delivered", **about)
        if FAULTS.due("deliver-drop"):
            raise Cut
        if FAULTS.due("silent-dot"):
            time.sleep(3600)
        wait = FAULTS.due("slow-dot")
        if wait:
            time.sleep(float(wait))
        late = FAULTS.due("late-dot")
        name = about.get("new", about["mid"]) if FAULTS.due("say-id") else str(self.number)
        self.say(reply_text(late) if late else f"250 2.0.0 queued as {name}")

    def fault(self, point):
        code = FAULTS.due(point)
        return reply_text(code) if code else None

    def hook(self, kind, to):
        command = FAULTS.due(kind)
        if command:
            env = {**os.environ, "FROM": self.sender or "", "TO": to}
            subprocess.run(command, shell=True, env=env, check=False)
            note(self, kind, to=to)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that breaks off is what the tests are about


def note(session, event, **more):
    LOG.write(session.number, event, **more)


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root", required=True, help="directory of start; log and port file go there")
    p.add_argument("--name", required=True)
    p.add_argument("--port", type=int, default=0, help="0: a free one")
    p.add_argument("--lmtp", type=int, default=0, help="0: nothing is delivered, only logged")
    p.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    p.add_argument("--certificate", default="server", help="one of ROOT/certs")
    p.add_argument("--auth", default="", help="USER:PASSWORD that is wanted")
    p.add_argument("--token", default="", help="XOAUTH2 token that is wanted")
    p.add_argument("--hostname", default="relay.relance.test")
    p.add_argument("--fault", action="append", default=[])
    return p.parse_args()


def server_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    stem = f"{OPTIONS.root}/certs/{OPTIONS.certificate}"
    context.load_cert_chain(stem + ".pem", stem + ".key")
    context.sni_callback = lambda sock, name, _: setattr(sock, "server_name", name)
    return context


OPTIONS = options()
FAULTS = Faults(OPTIONS.fault)
LOG = Log(f"{OPTIONS.root}/log/{OPTIONS.name}.jsonl")
TLS = server_context() if OPTIONS.tls != "none" else None
with Server(("127.0.0.1", OPTIONS.port), Session) as server:
    port_file = f"{OPTIONS.root}/log/{OPTIONS.name}.port"
    with open(port_file + ".new", "w") as f:
        f.write(str(server.server_address[1]))
    os.rename(port_file + ".new", port_file)
    server.serve_forever()
