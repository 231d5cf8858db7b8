#!/bin/sh
# deps.sh [lint|bench|pages|letters]: installs the packages that relance is built from and tested with (Debian 12,
# Ubuntu), or those of the target named.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

build="gcc make pkg-config libc6-dev libetpan-dev libgmime-3.0-dev libsqlite3-dev libpcre2-dev
 libgnutls28-dev libxml2-dev libpoppler-glib-dev libzip-dev libjansson-dev libcmark-dev
 libqrencode-dev libpng-dev libpango1.0-dev fonts-liberation libmicrohttpd-dev libseccomp-dev libsystemd-dev tzdata
 gettext"
test="libcmocka-dev dovecot-core dovecot-imapd dovecot-lmtpd dovecot-submissiond dovecot-sieve
 python3 python3-holidays sqlite3 openssl mandoc binutils procps util-linux ca-certificates zbar-tools poppler-utils"
# `make lint` and the other compiler of the CI.
lint="clang clang-format clang-tidy"
# Peers to measure against, for `make bench`.
bench="isync imapfilter maildir-utils notmuch"
# A browser to look at the page with, for `make pages`.
pages="chromium"
# And what a spam filter says of the letters, for `make letters`.
letters="chromium spamassassin"

case ${1:-} in
lint) wanted=$lint ;;
bench) wanted=$bench ;;
pages) wanted=$pages ;;
letters) wanted=$letters ;;
*) wanted="$build $test" ;;
esac
missing=
for p in $wanted; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if ! command -v apt-get >/dev/null; then
  echo "relance: these packages are missing and there is no apt-get here to install them:$missing" >&2
  exit 1
fi
echo "relance: installing what it is built from and tested with ($as_root apt-get install):$missing"
$as_root apt-get update -q
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $missing
