# mailbox.py: a small company, its register, and messages to it that are judged by `relance match`.
# SPDX-License-Identifier: GPL-3.0-or-later
import csv, json, os, pathlib, subprocess, tempfile

RELANCE = pathlib.Path(os.environ.get("B", "build")) / "relance"
OURS = "accounts@maison.example"
MX = "mx.maison.example"

CONF = f"""[company]
name = Maison Exemple SAS
address = {OURS}
domain = maison.example
authserv_id = {MX}
country = FR
language = fr
"""

CLIENTS = """client_id,name,contact_name,emails,domains,language,country
K1,Dupont SARL,Anne Brissac,anne@dupont-sarl.example,dupont-sarl.example,fr,FR
K2,Dupont & Fils,Luc Dupont,luc.dupont@freemail.example,,fr,FR
K3,Hansen Metall GmbH,Birgit Hansen,buchhaltung@hansen-metall.example,hansen-metall.example,de,DE
K4,Verhoeven Bouw B.V.,Piet Verhoeven,admin@verhoeven-bouw.example,verhoeven-bouw.example,nl,NL
K5,Rossi Ceramiche S.r.l.,Paola Rossi,contabilita@rossi-ceramiche.example,rossi-ceramiche.example,it,IT
K6,Hermanos Molina S.L.,Pilar Molina,pagos@hermanos-molina.example,hermanos-molina.example,es,ES
K7,Kilbride Foods Ltd,Aoife Kilbride,ap@kilbride-foods.example,kilbride-foods.example,en,IE
K8,Kilbride Logistics Ltd,Sean Moran,ap@kilbride-logistics.example,kilbride-logistics.example,en,IE
"""

INVOICES = """number,client_id,kind,issue_date,due_date,total,open_amount,currency,payment_reference
FA-2026-0012,K1,invoice,2026-07-01,2026-07-31,1500.00,1500.00,EUR,
FA-2026-0112,K1,invoice,2026-08-03,2026-09-02,640.00,640.00,EUR,
FA-2026-0212,K1,invoice,2026-08-10,2026-09-09,640.00,640.00,EUR,
FA-2026-0013,K2,invoice,2026-07-01,2026-07-31,1500.00,1500.00,EUR,
FA-2026-0031,K2,invoice,2026-08-01,2026-08-31,2012.00,2012.00,EUR,
FA-2026-0045,K3,invoice,2026-07-06,2026-08-05,880.00,880.00,EUR,
FA-2026-0054,K3,invoice,2026-07-20,2026-08-19,450.00,450.00,EUR,
FA-2026-0915,K3,invoice,2026-08-05,2026-09-04,1330.00,1330.00,EUR,
FA-2026-0060,K4,invoice,2026-07-08,2026-08-07,1210.00,1210.00,EUR,
FA-2026-0061,K4,invoice,2026-07-08,2026-08-07,1210.00,1210.00,EUR,
FA-2026-0070,K5,invoice,2026-07-10,2026-08-09,732.00,732.00,EUR,
FA-2026-0071,K5,invoice,2026-07-31,2026-08-30,268.00,268.00,EUR,
FA-2026-0072,K5,invoice,2026-08-12,2026-09-11,1000.00,1000.00,EUR,
FA-2026-0080,K6,invoice,2026-07-14,2026-08-13,945.00,945.00,EUR,
FA-2026-2026,K6,invoice,2026-08-14,2026-09-13,310.00,310.00,EUR,
FA-2026-0090,K7,invoice,2026-07-15,2026-08-14,2026.00,2026.00,EUR,
FA-2026-0091,K7,invoice,2026-08-15,2026-09-14,155.00,155.00,EUR,
FA-2026-0092,K8,invoice,2026-07-15,2026-08-14,2026.00,2026.00,EUR,
AV-2026-0003,K1,credit_note,2026-08-20,2026-08-20,100.00,100.00,EUR,
"""

REMINDERS = f"""message_id,client_id,invoices,step,sent_at,to,subject
<r1@maison.example>,K1,FA-2026-0012,1,2026-09-07T09:00:00+02:00,anne@dupont-sarl.example,Rappel : facture FA-2026-0012
<r2@maison.example>,K2,FA-2026-0013,1,2026-09-07T09:00:00+02:00,luc.dupont@freemail.example,Rappel : facture FA-2026-0013
<r3@maison.example>,K3,FA-2026-0045 FA-2026-0054,1,2026-09-07T09:00:00+02:00,buchhaltung@hansen-metall.example,"Zahlungserinnerung: FA-2026-0045, FA-2026-0054"
<r4@maison.example>,K4,FA-2026-0060 FA-2026-0061,1,2026-09-07T09:00:00+02:00,admin@verhoeven-bouw.example,"Herinnering: FA-2026-0060, FA-2026-0061"
<r5@maison.example>,K5,FA-2026-0070,1,2026-09-07T09:00:00+02:00,contabilita@rossi-ceramiche.example,Promemoria: fattura FA-2026-0070
<r6@maison.example>,K6,FA-2026-0080,1,2026-09-07T09:00:00+02:00,pagos@hermanos-molina.example,Recordatorio: factura FA-2026-0080
<r7@maison.example>,K7,FA-2026-0090,1,2026-09-07T09:00:00+02:00,ap@kilbride-foods.example,Reminder: invoice FA-2026-0090
"""

CLIENT = {row["client_id"]: row for row in csv.DictReader(CLIENTS.splitlines())}
INVOICE = {row["number"]: row for row in csv.DictReader(INVOICES.splitlines())}


def passed(domain):
    """What our own server writes of a sender whom it vouches for."""
    return (f"Authentication-Results: {MX}; spf=pass smtp.mailfrom={domain}; "
            f"dkim=pass header.d={domain}; dmarc=pass header.from={domain}\n")


def failed(domain):
    return (f"Authentication-Results: {MX}; spf=fail smtp.mailfrom={domain}; dkim=none; "
            f"dmarc=fail header.from={domain}\n")


def message(sender, text, auth="", subject="facture", headers="", to=OURS):
    return (f"{auth}From: {sender}\nTo: {to}\nSubject: {subject}\n"
            f"Date: Thu, 10 Sep 2026 10:00:00 +0200\nMessage-ID: <m{abs(hash((sender, text, auth)))}@x.example>\n"
            f"{headers}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
            f"Content-Transfer-Encoding: 8bit\n\n{text}\n")


def verdicts(messages):
    """One verdict for each of the messages."""
    with tempfile.TemporaryDirectory() as folder:
        room = pathlib.Path(folder)
        (room / "relance.conf").write_text(CONF)
        base = [RELANCE, "--config", room / "relance.conf", "--ledger", room / "ledger.db"]
        for kind, rows in (("clients", CLIENTS), ("invoices", INVOICES), ("reminders", REMINDERS)):
            (room / f"{kind}.csv").write_text(rows)
            subprocess.run([*base, "import", "--as", kind, room / f"{kind}.csv"], check=True,
                           stdout=subprocess.DEVNULL)
        files = [room / f"{i:04}.eml" for i in range(len(messages))]
        for file, text in zip(files, messages):
            file.write_bytes(text.encode())
        out = subprocess.run([*base, "match", "--json", *files], check=True, stdout=subprocess.PIPE)
        said = {pathlib.Path(v["file"]).name: v for v in map(json.loads, out.stdout.splitlines())}
        return [said[f.name] for f in files]
