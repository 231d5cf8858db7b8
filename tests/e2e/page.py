#!/usr/bin/python3
"""page.py: the owner's page over HTTP, on a ledger filled by the real roles; attacks on it.

SPDX-License-Identifier: GPL-3.0-or-later

With KEEP=1 it fills the ledger, serves the page and waits, to be looked at in a browser.
"""
import datetime
import html
import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"))

import tap
from house import House, MX, PROGRAM

NOW = datetime.datetime(2026, 9, 7, 10, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
EVIL = '"><script>alert(1)</script>{{x}}$'
CLIENTS = [  # id, name, contact, address
    ("C01", "Boulangerie Le Goff", "Anne Le Goff", "anne@legoff.example"),
    ("C02", "Atelier Morvan", "Yves Morvan", "yves@morvan.example"),
    ("C03", EVIL, "Eve", "eve@evil.example"),
    ("C04", "Garage Tanguy", "Luc Tanguy", "luc@tanguy.example"),
    ("C05", "Hôtel du Port", "Marie Caro", "marie@hotelduport.example"),
    ("C06", "Cabinet Riou", "Paul Riou", "paul@riou.example"),
    ("C07", "Papeterie Kerbrat", "Jeanne Kerbrat", "jeanne@kerbrat.example"),
]
INVOICES = [  # number, client, issued, due, total
    ("FA-2026-0101", "C01", "2026-07-01", "2026-07-31", "1234.50"),
    ("FA-2026-0102", "C01", "2026-07-10", "2026-08-09", "420.00"),
    ("FA-2026-0103", "C02", "2026-07-01", "2026-07-31", "980.00"),
    ("FA-2026-0104", "C03", "2026-07-01", "2026-07-31", "55.00"),
    ("FA-2026-0105", "C04", "2026-07-03", "2026-08-02", "310.20"),
    ("FA/2026/0106", "C05", "2026-07-03", "2026-08-02", "2750.00"),
    ("FA-2026-0107", "C06", "2026-07-03", "2026-08-02", "640.00"),
    ("FA-2026-0108", "C07", "2026-07-06", "2026-08-05", "89.90"),
]
# Paid, each so many days late: Tanguy suddenly pays later.
PAID = [("C01", [2, 3, 1, 4, 2, 3, 2]), ("C04", [2, 3, 1, 4, 2, 3, 12, 15, 18])]
MAILS = [  # client, subject, text, authenticated
    ("C01", "Re: Relance – 1er rappel", "Bonjour,\n\nNous avons réglé la somme de 1654,50 € vendredi "
     "pour les factures FA-2026-0101 et FA-2026-0102.\n\nCordialement,\nAnne Le Goff\n", False),
    ("C02", "Facture FA-2026-0103", "Bonjour,\n\nNous contestons la facture FA-2026-0103 : le montant "
     "ne correspond pas au devis signé.\n\nYves Morvan\n", True),
    ("C03", "Facture FA-2026-0104 " + EVIL, "Bonjour,\n\n" + EVIL + "\nla facture FA-2026-0104 a été "
     "payée hier, 55,00 €.\n", False),
    ("C04", "Votre facture", "Bonjour,\n\nPourriez-vous m'expliquer la ligne 3 ?\n\nLuc\n", True),
    ("C05", "FA/2026/0106", "Bonjour, le virement de 2 750,00 € est parti ce matin.\nMarie Caro\n", True),
    ("C06", "Re: facture", "Nous sommes en cessation de paiement, un mandataire judiciaire est nommé.\n", True),
]


class Page:
    """A browser without JavaScript: cookie, forms, redirects."""

    def __init__(self, port):
        self.port, self.cookie = port, ""

    def ask(self, method, path, fields=None, body=None, **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if self.cookie:
            headers.setdefault("Cookie", self.cookie)
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        c.request(method, path, body, headers)
        r = c.getresponse()
        r.text = r.read().decode()
        if r.getheader("Set-Cookie"):
            self.cookie = r.getheader("Set-Cookie").split(";")[0]
        c.close()
        return r

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def forms(self, text):
        """action -> list of its fields."""
        found = {}
        for action, inside in re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', text, re.S):
            fields = re.findall(r'<input[^>]*name="([^"]*)"[^>]*?value="([^"]*)"', inside)
            found[html.unescape(action)] = [(n, html.unescape(v)) for n, v in fields]
        return found

    def submit(self, page, action, **more):
        fields = dict(self.forms(page)[action]) | more
        r = self.ask("POST", action, fields, Sec_Fetch_Site="same-origin", Origin="null")
        return self.get(r.getheader("Location")) if r.status == 303 else r

    def login(self, link):
        url = urllib.parse.urlsplit(link.strip())
        r = self.get(url.path + "?" + url.query)
        return self.submit(r.text, "/login", token=re.search(r'name="token" value="([^"]*)"', r.text)[1])


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def quoted(s):
    return '"' + s.replace('"', '""') + '"'


def fill_paid(house):
    with open(house.dir + "/paid.csv", "w") as f, open(house.dir + "/money.csv", "w") as money:
        f.write("number,client_id,issue_date,due_date,total,open,currency\n")
        money.write("date,amount,currency,payer,reference,invoice\n")
        for client, late in PAID:
            for k, days in enumerate(late):
                due = datetime.date(2025, 11, 1) + datetime.timedelta(days=30 * k)
                number, total = f"P-{client}-{k}", f"{100 + 20 * k}.00"
                f.write(f"{number},{client},{due - datetime.timedelta(days=30)},{due},{total},0.00,EUR\n")
                money.write(f"{due + datetime.timedelta(days=days)},{total},EUR,x,{number},{number}\n")


def fill(house):
    with open(house.dir + "/clients.csv", "w") as f:
        f.write("client_id,name,contact_name,emails,domains,language,country\n")
        for id, name, contact, address in CLIENTS:
            f.write(f"{id},{quoted(name)},{contact},{address},{address.split('@')[1]},fr,FR\n")
    with open(house.dir + "/invoices.csv", "w") as f:
        f.write("number,client_id,issue_date,due_date,total,open,currency\n")
        for number, client, issued, due, total in INVOICES:
            f.write(f"{number},{client},{issued},{due},{total},{total},EUR\n")
    fill_paid(house)
    house.relance("import", *(house.dir + f for f in ("/clients.csv", "/invoices.csv", "/paid.csv", "/money.csv")))
    house.relance("watch", "--once")
    house.relance("work", "--once")  # letters are planned
    for i, mail in enumerate(MAILS):
        deliver(house, i, *mail)
    house.relance("watch", "--once")
    house.relance("work", "--once")
    if not house.all_worked():
        raise SystemExit("the messages are not worked: " + house.run("work", "--once").stderr)


def deliver(house, i, client, subject, text, proven):
    address = next((c[3] for c in CLIENTS if c[0] == client), client)
    trust = f"Authentication-Results: {MX}; dmarc=pass header.from={address.split('@')[1]}\r\n"
    house.deliver(((trust if proven else "") + f"From: {address}\r\nTo: compta@x.example\r\n"
                   f"Date: Mon, 7 Sep 2026 09:{i:02}:00 +0200\r\nSubject: {subject}\r\n"
                   f"Message-ID: <m{i}@{address.split('@')[1]}>\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                   + text.replace("\n", "\r\n")).encode())


def serve(house, port):
    p = subprocess.Popen([PROGRAM, "--config", house.conf, "serve"], env=house.environment(),
                         stdout=subprocess.DEVNULL, stderr=open(house.log, "ab"))
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return p
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the page does not come up: " + open(house.log).read()[-500:])


def states(house):
    return dict(house.query("SELECT id, state FROM suggestion"))


def cards(page):
    return [int(n) for n in re.findall(r'id="c(\d+)"', page.text)]


def test_door(t, house, port):
    p = Page(port)
    link = house.relance("serve", "--login").strip()
    t.check(f"//127.0.0.1:{port}/login?token=" in link, "the login link names the page", link)
    for path in ("/review", "/", "/health", "/client/C01", "/letter/1"):
        r = p.get(path)
        t.check(r.status == 403 and "Le Goff" not in r.text, f"{path}: nothing without signing in")
    r = p.get("/login?token=" + link.split("=")[1])
    t.check(r.status == 200 and not p.cookie, "to look at a login link does not use it")
    t.check(Page(port).login(link[:-4] + "aaaa").status == 403, "a guessed link opens nothing")
    r = p.login(link)
    t.check(r.status == 200 and "Le Goff" in r.text, "the link opens the page")
    t.check(Page(port).login(link).status == 403, "it does so once")
    raw = Page(port).ask("POST", "/login", {"token": house.relance("serve", "--login").strip().split("=")[1]})
    cookie = raw.getheader("Set-Cookie")
    t.check("HttpOnly" in cookie and "SameSite=Strict" in cookie, "the cookie is HttpOnly and strict", cookie)
    forged = Page(port)
    forged.cookie = p.cookie[:-3] + "aaa"
    t.check(forged.get("/review").status == 403, "a forged cookie opens nothing")
    headers = dict(p.get("/review").getheaders())
    t.check("default-src 'none'" in headers["Content-Security-Policy"]
            and headers["X-Content-Type-Options"] == "nosniff"
            and headers["Referrer-Policy"] == "no-referrer"
            and headers["Cache-Control"] == "no-store", "strict headers", headers)
    return p


def test_refusals(t, house, p):
    before = states(house)
    page = p.get("/review").text
    action = next(a for a in p.forms(page) if a.endswith("/accept"))
    fields = dict(p.forms(page)[action])
    same = {"Sec_Fetch_Site": "same-origin"}
    no_token = {k: v for k, v in fields.items() if k != "csrf"}
    other = Page(p.port)
    other.login(house.relance("serve", "--login"))
    stolen = dict(other.forms(other.get("/review").text)[action])["csrf"]
    for what, status, r in (
            ("without its token", 403, p.ask("POST", action, no_token, **same)),
            ("with another session's token", 403, p.ask("POST", action, fields | {"csrf": stolen}, **same)),
            ("from another site", 403, p.ask("POST", action, fields, Sec_Fetch_Site="cross-site")),
            ("from a sister site", 403, p.ask("POST", action, fields, Sec_Fetch_Site="same-site")),
            ("with a foreign Origin", 403, p.ask("POST", action, fields, Origin="http://evil.example")),
            ("with a null Origin alone", 403, p.ask("POST", action, fields, Origin="null")),
            ("under a foreign Host", 421, p.ask("POST", action, fields, Host="evil.example")),
            ("as JSON", 415, p.ask("POST", action, body="{}", Content_Type="application/json")),
            ("as text", 415, p.ask("POST", action, body="a=b", Content_Type="text/plain")),
            ("with bad escapes", 403, p.ask("POST", action, body="csrf=%zz", Content_Type="application/x-www-form-urlencoded")),
            ("of 100 kB", 413, p.ask("POST", action, fields | {"x": "y" * 100000})),
            ("to a page that shows", 404, p.ask("POST", "/review", fields, **same)),
            ("by PUT", 405, p.ask("PUT", action, fields))):
        t.check(r.status == status, f"a form {what} is refused with {status}", r.status)
    t.check(p.get("/review", Host=f"evil.example:{p.port}").status == 421, "a foreign Host gets no page")
    t.check(p.get(action).status == 404, "GET decides nothing")
    t.check(p.get("/review?after=%ff").status == 400, "what is no UTF-8 is refused")
    t.check(p.get("/client/" + "x" * 20000).status in (400, 404, 409, 414, 431), "a long path is refused")
    t.check(states(house) == before, "and nothing has changed")


def test_huge(t, p):
    with socket.create_connection(("127.0.0.1", p.port), 20) as s:
        s.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n")
        t.check(b" 413 " in s.recv(100), "a POST of 100 GB is refused before it is read")
    with socket.create_connection(("127.0.0.1", p.port), 20) as s:
        s.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(40):
                s.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            s.sendall(b"0\r\n\r\n")
            answer = s.recv(100)
        except OSError:
            answer = b" 413 "
        t.check(b" 413 " in answer, "so is one that does not say how long it is", answer)


def test_slow(t, p):
    slow = []
    for _ in range(1000):
        try:
            s = socket.create_connection(("127.0.0.1", p.port), 5)
            s.sendall(b"GET /review HTTP/1.1\r\nHo")
            slow.append(s)
        except OSError:
            break
    began = time.time()
    ok = all(p.get("/review").status == 200 for _ in range(3))
    t.check(ok and time.time() - began < 5, f"{len(slow)} slow connections do not keep the owner out")
    for s in slow:
        s.close()


def test_escaping(t, p):
    for path in ("/review", "/next", "/today", "/waiting", "/client/C03", "/invoice/FA-2026-0104"):
        r = p.get(path)
        t.check(r.status == 200 and "<script>alert" not in r.text and "style=" not in r.text
                and " onerror" not in r.text, f"{path}: names and subjects stay text", r.status)
    r = p.get("/review")
    t.check(html.escape(EVIL) in r.text.replace("&#39;", "&#x27;"), "and are shown as they are")
    r = p.get("/review?done=" + urllib.parse.quote(EVIL) + "&id=1")
    t.check("alert" not in r.text.split("<article")[0], "the address says nothing on the page")


def test_decisions(t, house, p):
    page = p.get("/review")
    first, second, third = cards(page)[:3]
    r = p.submit(page.text, f"/review/{first}/accept")
    t.check(r.status == 200 and states(house)[first] == "accepted", "yes", r.text[-500:])
    undo = f"/review/{first}/undo"
    t.check(undo in p.forms(r.text), "and undo is offered")
    stale = p.ask("POST", f"/review/{first}/accept", dict(p.forms(page.text)[f"/review/{first}/accept"]))
    t.check(stale.status == 409, "the same form again: decided already", stale.status)
    r = p.submit(r.text, undo)
    fresh = max(states(house))
    t.check(r.status == 200 and states(house)[fresh] == "open" and f'id="c{fresh}"' in r.text, "undo asks anew")
    r = p.submit(p.get("/review").text, f"/review/{second}/reject")
    t.check(states(house)[second] == "rejected", "no")
    form = p.forms(p.get("/review").text)[f"/review/{third}/correct"]
    bad = p.ask("POST", f"/review/{third}/correct",
                [(n, v) for n, v in form if n in ("csrf", "version")] + [("invoice", "FA-1"), ("amount", "1")])
    t.check(bad.status == 409 and "no invoice" in bad.text and states(house)[third] == "open",
            "a correction with an unknown invoice is refused, with the reason")
    r = p.ask("POST", f"/review/{third}/correct", [(n, v) for n, v in form if n in ("csrf", "version")] +
              [("client", ""), ("invoice", INVOICES[0][0]), ("amount", "12.00")])
    t.check(r.status == 303 and states(house)[third] == "corrected", "rather so", r.text[-300:])
    later = p.get(f"/review?after={fresh - 1}")
    t.check(cards(later)[0] == fresh, "later shows the next one first")
    wrong = dict(p.forms(p.get("/review").text)[f"/review/{fresh}/accept"]) | {"version": "99"}
    r = p.ask("POST", f"/review/{fresh}/accept", wrong)
    t.check(r.status == 409 and states(house)[fresh] == "open", "another version than seen decides nothing")


def test_letters(t, house, p):
    letters = house.query("SELECT id FROM letter WHERE state = 'planned' ORDER BY id")
    t.check(len(letters) > 0, "letters are planned")
    page = p.get("/next")
    for (id,) in letters[:1]:
        t.check(f"/letter/{id}" in page.text, "what leaves next is shown")
        view = p.get(f"/letter/{id}")
        t.check("Relance" in view.text or "FA" in view.text, "with a preview")
        r = p.submit(view.text, f"/letter/{id}/approve")
        t.check(dict(house.query("SELECT id, state FROM letter"))[id] == "queued", "yes: it may leave")
        r = p.submit(r.text, f"/letter/{id}/withdraw")
        t.check(dict(house.query("SELECT id, state FROM letter"))[id] == "withdrawn", "veto: it may not")
        t.check(p.ask("POST", f"/letter/{id}/approve", dict(p.forms(page.text)[f"/letter/{id}/approve"])).status == 409,
                "what is withdrawn cannot be approved")


def test_holds(t, house, p):
    page = p.get("/invoice/FA%2F2026%2F0106")
    t.check(page.status == 200, "an invoice number with slashes has its page")
    r = p.submit(page.text, "/invoice/FA%2F2026%2F0106/hold")
    n = "SELECT count(*) FROM hold WHERE kind = 'owner' AND ended_at IS NULL AND invoice = 'FA/2026/0106'"
    t.check(house.query(n)[0][0] == 1, "the owner lets an invoice wait", r.text[-300:])
    p.submit(r.text, "/invoice/FA%2F2026%2F0106/resume")
    t.check(house.query(n)[0][0] == 0, "and go on")
    t.check(p.get("/client/nobody").status == 409, "an unknown client is said to be unknown")
    figures, tasks, client = (p.get(path).text for path in ("/figures", "/tasks", "/client/C04"))
    t.check(figures.count("<svg") >= 2 and figures.count("<details>") >= 2, "figures are drawn, with their numbers")
    t.check("17 jours de retard" in tasks and "/client/C04" in tasks and tasks.count("<article") >= 1,
            "who suddenly pays later is to be called", re.sub("<[^>]*>", " ", tasks)[:600])
    script = house.relance("call", "C04").split("\n\n", 1)[1].split("\nThen: ")[0].strip()
    t.check("FA-2026-0105" in script and html.escape(script).replace("&#x27;", "&#39;") in tasks,
            "with the script that `relance call` gives", (script, tasks[-3000:]))
    t.check(client.count("<circle") == 10, "his payments are drawn, the open one too", client.count("<circle"))
    for language, word in (("fr-FR,fr;q=0.9,en;q=0.8", "À vérifier"), ("en", "Review")):
        t.check(word in p.get("/review", Accept_Language=language).text, f"in {language}")


SURE = [  # nothing speaks against them, and yet a person has to say yes; the last one is not sure
    ("C07", "Copie", "Bonjour,\n\nPourriez-vous m'envoyer une copie de la facture FA-2026-0108 ?\n\nJeanne\n", True),
    ("C05", "Copie", "Bonjour,\n\nMerci de nous renvoyer la facture FA/2026/0106.\n\nMarie\n", True),
    ("C04", "Copie", "Bonjour,\n\nMerci de nous renvoyer la facture FA-2026-0105.\n\nLuc\n", True),
    ("C06", "Paiement", "Bonjour,\n\nla facture FA-2026-0107 a été payée hier, 640,00 €.\n\nPaul Riou\n", False),
]


def sure_form(p, text):
    """What the form for the sure ones carries: its token, and ID -> VERSION."""
    inside = re.search(r'action="/review/sure".*?</form>', text, re.S)
    return inside and (re.search(r'name="csrf" value="([^"]*)"', inside[0])[1],
                       dict(map(str.split, (v.replace(".", " ") for v in re.findall(r'name="sure" value="([^"]*)"', inside[0])))))


def test_sure(t, house, p):
    known = set(states(house))
    for i, mail in enumerate(SURE):
        deliver(house, 20 + i, *mail)
    house.relance("watch", "--once")
    house.relance("work", "--once")
    a, b, c, unsure = sorted(set(states(house)) - known)
    page = p.get("/review", Accept_Language="en").text
    token, seen = sure_form(p, page)
    t.check(set(seen) == {str(a), str(b), str(c)}, "one yes is offered for the sure alone", (seen, unsure))
    listed = re.search(r'action="/review/sure".*?</form>', page, re.S)[0]
    t.check(all(n in listed for n in ("FA-2026-0108", "FA/2026/0106", "FA-2026-0105")), "after their sentences", listed)
    fields = [("sure", f"{id}.{version}") for id, version in seen.items()]
    r = p.ask("POST", "/review/sure", fields)
    t.check(r.status == 403, "without the token it is refused")
    for bad in ([], [("sure", "1")], [("sure", f"{a}.1"), ("sure", "x.1")], [("sure", f"{a}.-1")]):
        t.check(p.ask("POST", "/review/sure", [("csrf", token)] + bad).status == 409, f"and so is {bad}")
    t.check(states(house)[a] == states(house)[b] == "open", "which decides nothing")
    house.relance("review", "reject", str(b))
    r = p.ask("POST", "/review/sure", [("csrf", token), ("sure", f"{unsure}.1")] + fields)
    now = states(house)
    t.check((now[a], now[b], now[c], now[unsure]) == ("accepted", "rejected", "accepted", "open"),
            "the sure are taken; what changed since, and what is not sure, is left", now)
    r = p.get(r.getheader("Location"), Accept_Language="en")
    undo = [f"/review/{id}/undo" for id in (a, b, c)]
    t.check("were left as they are" in r.text and [u in p.forms(r.text) for u in undo] == [True, False, True],
            "the page says so, with an undo for each", r.text[:1500])
    p.submit(r.text, undo[0])
    now = states(house)
    t.check(now[max(now)] == "open" and now[c] == "accepted", "which takes back that one alone", now)
    t.check(not sure_form(p, p.get("/review").text), "for one alone there is no such form")


def fill_fridays(house):
    """C99 pays on Fridays; one invoice of his is not due yet."""
    with open(house.dir + "/c99.csv", "w") as clients, open(house.dir + "/i99.csv", "w") as f, \
            open(house.dir + "/m99.csv", "w") as money:
        clients.write("client_id,name,emails,language,country\nC99,Vendredi SARL,v@vendredi.example,fr,FR\n")
        f.write("number,client_id,issue_date,due_date,total,open,currency\n")
        money.write("date,amount,currency,payer,reference,invoice\n")
        for k in range(8):
            due = datetime.date(2025, 11, 1) + datetime.timedelta(days=30 * k)
            paid = due + datetime.timedelta(days=(4 - due.weekday()) % 7 + 7)
            f.write(f"V-{k},C99,{due - datetime.timedelta(days=30)},{due},50.00,0.00,EUR\n")
            money.write(f"{paid},50.00,EUR,x,V-{k},V-{k}\n")
        f.write("V-9,C99,2026-08-20,2026-09-20,75.00,75.00,EUR\n")
    house.relance("import", *(house.dir + f for f in ("/c99.csv", "/i99.csv", "/m99.csv")))


def test_client(t, house, p):
    fill_fridays(house)
    page = p.get("/client/C99").text
    t.check("vendredi" in page and "8 paiements sur 8" in page and "11/09/2026" in page, "on which day his money comes, and the next one",
            re.sub("<[^>]*>", " ", page)[-1500:])
    t.check("02/10/2026" in page, "when the money for an invoice is likely")
    p.submit(page, "/client/C99/hold", until="2026-09-13")
    until = (datetime.date(2026, 9, 13) - datetime.date(1970, 1, 1)).days
    t.check(house.query("SELECT until_day FROM hold WHERE client = 'C99' AND ended_at IS NULL") == [(until,)],
            "reminders wait for it")
    r = p.submit(page, "/client/C99/note", note="Parlé à <b>Yann</b>.")
    t.check("Parlé à &lt;b&gt;Yann&lt;/b&gt;." in r.text, "a note is in the story, as text")
    t.check(p.submit(page, "/client/C99/note", note=" ").status == 409, "an empty one is refused")
    r = p.submit(page, "/client/C99/policy", policy="regular")
    t.check('value="regular" selected' in r.text, "the owner chooses a policy")
    house.relance("import", house.dir + "/c99.csv")
    t.check(house.query("SELECT owner_policy FROM client WHERE id = 'C99'") == [("regular",)], "which no import changes")
    t.check(p.submit(page, "/client/C99/policy", policy="../x").status == 409, "an unknown one is refused")


def main():
    house, t, port = House(), tap, free_port()
    server = None
    try:
        house.write_conf(mode="approve", listen=f"127.0.0.1:{port}", settle_seconds=3600)
        house.set_clock(NOW)
        fill(house)
        server = serve(house, port)
        if os.environ.get("KEEP"):
            print(house.conf, house.relance("serve", "--login"), flush=True)
            server.wait()
            return
        p = test_door(t, house, port)
        test_escaping(t, p)
        test_refusals(t, house, p)
        test_huge(t, p)
        test_slow(t, p)
        test_decisions(t, house, p)
        test_letters(t, house, p)
        test_holds(t, house, p)
        test_client(t, house, p)
        test_sure(t, house, p)
        t.check(server.poll() is None, "the page still runs")
    finally:
        if server:
            server.terminate()
            server.wait(20)
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
