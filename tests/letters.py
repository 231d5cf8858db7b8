#!/usr/bin/python3
# letters.py: every letter in every language and situation, read as a client and his mail program do.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# letters.py            text, HTML and mail of each into $B/letters, the reader's check list, and what
#                       SpamAssassin says of some of them, where it is installed
# letters.py --pictures the same of all, and how each looks: desktop and phone, light and dark
#                       (make letters)
import email, email.policy, os, re, shutil, subprocess, sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
B = os.path.abspath(os.environ.get("B", os.path.join(TOP, "build")))
OUT = os.path.join(B, "letters")
STRICT = email.policy.strict.clone(refold_source="none")
NOW = "2026-11-24T10:00:00+01:00"
IBAN = "FR7630006000011234567890189"

STEPS = ["courtesy", "reminder-1", "reminder-2", "reminder-3", "last-reminder", "formal-notice", "review",
         "consumer-notice"]
ANSWERS = ["invoice-copy", "statement", "promise-confirmed", "promise-question", "thanks", "crossed",
           "dispute-received", "plan-confirmed", "agreement"]
PLAN = ["plan-reminder", "plan-missed"]  # of who has a payment plan

# Number, issued, due, total, open, currency, reference.
ONE = [("F2026-081", "2026-10-16", "2026-11-15", "1200.00", "1200.00", "EUR", "RF20FA20260012")]
FIVE = [("F2026-081", "2026-09-02", "2026-10-02", "1200.00", "1200.00", "EUR", ""),
        ("F2026-084", "2026-09-10", "2026-10-10", "99.90", "99.90", "EUR", ""),
        ("F2026-090", "2026-10-01", "2026-11-01", "12500.00", "12500.00", "EUR", ""),
        ("F2026-091", "2026-10-03", "2026-11-03", "87.00", "87.00", "EUR", ""),
        ("F2026-099", "2026-10-20", "2026-11-20", "450.50", "450.50", "EUR", "")]
SITUATIONS = {
    "one": ONE,
    "five": FIVE,
    "currencies": ONE + [("F2026-082", "2026-10-18", "2026-11-18", "300.00", "300.00", "GBP", "")],
    "pounds": [("F2026-082", "2026-10-18", "2026-11-18", "300.00", "300.00", "GBP", "")],
    "credit": ONE + [("A2026-007", "2026-11-01", "2026-11-01", "-200.00", "-200.00", "EUR", "")],
    "partial": [("F2026-081", "2026-10-16", "2026-11-15", "1200.00", "700.00", "EUR", "")],
    "plan": ONE,
    "consumer": ONE,
    "stranger": ONE,
}
COUNTRY = {"fr": "FR", "en": "IE", "nl": "NL", "de": "DE", "es": "ES", "it": "IT"}
# Title, name, company, and how the letter begins.
NAMES = {"fr": ("Mme", "Amandine Vasseur", "Lumicore Santé SAS", "Bonjour Madame Vasseur,"),
         "en": ("", "Emily Carter", "Carter & Bloom Ltd", "Dear Emily Carter,"),
         "nl": ("de heer", "Joost van den Berg", "Bakkerij De Korenbloem BV", "Beste heer Van den Berg,"),
         "de": ("Frau", "Sabine Köhler", "Köhler Bau GmbH", "Guten Tag Frau Köhler,"),
         "es": ("Sr.", "Álvaro Núñez Gil", "Núñez e Hijos S.L.", "Buenos días, señor Núñez Gil:"),
         "it": ("Sig.ra", "Chiara De Santis", "De Santis S.r.l.", "Buongiorno signora De Santis,")}
MONEY = {"fr": "{1}{2},{3}{0}", "en": "{0}{1},{2}.{3}", "nl": "{0}{1}.{2},{3}", "de": "{1}.{2},{3}{0}",
         "es": "{1}.{2},{3}{0}", "it": "{1}.{2},{3}{0}"}
