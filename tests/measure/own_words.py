#!/usr/bin/env python3
"""own_words.py [--show]: own words beside what two other parsers' test sets call the reply.

../shared/corpora/crisp-reply-parser: visible text of its fr en de nl es it files, white space
squeezed. That parser keeps signatures after a closing formula and drops mobile ones; so what is
compared is own words with and without signatures, either may agree.
../shared/corpora/talon: text replies, of which the reply is "Hello" or stands beside them.
"""
import email, email.policy, json, os, re, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("CORPORA", ROOT / "../shared/corpora"))
SAY = os.environ.get("RULES_SAY", str(ROOT / os.environ.get("B", "build") / "measure" / "rules_say"))
OTHER = ("portuguese", "finnish", "russian", "norwegian", "danish", "msn", "zoho")

# Where we differ on purpose.
ARGUED = {
    "email_8.txt": "a wrapped line of a quote without its sign: it is the quote's, the other parser keeps it",
    "email_2_1.txt": "the other parser does not see the Outlook header block as a separator",
    "email_custom_quote_header.txt": "the other parser keeps an attribution in Hungarian",
    "email_thread.txt": "the other parser keeps the attribution",
    "email_tricky_11_double_signature.txt": "a closing formula stays with own words; it says nothing to the rules",
    "email_tricky_17_forward_header.txt": "what was forwarded is apart from own words, as forwarded words",
    "email_tricky_2_url_with_wrote.txt": "a closing formula stays with own words",
    "email_with_regards.txt": "a closing formula stays with own words",
}


def say(texts):
    out = subprocess.run([SAY], input="\0".join(texts).encode() + b"\0", stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return [json.loads(line) for line in out.stdout.decode("utf-8", "replace").splitlines()]


def squeeze(s):
    return re.sub(r"\s+", " ", s).strip()


def text_of(said, kinds):
    return squeeze("".join(t for k, t in said["spans"] if k in kinds))


def crisp(show):
    folder = CORPORA / "crisp-reply-parser"
    names = [f.name for f in sorted((folder / "test/fixtures").glob("*.txt")) if not any(o in f.name for o in OTHER)]
    texts = [(folder / "test/fixtures" / n).read_text(encoding="utf-8", errors="replace") for n in names]
    right = argued = 0
    for name, s in zip(names, say(texts)):
        want = squeeze((folder / "visible" / name).read_text(encoding="utf-8", errors="replace"))
        got = {text_of(s, ("own",)), text_of(s, ("own", "signature")), text_of(s, ("own", "signature", "disclaimer")),
               text_of(s, ("own", "signature", "disclaimer", "forwarded"))}
        right += want in got
        argued += want not in got and name in ARGUED
        if show and want not in got:
            print(f"## {name} {ARGUED.get(name, '')}\n   want {want[-300:]!r}\n   got  {text_of(s, ('own',))[-300:]!r}")
    print(f"crisp-reply-parser: {right} of {len(names)} = {right / len(names):.3f}, {argued} more argued: {(right + argued) / len(names):.3f}")


def body_of(path):
    m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    b = m.get_body(("plain",))
    return b.get_content() if b else None


def talon(show):
    folder = CORPORA / "talon/tests/fixtures/standard_replies"
    files = [f for f in sorted(folder.glob("*.eml")) if body_of(f)]
    right = 0
    for f, s in zip(files, say([body_of(f) for f in files])):
        beside = folder / (f.stem + "_reply_text")
        want = squeeze(beside.read_text()) if beside.exists() else "Hello"
        got = {text_of(s, ("own",)), text_of(s, ("own", "signature"))}
        right += want in got
        if show and want not in got:
            print(f"## {f.name}\n   want {want!r}\n   got  {text_of(s, ('own',))!r}")
    print(f"talon, plain text: {right} of {len(files)} = {right / max(1, len(files)):.3f}")


crisp("--show" in sys.argv)
talon("--show" in sys.argv)
