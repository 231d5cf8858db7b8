#!/bin/sh
# import_files.sh: tables, statements and e-invoices into a register, once and again.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0

cat >"$tmp/conf" <<'END'
[company]
name = Atelier Exemple
address = compta@atelier.example
domain = atelier.example
country = FR
language = fr
END
chmod 600 "$tmp/conf"
printf 'client_id,name,emails\nC1,ACME SAS,ap@acme.example\n' >"$tmp/clients.csv"
printf 'N° facture;Client;Échéance;Total TTC;Statut\nF1;Acme sas;30/11/2026;"1 234,56 €";Envoyée\nF2;Nouveau;30/11/2026;10,00;Payée\nF3;ACME SAS;31/11/2026;5,00;Envoyée\n' >"$tmp/factures.csv"
printf 'date,amount,currency,payer,reference\n2026-11-20,10.00,EUR,ACME,F1\n2026-11-20,10.00,EUR,ACME,F1\n' >"$tmp/payments.csv"
printf ':20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261119EUR100,00\n:61:2611201120C10,00NTRFNONREF//X1\n:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+F1?32ACME\n:61:2611201120D3,00NTRFNONREF//X2\n:62F:C261120EUR107,00\n' >"$tmp/a.sta"
sed 's/107,00/207,00/' "$tmp/a.sta" >"$tmp/wrong.sta"
cat >"$tmp/invoice.xml" <<'END'
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>F9</ID>
<IssueDate>2026-11-01</IssueDate><InvoiceTypeCode>380</InvoiceTypeCode>
<DocumentCurrencyCode>EUR</DocumentCurrencyCode>
<AccountingCustomerParty><Party><PartyLegalEntity><RegistrationName>ACME SAS</RegistrationName>
</PartyLegalEntity></Party></AccountingCustomerParty>
<PaymentTerms><Note>30 jours fin de mois</Note></PaymentTerms>
<LegalMonetaryTotal><PayableAmount currencyID="EUR">99.00</PayableAmount></LegalMonetaryTotal>
</Invoice>
END
sed 's/<ID>F9</<ID>AV9</; s/380/381/; s/99.00/40.00/; s/<PaymentTerms>/<BillingReference><InvoiceDocumentReference><ID>F9<\/ID><\/InvoiceDocumentReference><\/BillingReference>&/' "$tmp/invoice.xml" >"$tmp/credit.xml"
printf 'number,client_id,due_date,total,open_amount,currency\nF9,C1,2026-12-31,99.00,0,EUR\n' >"$tmp/paid.csv"
sed 's/ACME SAS/Atelier Exemple/; s/F9/F10/' "$tmp/invoice.xml" >"$tmp/theirs.xml"
head -c 300 "$tmp/invoice.xml" >"$tmp/cut.xml"

# says NAME STATUS PATTERN FILE...: import the files; the status and a line of the answer are right.
says() {
  name=$1 want=$2 pattern=$3
  shift 3
  RELANCE_RULES=rules "$B/relance" --config "$tmp/conf" --ledger "$tmp/l.db" import "$@" >"$tmp/out" 2>&1
  status=$?
  n=$((n + 1))
  if [ "$status" = "$want" ] && grep -q "$pattern" "$tmp/out"; then
    echo "ok $n - $name"
  else
    echo "not ok $n - $name (status $status)"
    sed 's/^/  /' "$tmp/out"
  fi
}

holds() { # NAME SQL WANT
  got=$(sqlite3 "$tmp/l.db" "$2")
  n=$((n + 1))
  if [ "$got" = "$3" ]; then echo "ok $n - $1"; else printf 'not ok %s - %s: %s\n' "$n" "$1" "$got"; fi
}

says "clients" 0 'clients: 1 added' "$tmp/clients.csv"
says "an export: two lines taken, one refused with its number" 1 'factures.csv:4: not taken: Échéance "31/11/2026"' "$tmp/factures.csv"
says "the same again changes nothing" 1 '0 added, 0 changed, 2 unchanged, 1 refused' "$tmp/factures.csv"
holds "a client is found by his name, what is paid is not open" \
  "SELECT group_concat(number || ' ' || client || ' ' || open_minor, ', ') FROM (SELECT * FROM invoice ORDER BY number)" \
  "F1 C1 123456, F2 Nouveau 0"
says "payments without an id" 0 'payments: 2 added' "$tmp/payments.csv"
printf 'number,client_id,due_date,total,open_amount,currency\nF20,C1,2026-11-30,10.00,5.00,EUR\nF20,C1,2026-12-31,10.00,5.00,EUR\nF21,C1,2026-11-30,10.00,10.00,EUR\nF21,C1,2026-11-30,10.00,10.00,EUR\n' >"$tmp/parts.csv"
says "a number twice, by due date, is asked about" 1 'F20 stands in this file before' "$tmp/parts.csv"
says "and again, the first row holding" 1 '0 added, 0 changed, 3 unchanged, 1 refused' "$tmp/parts.csv"
says "the same payments again" 0 '0 added, 0 changed, 2 unchanged' "$tmp/payments.csv"
says "a statement: money in only" 0 'statement: 1 added' "$tmp/a.sta"
says "the same statement again" 0 '0 added, 0 changed, 1 unchanged' "$tmp/a.sta"
says "a statement that does not add up" 1 'nothing taken: .* 100.00 are missing' "$tmp/wrong.sta"
says "an e-invoice" 0 'invoice: 1 added' "$tmp/invoice.xml"
holds "its due day is counted from its terms" \
  "SELECT client || ' ' || date(due * 86400, 'unixepoch') FROM invoice WHERE number = 'F9'" "C1 2026-12-31"
says "a credit note" 0 'invoice: 1 added' "$tmp/credit.xml"
holds "it lowers the invoice that it names, and is used up" \
  "SELECT group_concat(number || ' ' || open_minor, ', ') FROM (SELECT * FROM invoice WHERE number IN ('F9', 'AV9') ORDER BY number)" \
  "AV9 0, F9 5900"
says "the credit note again" 0 'invoice: 0 added, 0 changed, 1 unchanged' "$tmp/credit.xml"
says "the books say that it is paid" 0 'invoices: 0 added, 1 changed' "$tmp/paid.csv"
says "its file again" 0 'invoice: 0 added, 0 changed, 1 unchanged' "$tmp/invoice.xml"
holds "what the books say stays" "SELECT open_minor FROM invoice WHERE number = 'F9'" "0"
says "an invoice that others sent to us" 1 'is one that .*sent to us' "$tmp/theirs.xml"
says "a cut e-invoice" 1 'line [0-9]*: broken or cut XML' "$tmp/cut.xml"
holds "nothing of what was refused is there" \
  "SELECT (SELECT count(*) FROM invoice) || ' ' || (SELECT count(*) FROM payment)" "6 3"
echo "1..$n"