# Familiar forms of address, which no letter may have.
FAMILIAR = {"fr": r"\b(tu|te|ton|ta|tes|toi)\b", "nl": r"\b(je|jij|jou|jouw|jullie)\b",
            "de": r"\b(du|dir|dich|dein\w*|euch|ihr)\b", "es": r"\b(tú|tu|te|ti|vosotros|vuestr\w*)\b",
            "it": r"\b(tu|ti|te|tuo|tua|voi)\b", "en": r"\b(ya|hey)\b"}
# Nobody is threatened, shouted at or insulted.
HARSH = r"!!|URGENT|escroc|tribunal correctionnel|fichage|criminal|fraud|blacklist"
bad = 0


def own(language, situation, number):
    """Numbers are unique in a register: F2026-081 of the fourth situation in French is F2026-081fr4."""
    return f"{number}{language}{list(SITUATIONS).index(situation) + 1}"


def fault(where, what):
    global bad
    bad += 1
    print(f"# {where}: {what}")


# ---------------------------------------------------------------- the house they come from

def relance(*args):
    env = dict(os.environ, RELANCE_NOW=NOW, NO_COLOR="1")
    r = subprocess.run([os.path.join(B, "relance"), "--config", OUT + "/relance.conf", *args], env=env, text=True,
                       capture_output=True)
    if r.returncode not in (0, 1):
        sys.exit(f"relance {' '.join(args)}: {r.stderr}")
    return r.stdout


def furnish():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    with open(OUT + "/relance.conf", "w") as f:
        f.write(f"""[company]
name = Atelier Corbeline SAS
address = comptabilite@atelier-corbeline.example
country = FR
language = fr
phone = +33 4 75 00 00 00
street = 12 rue des Alpes
street = 26000 Valence
registration = SIREN 900 000 009
iban = {IBAN}
bic = AGRIFRPPXXX
place = Valence
way_to_pay = card
payment_link = https://pay.atelier-corbeline.example/{{invoice}}?a={{amount}}
[mailbox compta]
imap_host = localhost
user = x
password_command = true
from = comptabilite@atelier-corbeline.example
""")
    clients = ["client_id,name,title,contact_name,emails,language,country,consumer,registration,street,postcode,city"]
    invoices = ["number,client_id,kind,issue_date,due_date,total,open_amount,currency,payment_reference,file"]
    pdf = OUT + "/invoice.pdf"
    open(pdf, "wb").write(b"%PDF-1.4\n% a copy of the invoice\n")
    for language, (title, contact, company, _) in NAMES.items():
        for situation, rows in SITUATIONS.items():
            who = f"{language}-{situation}"
            known = situation != "stranger"
            clients.append(f"{who},{contact if situation == 'consumer' else company},{title if known else ''},"
                           f"{contact if known else ''},ann@{who}.example,{language},{COUNTRY[language]},"
                           f"{'yes' if situation == 'consumer' else 'no'},REG 123 456,1 Example Street,10000,Town")
            for number, issued, due, total, left, currency, reference in rows:
                kind = "credit_note" if total.startswith("-") else "invoice"
                invoices.append(f"{own(language, situation, number)},{who},{kind},{issued},{due},{total},{left},"
                                f"{currency},{reference},{pdf}")
    open(OUT + "/clients.csv", "w").write("\n".join(clients) + "\n")
    open(OUT + "/invoices.csv", "w").write("\n".join(invoices) + "\n")
    said = relance("import", OUT + "/clients.csv", OUT + "/invoices.csv")
    if "0 refused" not in said or re.search(r"[1-9]\d* refused", said):
        sys.exit(said)
    for language in NAMES:
        relance("instalments", f"{language}-plan", "2026-12-05=500", "2027-01-05=700")


def letters_of(situation):
    own = PLAN if situation == "plan" else []
    return [s for s in STEPS + ANSWERS + own if s != "consumer-notice" or situation == "consumer"]


