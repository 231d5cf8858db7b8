// checkdigit.h: structured payment references and IBANs, told from chance digits by their checks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Upper case without spaces, dots, dashes, slashes, plus signs and asterisks: the form that all
// functions below take. Valid UTF-8 in, ASCII letters and digits and whatever else was there out.
struct str reference_bare(struct arena *a, struct str written);

bool rf_valid(struct str s);           // ISO 11649: "RF18539007547034"
bool iban_valid(struct str s);         // ISO 13616: length of its country, modulo 97
bool qr_iban_valid(struct str s);      // a Swiss IBAN whose bank number says: QR references only
bool ogm_valid(struct str s);          // Belgium, OGM/VCS: 12 digits, modulo 97
bool qrr_valid(struct str s);          // Switzerland: 27 digits, modulo 10 recursive
bool kid_valid(struct str s);          // Norway: 2 to 25 digits, modulo 10 or modulo 11
bool viite_valid(struct str s);        // Finland: 4 to 20 digits, weights 7 3 1
bool ocr_valid(struct str s);          // Sweden, level 2: 2 to 25 digits, modulo 10
bool ocr_length_valid(struct str s);   // Sweden, level 3: and a length digit before the last
bool nl_reference_valid(struct str s); // Netherlands, betalingskenmerk: 9 to 14 or 16 digits
bool si_valid(struct str s);           // Slovenia, models 01 and 12: "SI1220261187"
bool luhn_valid(struct str s);         // digits, the last being the check (ISO 7812)
bool siren_valid(struct str s);        // France: number of a company (9 digits) or of a site (14)

// The reference with its check digits; empty when the base is not what it may be.
struct str rf_make(struct arena *a, struct str base);  // 1 to 21 of [0-9A-Z]
struct str ogm_make(struct arena *a, struct str base); // 10 digits
struct str qrr_make(struct arena *a, struct str base); // 26 digits
