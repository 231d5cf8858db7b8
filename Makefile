# relance: build, tests and installation. `make help` lists the targets.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Everything built lies in $(B). Other lanes are the same rules with another B:
#   make check B=build/asan SAN=address,undefined
#   make CC=clang B=build/clang

B      ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
SAN    ?=
OPT    ?= -O2 -g
WERROR ?= $(if $(CI),-Werror)
prefix ?= /usr/local
DESTDIR ?=

VERSION := 0.1

# What is made is named; `make V=1` shows the whole command.
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-5s %s\n' $(1) $@)

PKGS := libetpan libcmark gmime-3.0 sqlite3 libpcre2-8 gnutls libxml-2.0 poppler-glib libzip jansson \
        libqrencode libmicrohttpd libseccomp libsystemd libpng pangocairo
PKG_CFLAGS := $(filter-out -specs=%,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
# Debian's libetpan.pc carries the flags of its own build.
PKG_LIBS   := $(filter-out -specs=%,$(shell pkg-config --libs $(PKGS) 2>/dev/null))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
        -Wpointer-arith -Wwrite-strings -Wcast-qual -Wundef -Wconversion -Wno-sign-conversion \
        -Wformat=2 -Wimplicit-fallthrough
HARD := -fstack-protector-strong -fPIE -fno-strict-aliasing $(if $(SAN),,-D_FORTIFY_SOURCE=2)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)

CPPFLAGS += -Iinclude -Isrc -D_GNU_SOURCE -DRELANCE_VERSION='"$(VERSION)"' \
            -DRELANCE_RULES='"$(prefix)/share/relance/rules"' -DRELANCE_PO='"$(B)/po"'
ALL_CFLAGS := -std=gnu17 $(OPT) $(WARN) $(WERROR) $(HARD) $(SANFLAGS) $(CFLAGS) \
              $(patsubst -I%,-isystem %,$(PKG_CFLAGS))
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now $(SANFLAGS) $(LDFLAGS)