def write_all():
    for language in NAMES:
        for situation in SITUATIONS:
            relance("letters", "--to", OUT, "preview", ",".join(letters_of(situation)), f"{language}-{situation}")


# ---------------------------------------------------------------- the reader's check list

def bare(text):
    return re.sub(r"\s+", "", text)


def money(language, amount, currency):
    whole, cents = amount.lstrip("-").split(".")
    symbol = {"EUR": "€", "GBP": "£"}[currency]
    form = MONEY[language]
    if len(whole) <= 3:
        form = re.sub(r"\{1\}[.,]?\{2\}", "{2}", form)
    return form.format(symbol, whole[:-3], whole[-3:], cents)


def partial(language, name):
    """The fixed words of a part that the letters of a language share."""
    text = open(f"{TOP}/rules/letters/{language}/_{name}.md").read()
    return max(re.split(r"\{\{[^}]*\}\}", text), key=len)


def check_words(where, language, situation, letter, text, html):
    flat = bare(text)
    must = {"the company": "Atelier Corbeline SAS", "the telephone": "+33 4 75 00 00 00", "the reference": "XXXX-XXXX",
            "the service or a signature": partial(language, "signature").split("\n")[0]}
    if situation != "stranger":
        must["the name"] = NAMES[language][3]
    if letter in STEPS:
        must |= {"the IBAN": IBAN, "a way to pay": "BIC"}
        if letter != "formal-notice":
            must["the crossing sentence"] = partial(language, "crossing")
        for number, _, due, total, left, currency, _ in SITUATIONS[situation]:
            must[f"the number {number}"] = own(language, situation, number)
            if letter != "courtesy" or not total.startswith("-"):
                must[f"the amount {left}"] = money(language, left, currency)
            if not total.startswith("-"):
                must[f"the due date {due}"] = due[8:]
    if letter == "plan-confirmed" and situation == "plan":
        must |= {"the first instalment": money(language, "500.00", "EUR"), "the second": money(language, "700.00", "EUR"),
                 "its year": "2027"}
    for what, words in must.items():
        if bare(words) not in flat:
            fault(where, f"without {what}: {words!r}")
    for what, pattern in {"a familiar form": FAMILIAR[language], "a harsh word": HARSH,
                          "a left-over": r"\{\{|\}\}|\*\*|\\$|\(\)| ,|\.\.|\bnull\b"}.items():
        found = re.search(pattern, text, re.M if what == "a left-over" else re.M | (re.I if language != "de" else 0))
        if found:
            fault(where, f"{what}: {found.group()!r}")
    if letter in STEPS and letter != "courtesy":
        days = re.findall(r"<strong>([^<]*\b20\d\d)</strong>", html)
        if not days:
            fault(where, "no last day in bold")
    if max(len(line) for line in text.split("\n")) > 90:
        fault(where, "a line of %d characters" % max(len(line) for line in text.split("\n")))


def scan(pictures):
    """What a phone reads off each picture; all in one call, as its start costs more than its work."""
    os.makedirs(OUT + "/codes", exist_ok=True)
    paths = []
    for i, png in enumerate(pictures):
        paths.append(f"{OUT}/codes/{i:04d}.png")
        open(paths[-1], "wb").write(png)
    env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="disabled:")
    said = subprocess.run(["zbarimg", "--raw", "-q", *paths], capture_output=True, text=True, env=env).stdout
    texts = ["BCD\n" + text.rstrip("\n") for text in said.split("BCD\n")[1:]]
    return dict(zip(pictures, texts)) if len(texts) == len(pictures) else {}


