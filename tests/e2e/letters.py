#!/usr/bin/python3
# letters.py: Python's parser, in its strict policy, finds no defect in 200 generated letters.
# SPDX-License-Identifier: GPL-3.0-or-later
import email, email.policy, os, pathlib, subprocess, sys, tempfile

test = pathlib.Path(os.environ.get("B", "build")) / "tests/test_mail_outgoing"
strict = email.policy.strict.clone(refold_source="none")


def faults(raw, want):
    if any(byte > 127 for byte in raw):
        yield "not 7-bit clean"
    for line in raw.split(b"\r\n"):
        if b"\n" in line or b"\r" in line:
            yield "a bare CR or LF"
        if len(line) > 998:
            yield "a line of %d octets" % len(line)
    letter = email.message_from_bytes(raw, policy=strict)
    for part in letter.walk():
        for defect in part.defects + [d for v in part.values() for d in v.defects]:
            yield "%s: %r" % (part.get_content_type(), defect)
    if str(letter["subject"]) != want["subject"]:
        yield "subject %r" % str(letter["subject"])
    # Python does not join the encoded words of a name as RFC 2047, section 6.2, wants it.
    if letter["to"].addresses[0].display_name.replace(" ", "") != want["name"].replace(" ", ""):
        yield "name %r" % letter["to"].addresses[0].display_name
    if letter["to"].addresses[0].addr_spec != "jean@client.example":
        yield "address %r" % letter["to"].addresses[0].addr_spec
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    if text.rstrip("\n") != want["text"].rstrip("\n"):
        yield "text %r instead of %r" % (text[:300], want["text"][:300])
    if len(letter.get_all("message-id")) != 1 or letter["bcc"]:
        yield "headers that nobody wrote"


with tempfile.TemporaryDirectory() as folder:
    env = dict(os.environ, RELANCE_LETTERS=folder, CMOCKA_MESSAGE_OUTPUT="STDOUT")
    subprocess.run([test], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    letters = sorted(pathlib.Path(folder).glob("*.eml"))
    bad = 0
    for path in letters:
        want = {k: path.with_suffix("." + k).read_text("utf-8") for k in ("subject", "name", "text")}
        for fault in faults(path.read_bytes(), want):
            print("# %s: %s" % (path.name, fault))
            bad += 1
ok = bad == 0 and len(letters) == 200
print("%sok 1 - %d letters without a defect in Python's strict parser" % ("" if ok else "not ", len(letters)))
sys.exit(not ok)
