"""mail.py: what the clients, their banks and a forger of the demonstration write.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import email.message
import email.policy
import email.utils

from house import MX, US

# Answers to the first reminder: client, words. {number} and {amount} are of the reminded invoice.
REPLIES = {
    "C01": "Bonjour,\n\nCette facture a été réglée le 4 septembre par virement, vous devriez l'avoir "
           "reçu.\n\nBien à vous,\nClaire Morel",
    "C02": "Bonjour,\n\nDésolé pour le retard : le virement de {amount} partira le 30 septembre.\n\n"
           "Yann Le Goff",
    "C03": "Bonjour,\n\nNous contestons la facture {number} : deux des six fenêtres ne ferment pas. "
           "Merci de passer les régler.\n\nSophie Lemaître",
    "C10": "Hello,\n\nPlease note that we paid {number} on 4 September by bank transfer.\n\n"
           "Kind regards\nJames Whitfield",
    "C11": "Hi,\n\nInvoice {number} will be paid on 30 September.\n\nEmily Carter\nAccounts payable",
    "C13": "Dear all,\n\nWe cannot find invoice {number}. Could you send us a copy please?\n\n"
           "Grace Bennett",
}
ABSENCE = ("Bonjour,\n\nJe suis absente jusqu'au 14 septembre inclus. Votre message sera lu à mon "
           "retour.\n\nNadia Belkacem")
FORGERY = "Bonjour,\n\nVotre facture {number} de {amount} a été payée hier.\n\nHugo Vasseur"
NOTICE = ("Bonjour,\n\nUn virement vient d'être porté au crédit de votre compte professionnel :\n\n"
          "  Date        : {date}\n  Montant     : {amount}\n  Donneur     : {payer}\n"
          "  Motif       : FACTURE {number}\n\nCe message est envoyé automatiquement par votre banque."
          "\n")


def message(sender, subject, text, date, reply_to=None, auth="pass", headers=()):
    """Raw bytes as our own mail server files them, with its word on the sender."""
    name, address = sender
    domain = address.split("@")[1]
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["Return-Path"] = f"<{address}>"
    m["Authentication-Results"] = (f"{MX}; spf={auth} smtp.mailfrom={domain}; "
                                   f"dkim={auth} header.d={domain}; dmarc={auth} header.from={domain}")
    m["Date"] = email.utils.format_datetime(date)
    m["From"] = email.utils.formataddr((name, address))
    m["To"] = US
    m["Subject"] = subject
    m["Message-ID"] = f"<{abs(hash((sender, subject, str(date))))}@{domain}>"
    if reply_to:
        m["In-Reply-To"] = m["References"] = reply_to
    for key, value in headers:
        m[key] = value
    m.set_content(text)
    return bytes(m)


def reply(client, letter, text, date, auth="pass", address=None, headers=()):
    quoted = "\n".join("> " + line for line in letter["text"].splitlines())
    body = f"{text}\n\nLe lundi 7 septembre 2026, Service Comptabilité a écrit :\n{quoted}\n"
    if client["language"] == "en":
        body = f"{text}\n\nOn Mon, 7 Sep 2026, Service Comptabilité wrote:\n{quoted}\n"
    sender = (client["contact_name"], address or client["emails"])
    return message(sender, "Re: " + letter["subject"], body, date, letter["id"], auth, headers)


def notice(amount, payer, number, date):
    text = NOTICE.format(amount=amount, payer=payer.upper(), number=number,
                         date=date.strftime("%d/%m/%Y"))
    return message(("Banque de l'Ouest", "avis@banque-ouest.example"), "Avis de virement reçu", text,
                   date, headers=[("Auto-Submitted", "auto-generated")])


def bounce(letter, address, date):
    """A delivery report as Postfix writes it (RFC 3464)."""
    return f"""Return-Path: <>\r
Date: {email.utils.format_datetime(date)}\r
From: MAILER-DAEMON@mx.garage-tanguy.example\r
To: {US}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <bounce-1@mx.garage-tanguy.example>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r
\r
--b1\r
Content-Type: text/plain\r
\r
I'm sorry to have to inform you that your message could not be delivered.\r
\r
<{address}>: host mx.garage-tanguy.example said: 550 5.1.1 <{address}>: Recipient\r
    address rejected: User unknown in virtual mailbox table\r
\r
--b1\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.garage-tanguy.example\r
\r
Final-Recipient: rfc822; {address}\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown\r
\r
--b1\r
Content-Type: text/rfc822-headers\r
\r
From: {US}\r
To: {address}\r
Subject: {letter["subject"].encode("ascii", "replace").decode()}\r
Message-ID: {letter["id"]}\r
\r
--b1--\r
""".encode()