def check_code(where, language, situation, letter, mail, html, codes):
    """The payment code: what it must say, and that it is only where it may be."""
    pictures = [p for p in mail.walk() if p.get_content_type() == "image/png"]
    currencies = {row[5] for row in SITUATIONS[situation]}
    has_pay = "cid:" in html
    if not pictures:
        if has_pay or (letter in STEPS and currencies == {"EUR"}):
            fault(where, "no payment code")
        return
    if currencies != {"EUR"} or not has_pay or len(pictures) > 1:
        fault(where, "a payment code that should not be there")
    if f"cid:{pictures[0]['content-id'].strip('<>')}" not in html:
        fault(where, "the payment code is not shown")
    lines = codes.get(pictures[0].get_content(), "").split("\n")
    rows = SITUATIONS[situation]
    owed = 500 if letter in PLAN else sum(float(row[4]) for row in rows)
    reference = next((row[6] for row in rows if row[6]), "") if sum(float(r[4]) > 0 for r in rows) == 1 else ""
    amount = lines[7] if len(lines) > 7 else ""
    want = ["BCD", "002", "1", "SCT", "AGRIFRPPXXX", "Atelier Corbeline SAS", IBAN, amount, ""]
    want += [reference] if reference else ["", " ".join(own(language, situation, r[0]) for r in rows)]
    if lines != want:
        fault(where, f"the payment code says {lines}, not {want}")
    if letter != "formal-notice" and amount != f"EUR{owed:.2f}":
        fault(where, f"the payment code asks for {amount}, not EUR{owed:.2f}")


def mime_faults(raw, mail):
    if any(byte > 127 for byte in raw):
        yield "not 7-bit clean"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw) or max(len(line) for line in raw.split(b"\r\n")) > 998:
        yield "its line ends or lengths"
    for part in mail.walk():
        for defect in part.defects + [d for v in part.values() for d in v.defects]:
            yield f"{part.get_content_type()}: {defect!r}"


def read(language, situation, letter):
    return open(f"{OUT}/{language}-{situation}-{letter}.eml", "rb").read()


def all_codes(letters):
    found = {}
    for one in letters:
        for part in email.message_from_bytes(read(*one)).walk():  # the lenient parser is the fast one
            if part.get_content_type() == "image/png":
                found[part.get_payload(decode=True)] = None
    return scan(list(found))


TITLE = {"fr": "MISE EN DEMEURE", "en": "FORMAL NOTICE", "nl": "INGEBREKESTELLING", "de": "MAHNUNG",
         "es": "REQUERIMIENTO", "it": "MESSA IN MORA"}


def check_paper(where, language, situation, mail):
    """The notice for registered post: parties, invoices with both dates, sum, last day, on A4."""
    papers = [p for p in mail.iter_attachments() if p.get_filename() == "notice.pdf"]
    if len(papers) != 1:
        return fault(where, f"{len(papers)} notices for the post")
    path = f"{OUT}/notice.pdf"
    open(path, "wb").write(papers[0].get_content())
    said = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True).stdout
    size = subprocess.run(["pdfinfo", path], capture_output=True, text=True).stdout
    flat = bare(said)
    client = NAMES[language][1] if situation == "consumer" else NAMES[language][2]
    must = [TITLE[language], "Atelier Corbeline SAS", "SIREN 900 000 009", client, "1 Example Street", "REG 123 456", IBAN]
    for number, issued, due, total, left, currency, _ in SITUATIONS[situation]:
        must += [own(language, situation, number), issued[8:], money(language, left, currency)]
    for words in must:
        if bare(words).lower() not in flat.lower():
            fault(where, f"the notice for the post is without {words!r}")
    if "A4" not in size:
        fault(where, "the notice for the post is not A4")


def check_one(language, situation, letter, codes):
    where = f"{language}-{situation} {letter}"
    raw = read(language, situation, letter)
    mail = email.message_from_bytes(raw, policy=STRICT)
    for what in mime_faults(raw, mail):
        fault(where, what)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    check_words(where, language, situation, letter, text, html)
    check_code(where, language, situation, letter, mail, html, codes)
    if letter in ("reminder-1", "reminder-2", "reminder-3") and not re.search(r"\d|erst|zweit|dritt", mail["subject"]):
        fault(where, "a subject without its step")
    if letter == "formal-notice":
        check_paper(where, language, situation, mail)
    copies = [p for p in mail.iter_attachments() if p.get_filename() == "invoice.pdf"]
    if letter in STEPS and len(copies) != len(SITUATIONS[situation]):
        fault(where, f"{len(copies)} copies attached")


