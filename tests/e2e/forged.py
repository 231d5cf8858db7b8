#!/usr/bin/python3
# forged.py: whoever is not the client may write what he likes: nothing waits and nothing is applied.
# SPDX-License-Identifier: GPL-3.0-or-later
import sys

from mailbox import CLIENT, MX, failed, message, passed, verdicts

CLAIMS = {  # client, his reminder, what is claimed in his name
    "fr": ("K1", "r1", "Bonjour, la facture FA-2026-0012 de 1 500,00 € a été réglée hier par virement."),
    "de": ("K3", "r3", "Guten Tag, die Rechnung FA-2026-0045 über 880,00 EUR haben wir gestern überwiesen."),
    "nl": ("K4", "r4", "Beste, factuur FA-2026-0060 van € 1.210,00 is gisteren betaald."),
    "it": ("K5", "r5", "Buongiorno, la fattura FA-2026-0070 di 732,00 euro è stata pagata ieri."),
    "es": ("K6", "r6", "Buenos días, la factura FA-2026-0080 de 945,00 € fue pagada ayer."),
    "en": ("K7", "r7", "Hello, invoice FA-2026-0090 for EUR 2,026.00 was paid yesterday."),
}


def client_of(lang):
    who = CLIENT[CLAIMS[lang][0]]
    return who, who["emails"], who["domains"]


def alike(domain, change):
    name, top = domain.split(".", 1)
    return {
        "digit": name.translate(str.maketrans("oile", "0113")),
        "no hyphen": name.replace("-", ""),
        "doubled": name[:3] + name[2:],
        "swapped": name[0] + name[2] + name[1] + name[3:],
        "left out": name[:2] + name[3:],
        "two for one": name.replace("m", "rn") if "m" in name else name.replace("d", "cl").replace("v", "u", 1),
        "tail": name + "-payments",
        "below": name + "." + top + ".evil",
        "other top": name,
    }[change] + (".test" if change == "other top" else "." + top)


def lookalikes(lang):
    who, address, domain = client_of(lang)
    for change in ("digit", "no hyphen", "doubled", "swapped", "left out", "two for one", "tail", "below", "other top"):
        false = alike(domain, change)
        yield f"look-alike ({change})", f'{who["contact_name"]} <{address.split("@")[0]}@{false}>', passed(false), ""


def headers(lang):
    """Every way to make up, or to hide behind, what our own server says."""
    who, address, domain = client_of(lang)
    said = f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}\n"
    fail = failed(domain)
    for name, auth in (
        ("DMARC fails", fail),
        ("a pass below our fail", fail + f"Authentication-Results: {MX}; {said}"),
        ("a pass in a comment", f"Authentication-Results: {MX}; dmarc=fail (dmarc=pass) header.from={domain}\n"),
        ("a pass in a reason", f'Authentication-Results: {MX}; dmarc=fail reason="; dmarc=pass" header.from={domain}\n'),
        ("a pass in the mail name",
         f'Authentication-Results: {MX}; spf=fail smtp.mailfrom="dmarc=pass header.from={domain}"@evil.example\n'),
        ("a pass of another domain", f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=evil.example; "
                                     f"dkim=pass header.d=evil.example; dmarc=fail header.from={domain}\n"),
        ("only ARC", f"ARC-Authentication-Results: i=1; {MX}; {said}" + fail),
        ("only X-", f"X-Authentication-Results: {MX}; {said}" + fail),
        ("only Received-SPF", f"Received-SPF: pass (mx.evil.example: domain of {address})\n" + fail),
        ("a header in the subject", fail + f"X-Note: a\n Authentication-Results: {MX}; {said}"),
    ):
        yield name, f'{who["contact_name"]} <{address}>', auth, ""


def unproven(lang):
    """Nobody whom we believe says anything: as of a small firm's server without SPF."""
    who, address, domain = client_of(lang)
    said = f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}\n"
    for name, auth in (
        ("no word at all", ""),
        ("our word that nothing is known", f"Authentication-Results: {MX}; spf=none; dkim=none; dmarc=none\n"),
        ("another server's word", f"Authentication-Results: mx.evil.example; {said}"),
        ("our name with a tail", f"Authentication-Results: {MX}.evil.example; {said}"),
        ("our name with a head", f"Authentication-Results: evil{MX}; {said}"),
        ("our name in a comment", f"Authentication-Results: mx.evil.example ({MX}); {said}"),
    ):
        yield name, address, auth, ""


def names(lang):
    """The name, or the address as a name, before an address elsewhere."""
    who, address, domain = client_of(lang)
    evil = passed("evil.example")
    yield "display name", f'{who["contact_name"]} <x@evil.example>', evil, ""
    yield "company as name", f'{who["name"].replace(".", "")} <x@evil.example>', evil, ""
    yield "address as name", f'"{address}" <x@evil.example>', evil, ""
    yield "two From lines", f"x@evil.example\nFrom: {address}", evil, ""
    yield "two addresses", f"x@evil.example, {address}", evil, ""
    yield "Sender", "x@evil.example", evil, f"Sender: {address}\n"
    yield "Return-Path", "x@evil.example", evil, f"Return-Path: <{address}>\n"
    yield "Reply-To", "x@evil.example", evil, f"Reply-To: {address}\n"
    yield "Reply-To and his name", f'{who["contact_name"]} <x@evil.example>', evil, f"Reply-To: <{address}>\n"
    yield "Cc", "x@evil.example", evil, f"Cc: {address}\n"


