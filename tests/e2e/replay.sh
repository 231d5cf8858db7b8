#!/bin/sh
# replay.sh: a past mailbox and the reminders that left then; the ledger stays as it was.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
relance=$PWD/${B:-build}/relance
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
n=0 bad=0
check() { # WHAT COMMAND...
  what=$1
  shift
  n=$((n + 1))
  if "$@"; then echo "ok $n - $what"; else echo "not ok $n - $what" && bad=1; fi
}

printf '[company]\nname = Us\naddress = us@us.example\ndomain = us.example\nauthserv_id = mx.us.example\n' >relance.conf
chmod 600 relance.conf
cat >clients.csv <<'X'
client_id,name,emails,domains,language,country
C1,Le Goff,anne@legoff.example,legoff.example,fr,FR
C2,Morvan,yves@morvan.example,morvan.example,fr,FR
X
cat >invoices.csv <<'X'
number,client_id,issue_date,due_date,total,open_amount,currency
FA-2026-0101,C1,2026-07-01,2026-07-31,1234.50,1234.50,EUR
FA-2026-0102,C2,2026-07-01,2026-07-31,80.00,80.00,EUR
X
cat >sent.csv <<'X'
message_id,client_id,invoices,step,sent_at,to,subject
<r1@us.example>,C1,FA-2026-0101,1,2026-08-05T09:00:00+02:00,anne@legoff.example,Relance
<r2@us.example>,C1,FA-2026-0101,2,2026-08-13T09:00:00+02:00,anne@legoff.example,Relance
<r3@us.example>,C2,FA-2026-0102,1,2026-08-13T09:00:00+02:00,yves@morvan.example,Relance
X
mail() { # FROM DATE SUBJECT TEXT
  printf 'From %s Mon Aug 10 09:00:00 2026\n' "$1"
  printf 'Authentication-Results: mx.us.example; dmarc=pass header.from=%s\nFrom: %s\nDate: %s\nSubject: %s\n' "${1#*@}" "$1" "$2" "$3"
  printf 'Message-ID: <%s@x>\n\n%s\n\n' "$3" "$4"
}
{
  mail anne@legoff.example 'Mon, 10 Aug 2026 09:00:00 +0200' a 'La facture FA-2026-0101 sera payée le 20 août 2026.'
  mail yves@morvan.example 'Fri, 20 Nov 2026 09:00:00 +0100' b 'Merci bien.'
} >box.mbox
"$relance" --ledger l.db import clients.csv invoices.csv >/dev/null
before=$("$relance" --ledger l.db status)
"$relance" --ledger l.db replay --reminders sent.csv --json box.mbox >out
cat out
check "the promise came before the second step" grep -q '"what":"crossed","reminder":"r2@us.example"' out
check "nothing else had crossed" sh -c '! grep -q "r1@us\|r3@us" out'
check "the numbers" grep -q '"messages":2,"reminders":2,"crossed":1,"money":"1234.50 EUR"' out
check "the ledger is as before" [ "$before" = "$("$relance" --ledger l.db status)" ]
check "no copy stays behind" sh -c '! ls -d /tmp/relance-replay-* >/dev/null 2>&1'
exit $bad