# ---------------------------------------------------------------- what a filter says of them

SPAM_LIMIT = 1.0  # points; five are spam
SPAM_AT_ONCE = 2


def judged(letters):
    """SpamAssassin's word on each: score, rules, path. None where it is not installed."""
    judge = [os.path.join(TOP, "tests", "spam.pl"), OUT]
    if subprocess.run(["perl", "-MMail::SpamAssassin", "-e", "1"], capture_output=True).returncode:
        return None
    paths = [f"{OUT}/{l}-{s}-{name}.eml" for l, s, name in letters]
    runs = [subprocess.Popen(judge + paths[i::SPAM_AT_ONCE], stdout=subprocess.PIPE, text=True)
            for i in range(SPAM_AT_ONCE)]
    return [line.split(" ", 2) for run in runs for line in run.communicate()[0].splitlines()]


def check_spam(n, letters):
    before, words = bad, judged(letters)
    if words is None:
        return print(f"ok {n} - what a filter says # SKIP spamassassin is not installed")
    if len(words) != len(letters):
        fault("spam.pl", f"{len(words)} of {len(letters)} letters judged")
    for score, rules, path in words:
        if float(score) >= SPAM_LIMIT:
            fault(os.path.basename(path), f"{score} points: {rules}")
    worst = max((float(score) for score, _, _ in words), default=0)
    print("%sok %d - SpamAssassin gives %d letters at most %.3f points" %
          ("not " if bad > before else "", n, len(words), worst))


# ---------------------------------------------------------------- how they look

def picture_page(path):
    """The HTML as a mail program shows it: its inline pictures beside it."""
    mail = email.message_from_binary_file(open(path + ".eml", "rb"), policy=STRICT)
    html = mail.get_body(("html",)).get_content()
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            import base64
            data = "data:image/png;base64," + base64.b64encode(part.get_content()).decode()
            html = html.replace("cid:" + part["content-id"].strip("<>"), data)
    with open(path + ".shown.html", "w") as f:
        f.write(html)
    return "file://" + path + ".shown.html"


WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def pictures():
    sys.path.insert(0, os.path.join(TOP, "tests"))
    os.environ["B"] = B
    import browser
    browser.PICTURES = OUT + "/pictures"
    b = browser.Browser()
    n = 0
    try:
        for language in NAMES:
            for situation in SITUATIONS:
                for letter in letters_of(situation):
                    name = f"{language}-{situation}-{letter}"
                    page = picture_page(f"{OUT}/{name}")
                    for width, dark in ((360, False), (360, True), (800, False), (800, True)):
                        b.look(width, dark)
                        b.go(page)
                        look = f"{width}-{'dark' if dark else 'light'}"
                        b.picture(f"{name}-{look}")
                        n += 1
                        if b.js(WIDE):
                            fault(name, f"wider than the screen at {look}")
    finally:
        b.close()
    return n


def main():
    furnish()
    write_all()
    letters = [(l, s, name) for l in NAMES for s in SITUATIONS for name in letters_of(s)]
    codes = all_codes(letters)
    for one in letters:
        check_one(*one, codes)
    print("%sok 1 - %d letters say what a reader looks for; %d payment codes read" %
          ("not " if bad else "", len(letters), len(codes)))
    all_of_them = "--pictures" in sys.argv
    check_spam(2, [one for one in letters if all_of_them or one[1] == "plan" and one[0] in "fr de"])
    if all_of_them:
        before = bad
        n = pictures()
        print("%sok 3 - %d pictures in %s" % ("not " if bad > before else "", n, os.path.relpath(OUT + "/pictures")))
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
