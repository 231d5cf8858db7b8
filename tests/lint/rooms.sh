#!/bin/sh
# rooms.sh: the two gates of the house. Core rooms call nothing impure; rooms call only along the
# arrows. Prints the arrows as they are.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 2
O=${O:-${B:-build}/obj}
core="base mail formats rules match dunning letter"
bad=0

# Which room may call which others. Everybody may call base.
allowed() {
  case $1 in
  cmd) echo "$core ledger net web host" ;;
  *) echo "base" ;;
  esac
}

# Files, sockets, clock, environment, processes, output, database, locale, random numbers.
impure='open openat fopen fopen64 open64 creat read write pread pwrite close unlink rename mkdir
 opendir stat lstat fstat socket connect bind listen accept send recv poll select time clock
 clock_gettime gettimeofday localtime localtime_r gmtime gmtime_r mktime strftime getenv setenv
 secure_getenv fork execve execv execvp posix_spawn system popen kill waitpid pipe printf puts
 putchar fprintf vfprintf fputs fputc fwrite perror syslog getpid random rand rand_r getrandom
 setlocale sleep usleep nanosleep atoi strcpy strcat sprintf strtok'

room_symbols() { # ROOM nm-options...
  room=$1
  shift
  find "$O/$room" -name '*.o' 2>/dev/null | xargs -r nm "$@" 2>/dev/null |
    awk 'NF >= 2 { sub(/@.*/, "", $NF); print $NF }' | sort -u
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
rooms=$(ls "$O")
for room in $rooms; do
  room_symbols "$room" --defined-only --extern-only >"$tmp/$room.def"
  room_symbols "$room" --undefined-only >"$tmp/$room.use"
done

printf '%s\n' $impure | sort -u >"$tmp/impure"
for room in $core; do
  [ -f "$tmp/$room.use" ] || continue
  sed 's/^__//; s/_chk$//' "$tmp/$room.use" | sort -u >"$tmp/plain"
  for call in $(comm -12 "$tmp/plain" "$tmp/impure") $(grep '^sqlite3_' "$tmp/plain"); do
    echo "impure: src/$room calls $call: the value should have been a parameter"
    bad=1
  done
done

for from in $rooms; do
  arrows=
  for to in $rooms; do
    [ "$from" != "$to" ] || continue
    calls=$(comm -12 "$tmp/$from.use" "$tmp/$to.def" | head -n 1)
    [ -n "$calls" ] || continue
    arrows="$arrows $to"
    case " $(allowed "$from") " in
    *" $to "*) ;;
    *)
      echo "arrow: src/$from calls $calls in src/$to: only cmd sees both"
      bad=1
      ;;
    esac
  done
  printf '%-8s ─▶%s\n' "$from" "${arrows:- nothing}"
done
exit $bad