def threads(lang):
    """Our own reminder, its id and its words, in hands that it was not sent to."""
    who, address, domain = client_of(lang)
    reminder = f"In-Reply-To: <{CLAIMS[lang][1]}@maison.example>\nReferences: <{CLAIMS[lang][1]}@maison.example>\n"
    false = alike(domain, "digit")
    yield "replayed thread, DMARC fails", f"<{address}>", failed(domain), reminder
    yield "replayed thread, look-alike", f'<{address.split("@")[0]}@{false}>', passed(false), reminder
    yield "replayed thread, nobody vouches", "<x@evil.example>", "", reminder


QUOTED = """
Le 7 sept. 2026 à 09:00, Maison Exemple <accounts@maison.example> a écrit :
> Rappel : la facture FA-2026-0012 de 1 500,00 EUR reste ouverte.
> Si votre règlement est déjà parti, ne tenez pas compte de ce message.
"""
COLLEAGUE = """
Kannst du das zuordnen?

-----Ursprüngliche Nachricht-----
Von: {name} <{address}>
Gesendet: Montag, 7. September 2026 17:12
An: jo@maison.example
Betreff: Rechnung

{claim}
"""
BANK = "Our bank details have changed: IBAN GB33BUKB20201555555555. Invoice FA-2026-0012 is paid."


def forged():
    for lang, (_, _, claim) in CLAIMS.items():
        for trick in (lookalikes, headers, names, threads):
            for name, sender, auth, more in trick(lang):
                yield f"{lang}: {name}", message(sender, claim, auth, "Re: facture", more)
    for name, sender, auth, more in names("fr"):
        yield f"our reminder quoted: {name}", message(sender, "C'est payé." + QUOTED, auth, "Re: rappel", more)
        yield f"new bank details: {name}", message(sender, BANK, auth, "Payment", more)
    for lang, (_, _, claim) in CLAIMS.items():
        who, address, _ = client_of(lang)
        told = COLLEAGUE.format(name=who["contact_name"], address=address, claim=claim)
        for name, auth in (("our server did not see him log in", ""), ("DMARC fails", failed("maison.example")),
                           ("another server's login", "Authentication-Results: mx.evil.example; auth=pass "
                                                      "smtp.auth=jo@maison.example\n"),
                           ("a login of somebody else", f"Authentication-Results: {MX}; auth=pass "
                                                        "smtp.auth=jo@evil.example\n")):
            yield f"{lang}: sent on by a false colleague, {name}", message("jo@maison.example", told, auth, "WG: x")
    evil = passed("evil.example")
    yield "a pass in the body", message("anne@dupont-sarl.example", passed("dupont-sarl.example") + CLAIMS["fr"][2],
                                        failed("dupont-sarl.example"))


def doubtful():
    for lang, (_, _, claim) in CLAIMS.items():
        for name, sender, auth, more in unproven(lang):
            yield f"{lang}: {name}", message(sender, claim, auth, "Re: facture", more)


def sent_on():
    for lang, (_, _, claim) in CLAIMS.items():
        who, address, _ = client_of(lang)
        told = COLLEAGUE.format(name=who["contact_name"], address=address, claim=claim)
        auth = f"Authentication-Results: {MX}; auth=pass smtp.auth=jo@maison.example\n"
        yield lang, message("jo@maison.example", told, auth, "WG: x")


def control():
    """The same words of the client himself do have an effect, or this test would prove nothing."""
    for lang, (_, _, claim) in CLAIMS.items():
        _, address, domain = client_of(lang)
        yield lang, message(address, claim, passed(domain), "Re: facture")


def report(number, name, bad):
    for row in bad:
        print(f"# {row}")
    print(f"{'not ok' if bad else 'ok'} {number} - {name}")
    return not bad


def main():
    sets = [list(forged()), list(doubtful()), list(control()), list(sent_on())]
    said = iter(verdicts([text for cases in sets for _, text in cases]))
    false, doubt, true, told = ([(name, next(said)) for name, _ in cases] for cases in sets)
    ok = report(1, f"{len(false)} forged messages have no effect",
                [f"{n}: {v['decision']} pause {v['pause']}" for n, v in false
                 if v["decision"] == "apply" or v["pause"] or v["hold_client"]] + ["too few"] * (len(false) < 50))
    ok &= report(2, f"{len(doubt)} that nobody vouches for are asked about",
                 [f"{n}: {v['decision']}" for n, v in doubt if v["decision"] != "suggest"])
    ok &= report(3, f"{len(true)} true ones, in the same words, are applied",
                 [f"{n}: {v['decision']}" for n, v in true if v["decision"] != "apply"])
    ok &= report(4, f"{len(told)} that a colleague sends on wait and are asked about",
                 [f"{n}: {v['decision']} {v['pause']}" for n, v in told
                  if v["decision"] != "suggest" or not v["pause"] or not v["allocations"]])
    return 0 if ok else 1


sys.exit(main())