SRC  := $(wildcard src/*/*.c)
OBJ  := $(SRC:src/%.c=$(B)/obj/%.o)
CORE := $(filter-out $(B)/obj/cmd/main.o,$(OBJ))
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))

.PHONY: all help deps check corpora pages letters lint demo bench weigh race crash unit manual lint-fast fuzz fuzz-run install clean format

all: $(B)/relance

help:
	@echo 'make            build $(B)/relance; V=1 shows each whole command'
	@echo 'make deps       install the packages that relance needs (apt-get)'
	@echo 'make check      all tests that fit into some minutes'
	@echo 'make corpora    mail that others wrote: each figure beside its goal; SHOW=1 lists what is wrong'
	@echo 'make demo       the whole cycle on an embedded mail server; KEEP=1 leaves it running'
	@echo 'make pages      the page in a real Chromium, with pictures'
	@echo 'make letters    every letter in every language and situation: text, HTML, mail, spam filter, pictures'
	@echo 'make lint       format, arrows between rooms, purity of the core, clang-tidy'
	@echo 'make bench      speed and memory beside peers'
	@echo 'make race       payment notices at random moments around the sending'
	@echo 'make crash      SIGKILL at every durable step of watch, work and send, then on'
	@echo 'make fuzz       every eater of outside bytes under random ones, FUZZ_SECONDS each'
	@echo 'make weigh      learns the weights from labelled replies and prints how they generalise'
	@echo 'make install    into $$DESTDIR$$prefix'

# ---------------------------------------------------------------- packages

# Installs what is missing before anything is compiled; silent when nothing is.
$(B)/deps.ok: contrib/deps.sh
	@mkdir -p $(B)
	@sh contrib/deps.sh
	@touch $@

deps: $(B)/deps.ok

# ---------------------------------------------------------------- program

$(B)/relance: $(OBJ)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The assembler puts these files into the object; the compiler does not see that it depends on them.
$(B)/obj/ledger/schema.o: $(wildcard src/ledger/schema/*.sql)

$(B)/obj/web/asset.o: $(wildcard src/web/asset/*)
$(B)/obj/web/speech.o: $(patsubst contrib/po/%.po,$(B)/po/%.mo,$(wildcard contrib/po/*.po))

$(B)/po/%.mo: contrib/po/%.po
	@mkdir -p $(@D)
	$(call say,MO)
	$(Q)msgfmt --check-format --check-domain -o $@ $<

# ---------------------------------------------------------------- tests

$(B)/tests/%: tests/unit/%.c $(wildcard tests/unit/*.h) $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d -Itests/unit -o $@ $< $(CORE) $(ALL_LDFLAGS) \
	  $(PKG_LIBS) -lcmocka

$(B)/measure/%: tests/measure/%.c $(wildcard tests/unit/*.h) $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d -Itests/unit -o $@ $< $(CORE) $(ALL_LDFLAGS) \
	  $(PKG_LIBS)

$(B)/bench/%: tests/bench/%.c $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -o $@ $< $(CORE) $(ALL_LDFLAGS) $(PKG_LIBS)

WEIGH := $(wildcard tests/weigh/*.c)
$(B)/measure/weigh: $(WEIGH) $(wildcard tests/weigh/*.h tests/unit/*.h) $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -O3 -fno-math-errno -Itests/unit -o $@ $(WEIGH) $(CORE) \
	  $(ALL_LDFLAGS) $(PKG_LIBS) -lm

# Learns rules/weights/ from labelled replies in $(PHRASES) and prints five-fold cross-validation;
# measures rules/match.rules on the labelled mailboxes in $(WORLDS) and judges each with the others'.
PHRASES ?= ../shared/phrases
WORLDS ?= ../shared/worlds
weigh: all $(B)/measure/weigh
	@mkdir -p rules/weights $(B)/without
	@rm -rf $(B)/without && cp -r rules $(B)/without && rm -rf $(B)/without/weights
	@RELANCE_RULES_DIR=$(B)/without $(B)/measure/weigh $(PHRASES) tests/weigh/replies rules/weights
	@B=$(B) /usr/bin/python3 tests/weigh/match.py $(WORLDS) rules/match.rules

unit: $(UNIT)

# Every eater of outside bytes under random ones, FUZZ_SECONDS each; what it finds stays in its folder.
FUZZ_SECONDS ?= 30
FUZZ := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
$(B)/fuzz/%: tests/fuzz/%.c $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Itests/unit -Itests/fuzz -fsanitize=fuzzer -o $@ $< $(CORE) \
	  $(ALL_LDFLAGS) $(PKG_LIBS)

fuzz-run: $(FUZZ)
	@for f in $(FUZZ); do echo "$$f"; mkdir -p $$f.seeds; \
	  $$f -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$$f. -verbosity=0 $$f.seeds || exit 1; done

fuzz: deps
	$(MAKE) CC=clang B=build/fuzz SAN=fuzzer-no-link,address,undefined fuzz-run

check: deps
	$(MAKE) lint-fast all unit
	B=$(B) tests/run

# ---------------------------------------------------------------- demonstration

demo: deps
	$(MAKE) all
	RELANCE=$(B)/relance KEEP='$(KEEP)' KILL='$(KILL)' /usr/bin/python3 contrib/demo/demo.py

# ---------------------------------------------------------------- longer tests

# CORPORA='bounces spam' runs only these; the sets lie in ../shared, and without them it is skipped.
corpora: deps all $(B)/tests/test_mail_corpora
	B=$(B) /usr/bin/python3 tests/corpora/run.py $(if $(SHOW),--show) $(CORPORA)

bench: deps all $(B)/bench/bench_match
	@sh contrib/deps.sh bench
	$(B)/bench/bench_match
	B=$(B) /usr/bin/python3 tests/bench/reading.py
	B=$(B) /usr/bin/python3 tests/bench/bench.py
	B=$(B) /usr/bin/python3 tests/bench/import.py
	B=$(B) /usr/bin/python3 tests/bench/bench_page.py

race: deps all
	B=$(B) tests/race 200

crash: deps all
	B=$(B) tests/crash.py

pages: deps all
	@sh contrib/deps.sh pages
	B=$(B) /usr/bin/python3 tests/browser.py
	B=$(B) /usr/bin/python3 tests/browser_world.py

letters: deps all
	@sh contrib/deps.sh letters
	B=$(B) /usr/bin/python3 tests/letters.py --pictures

# ---------------------------------------------------------------- care

lint-fast: all manual
	mandoc -T lint -W warning contrib/man/relance.1 $(B)/relance.conf.5
	B=$(B) tests/lint/rooms.sh
	B=$(B) tests/lint/sizes.sh

lint: deps lint-fast
	@sh contrib/deps.sh lint
	tests/lint/format.sh
	tests/lint/tidy.sh -std=gnu17 $(CPPFLAGS) $(patsubst -I%,-isystem %,$(PKG_CFLAGS))

format:
	clang-format -i $(SRC) $(wildcard include/relance/*.h src/*/*.h tests/*/*.c tests/*/*.h)

# ---------------------------------------------------------------- manual, installation

$(B)/relance.conf.5: contrib/man/relance.conf.5.in $(B)/relance
	@$(B)/relance dump manual >$@.settings
	@sed -e '/@SETTINGS@/{r $@.settings' -e 'd}' $< >$@

manual: $(B)/relance.conf.5

install: all manual
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(prefix)/share/man/man1 \
	  $(DESTDIR)$(prefix)/share/man/man5 $(DESTDIR)$(prefix)/lib/systemd/system
	install -m 755 $(B)/relance $(DESTDIR)$(prefix)/bin/relance
	install -m 644 contrib/man/relance.1 $(DESTDIR)$(prefix)/share/man/man1/
	install -m 644 $(B)/relance.conf.5 $(DESTDIR)$(prefix)/share/man/man5/
	sed 's|@PREFIX@|$(prefix)|' contrib/relance.service \
	  >$(DESTDIR)$(prefix)/lib/systemd/system/relance.service
	cd rules && find . -type f -exec install -D -m 644 {} $(DESTDIR)$(prefix)/share/relance/rules/{} \;

clean:
	rm -rf $(B)

-include $(OBJ:.o=.d) $(UNIT:=.d)
