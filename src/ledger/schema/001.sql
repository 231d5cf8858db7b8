-- 001.sql: the ledger as version 0.1 makes it. Never changed afterwards: what comes later is 002.sql.
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Times are UTC seconds, days are days since 1970-01-01, money is minor units with its currency.
-- Unset text is NULL. Lists in one column are joined by a line feed.

-- ------------------------------------------------------------------ inbox

CREATE TABLE folder (
  id          INTEGER PRIMARY KEY,
  mailbox     TEXT NOT NULL,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('inbox', 'sent', 'junk', 'other')),
  uidvalidity INTEGER NOT NULL DEFAULT 0,
  last_uid    INTEGER NOT NULL DEFAULT 0,
  seen_at     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (mailbox, name)
) STRICT;

-- Content: what all side effects hang on. Raw bytes and readings stand apart, so that a change of
-- state never rewrites them.
CREATE TABLE message (
  id           INTEGER PRIMARY KEY,
  sha256       BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  plain_sha256 BLOB CHECK (length(plain_sha256) = 32), -- without trace headers; NULL: no Message-ID
  message_id   TEXT,
  size         INTEGER NOT NULL,
  mailbox      TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('inbox', 'sent', 'junk', 'other')),
  arrived_at   INTEGER NOT NULL,
  refused      TEXT, -- why no more of it than its headers was fetched
  state        TEXT NOT NULL CHECK (state IN ('new', 'claimed', 'done', 'set_aside')),
  tries        INTEGER NOT NULL DEFAULT 0,
  worked_at    INTEGER,
  client       TEXT,
  words        TEXT,
  CHECK (state IN ('new', 'claimed') OR (worked_at IS NOT NULL AND words IS NOT NULL))
) STRICT;
CREATE INDEX message_waiting ON message (tries, arrived_at, id) WHERE state IN ('new', 'claimed');
CREATE INDEX message_by_state ON message (state, arrived_at);
CREATE INDEX message_by_id ON message (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_by_plain ON message (plain_sha256) WHERE plain_sha256 IS NOT NULL;
CREATE INDEX message_by_client ON message (client, arrived_at) WHERE client IS NOT NULL;

CREATE TABLE message_raw (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  raw     BLOB NOT NULL
) STRICT;

CREATE TABLE message_reading (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  reading TEXT,
  verdict TEXT
) STRICT;

CREATE TABLE location (
  folder      INTEGER NOT NULL REFERENCES folder (id),
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL,
  message     INTEGER NOT NULL REFERENCES message (id),
  stale       INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
  obeyed      INTEGER NOT NULL DEFAULT 0 CHECK (obeyed IN (0, 1)), -- a move into relance/Yes, once
  moved_on    INTEGER NOT NULL DEFAULT 0 CHECK (moved_on IN (0, 1)), -- by us, or it is gone
  PRIMARY KEY (folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_by_message ON location (message);

-- ------------------------------------------------------------------ register

CREATE TABLE client (
  pk             INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE CHECK (id <> ''),
  name           TEXT NOT NULL,
  contact_name   TEXT,
  language       TEXT,
  country        TEXT,
  client_group   TEXT,
  owner_policy   TEXT, -- the owner's choice, which no import changes
  phone          TEXT,
  payment_method TEXT,
  emails         TEXT,
  domains        TEXT,
  name_keys      TEXT,
  title          TEXT, -- form of address, a key of rules/letters
  postal         TEXT,
  registration   TEXT,
  no_reminders   INTEGER NOT NULL DEFAULT 0 CHECK (no_reminders IN (0, 1)),
  consumer       INTEGER NOT NULL DEFAULT 0 CHECK (consumer IN (0, 1)),
  valued         INTEGER NOT NULL DEFAULT 0 CHECK (valued IN (0, 1))
) STRICT;
CREATE INDEX client_by_group ON client (client_group) WHERE client_group IS NOT NULL;

-- How a client is found: by an address, a domain, an IBAN or a word of his name.
CREATE TABLE client_key (
  kind   TEXT NOT NULL CHECK (kind IN ('email', 'domain', 'iban', 'word')),
  value  TEXT NOT NULL,
  client TEXT NOT NULL REFERENCES client (id),
  seen   INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)), -- 1: learnt, not in the client's row
  PRIMARY KEY (kind, value, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_key_by_client ON client_key (client, kind);

-- books_minor is what the owner's books say; open_minor is that without what was allocated here
-- and is not yet in the books.
CREATE TABLE invoice (
  id                INTEGER PRIMARY KEY,
  number            TEXT NOT NULL UNIQUE CHECK (number <> ''),
  client            TEXT NOT NULL REFERENCES client (id),
  kind              TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  issued            INTEGER,
  due               INTEGER,
  currency          TEXT NOT NULL CHECK (length(currency) = 3),
  total_minor       INTEGER NOT NULL,
  books_minor       INTEGER NOT NULL,
  open_minor        INTEGER NOT NULL,
  payment_reference TEXT,
  iban              TEXT,
  file              TEXT,
  thread            TEXT,
  sent_to           TEXT, -- address that its mail really went to
  lowers            TEXT  -- number of the invoice that a credit note lowers
) STRICT;
-- An index WHERE open_minor <> 0 is only used by what says so in these words.
CREATE INDEX invoice_open_of_client ON invoice (client, due, kind, currency, open_minor)
  WHERE open_minor <> 0;
CREATE INDEX invoice_open_amount ON invoice (open_minor, currency) WHERE open_minor <> 0;
CREATE INDEX invoice_total_amount ON invoice (total_minor, currency) WHERE open_minor <> 0;
CREATE INDEX invoice_aging ON invoice (currency, due, kind, open_minor)
  WHERE open_minor > 0 AND kind = 'invoice';
CREATE INDEX invoice_credits ON invoice (currency, kind, open_minor)
  WHERE open_minor > 0 AND kind = 'credit_note';
CREATE INDEX invoice_by_thread ON invoice (thread) WHERE thread IS NOT NULL;
CREATE INDEX invoice_by_lowers ON invoice (lowers) WHERE lowers IS NOT NULL;

-- How an invoice is found by its number and payment reference, however they are written. An entry
-- is a hash of such a key with the invoice's id in its lowest 28 bits. Of many invoices put
-- together the sorted entries stand in pages of a run, 8 bytes each, big-endian.
CREATE TABLE invoice_key (
  entry INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE invoice_key_pack (
  id      INTEGER PRIMARY KEY,
  run     INTEGER NOT NULL,
  first   INTEGER NOT NULL, -- entry
  entries BLOB NOT NULL CHECK (length(entries) % 8 = 0),
  UNIQUE (run, first)
) STRICT;

-- What was invoiced on a day, credit notes taken off.
CREATE TABLE sold (
  day      INTEGER NOT NULL,
  currency TEXT NOT NULL,
  minor    INTEGER NOT NULL,
  invoices INTEGER NOT NULL,
  PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

-- Invoices as files, found in mail that we sent: kept to be attached again. `found` is what was
-- read of one that waits for the owner's word.
CREATE TABLE paper (
  id       INTEGER PRIMARY KEY,
  message  INTEGER NOT NULL REFERENCES message (id),
  sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
  filename TEXT NOT NULL,
  bytes    BLOB NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('registered', 'waiting', 'refused')),
  invoice  TEXT REFERENCES invoice (number),
  found    TEXT, -- JSON
  added    INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1)), -- the owner's yes made the invoice
  UNIQUE (message, sha256),
  CHECK (state <> 'registered' OR invoice IS NOT NULL),
  CHECK (state <> 'waiting' OR found IS NOT NULL)
) STRICT;
CREATE INDEX paper_by_content ON paper (sha256);
CREATE INDEX paper_by_invoice ON paper (invoice) WHERE invoice IS NOT NULL;

CREATE TABLE payment (
  pk        INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE CHECK (id <> ''),
  day       INTEGER,
  minor     INTEGER NOT NULL,
  currency  TEXT NOT NULL CHECK (length(currency) = 3),
  payer     TEXT,
  reference TEXT,
  iban      TEXT,
  invoice   TEXT,
  source    TEXT,
  client    TEXT REFERENCES client (id), -- when known
  settled   INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)) -- 1: its invoices have it
) STRICT;
CREATE INDEX payment_unsettled ON payment (pk) WHERE source = 'statement' AND settled = 0;
CREATE INDEX payment_by_amount ON payment (minor, currency) WHERE source = 'statement';
CREATE INDEX payment_by_client ON payment (client, day) WHERE client IS NOT NULL;

CREATE TABLE allocation (
  id           INTEGER PRIMARY KEY,
  invoice      TEXT NOT NULL REFERENCES invoice (number),
  client       TEXT NOT NULL REFERENCES client (id), -- the invoice's, at that time
  payment      TEXT REFERENCES payment (id),
  message      INTEGER REFERENCES message (id),
  minor        INTEGER NOT NULL,
  currency     TEXT NOT NULL CHECK (length(currency) = 3),
  booked_minor INTEGER NOT NULL DEFAULT 0, -- how much of it the books show since
  at           INTEGER NOT NULL,
  why          TEXT NOT NULL,
  ended_at     INTEGER,
  ended_why    TEXT,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX allocation_by_invoice ON allocation (invoice);
CREATE INDEX allocation_by_client ON allocation (client);
CREATE INDEX allocation_by_payment ON allocation (payment) WHERE payment IS NOT NULL;
CREATE INDEX allocation_by_message ON allocation (message) WHERE message IS NOT NULL;

CREATE INDEX payment_by_invoice ON payment (invoice, day) WHERE invoice IS NOT NULL;
CREATE INDEX payment_received ON payment (day, currency, minor, id) WHERE invoice IS NOT NULL;

-- Money that only the books tell of: how much, beyond what is known otherwise, had come in on an
-- invoice when they were read on that day.
CREATE TABLE booked (
  invoice TEXT NOT NULL REFERENCES invoice (number),
  client  TEXT NOT NULL REFERENCES client (id), -- the invoice's
  day     INTEGER NOT NULL,
  minor   INTEGER NOT NULL,
  PRIMARY KEY (invoice, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX booked_by_day ON booked (day);
CREATE INDEX booked_by_client ON booked (client);

CREATE TABLE reminder (
  id          INTEGER PRIMARY KEY,
  identity    TEXT NOT NULL UNIQUE, -- Message-ID, or client, day, step and invoices without one
  message_id  TEXT,
  token       TEXT,
  client      TEXT NOT NULL REFERENCES client (id),
  recipient   TEXT,
  subject     TEXT,
  invoices    TEXT,
  step        INTEGER NOT NULL,
  sent_at     INTEGER NOT NULL,
  sent        INTEGER,
  deadline    INTEGER,
  undelivered INTEGER NOT NULL DEFAULT 0 CHECK (undelivered IN (0, 1)),
  full        INTEGER NOT NULL DEFAULT 0 CHECK (full IN (0, undelivered)), -- the mailbox was: try again
  letter      INTEGER UNIQUE REFERENCES letter (id)
) STRICT;
CREATE INDEX reminder_by_client ON reminder (client, sent_at);
CREATE INDEX reminder_by_time ON reminder (sent_at);
CREATE INDEX reminder_by_message_id ON reminder (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX reminder_by_token ON reminder (token) WHERE token IS NOT NULL;

CREATE TABLE reminder_invoice (
  invoice  TEXT NOT NULL, -- a number; imported ones may be unknown to the register
  reminder INTEGER NOT NULL REFERENCES reminder (id),
  PRIMARY KEY (invoice, reminder)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_invoice_by_reminder ON reminder_invoice (reminder);

-- What both sides agreed on; open_minor: what was open of the invoices on that day.
CREATE TABLE instalment (
  plan       INTEGER NOT NULL,
  client     TEXT NOT NULL REFERENCES client (id),
  invoices   TEXT NOT NULL,
  due        INTEGER NOT NULL,
  minor      INTEGER NOT NULL CHECK (minor > 0),
  currency   TEXT NOT NULL CHECK (length(currency) = 3),
  open_minor INTEGER NOT NULL,
  agreed     INTEGER NOT NULL,
  ended_at   INTEGER,
  PRIMARY KEY (plan, due)
) STRICT;
CREATE INDEX instalment_by_client ON instalment (client) WHERE ended_at IS NULL;

CREATE TABLE import_run (
  id        INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  file      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  added     INTEGER NOT NULL,
  changed   INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  refused   INTEGER NOT NULL
) STRICT;
CREATE INDEX import_run_by_file ON import_run (file);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ decisions

CREATE TABLE journal (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  kind    TEXT NOT NULL CHECK (kind <> ''),
  message INTEGER REFERENCES message (id),
  letter  INTEGER REFERENCES letter (id),
  client  TEXT,
  invoice TEXT,
  say     TEXT NOT NULL CHECK (say <> ''),
  reasons TEXT -- JSON
) STRICT;
CREATE INDEX journal_by_message ON journal (message) WHERE message IS NOT NULL;
CREATE INDEX journal_by_letter ON journal (letter) WHERE letter IS NOT NULL;
CREATE INDEX journal_by_client ON journal (client) WHERE client IS NOT NULL;
CREATE INDEX journal_folder ON journal (id) WHERE kind = 'folder';
CREATE INDEX journal_by_invoice ON journal (invoice) WHERE invoice IS NOT NULL;

CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is only added to'); END;

CREATE TABLE hold (
  id        INTEGER PRIMARY KEY,
  client    TEXT NOT NULL REFERENCES client (id),
  invoice   TEXT REFERENCES invoice (number),
  kind      TEXT NOT NULL CHECK (kind IN
              ('announced', 'promised', 'disputed', 'insolvent', 'unclassified', 'asked',
               'owner')),
  from_day  INTEGER,
  until_day INTEGER, -- NULL: until a person looks
  why       TEXT NOT NULL,
  message   INTEGER REFERENCES message (id),
  at        INTEGER NOT NULL,
  ended_at  INTEGER,
  ended_why TEXT,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX hold_standing ON hold (client) WHERE ended_at IS NULL;
CREATE INDEX hold_until ON hold (until_day) WHERE ended_at IS NULL;
CREATE INDEX hold_by_client ON hold (client);
CREATE INDEX hold_by_invoice ON hold (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX hold_by_message ON hold (message) WHERE message IS NOT NULL;

CREATE TRIGGER hold_stays
BEFORE UPDATE OF id, client, invoice, kind, from_day, until_day, why, message, at ON hold
BEGIN SELECT raise(ABORT, 'a hold can only be ended'); END;
CREATE TRIGGER hold_ends_once BEFORE UPDATE ON hold WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'this hold has ended already'); END;
CREATE TRIGGER hold_is_kept BEFORE DELETE ON hold
BEGIN SELECT raise(ABORT, 'a hold can only be ended'); END;

-- What the owner's answers have taught: who writes (an address) or pays (a folded name) for whom.
CREATE TABLE learned (
  id        INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL CHECK (kind IN ('writer', 'payer')),
  value     TEXT NOT NULL CHECK (value <> ''),
  client    TEXT NOT NULL REFERENCES client (id),
  message   INTEGER NOT NULL REFERENCES message (id), -- that taught it
  at        INTEGER NOT NULL,
  ended_at  INTEGER,
  ended_why TEXT,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX learned_once ON learned (kind, value, client) WHERE ended_at IS NULL;
CREATE INDEX learned_by_client ON learned (client);
CREATE INDEX learned_by_message ON learned (message);

CREATE TRIGGER allocation_stays
BEFORE UPDATE OF id, invoice, client, payment, message, minor, currency, at, why ON allocation
BEGIN SELECT raise(ABORT, 'an allocation can only be ended'); END;
CREATE TRIGGER allocation_ends_once BEFORE UPDATE OF ended_at, ended_why ON allocation
WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'this allocation has ended already'); END;
CREATE TRIGGER allocation_is_kept BEFORE DELETE ON allocation
BEGIN SELECT raise(ABORT, 'an allocation can only be ended'); END;
CREATE TRIGGER allocation_currency BEFORE INSERT ON allocation
WHEN NEW.currency <> (SELECT currency FROM invoice WHERE number = NEW.invoice)
  OR NEW.currency <> (SELECT currency FROM payment WHERE id = NEW.payment)
BEGIN SELECT raise(ABORT, 'an allocation needs the currency of its invoice and payment'); END;

-- A client who suddenly pays later than he used to: found once, until it has passed.
CREATE TABLE alert (
  id       INTEGER PRIMARY KEY,
  client   TEXT NOT NULL REFERENCES client (id),
  found    INTEGER NOT NULL, -- day
  usual    INTEGER NOT NULL, -- days late, before and since
  late     INTEGER NOT NULL,
  ended    INTEGER           -- day
) STRICT;
CREATE UNIQUE INDEX alert_standing ON alert (client) WHERE ended IS NULL;

CREATE TABLE suggestion (
  id          INTEGER PRIMARY KEY,
  message     INTEGER REFERENCES message (id),
  client      TEXT,
  state       TEXT NOT NULL CHECK (state IN
                ('open', 'accepted', 'corrected', 'rejected', 'superseded')),
  version     INTEGER NOT NULL DEFAULT 1,
  say         TEXT NOT NULL,
  verdict     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  resolved_at INTEGER,
  resolved_by TEXT,
  answer      TEXT,
  CHECK ((state = 'open') = (resolved_at IS NULL))
) STRICT;
CREATE INDEX suggestion_by_state ON suggestion (state, id);
CREATE INDEX suggestion_by_message ON suggestion (message) WHERE message IS NOT NULL;
CREATE INDEX suggestion_by_client ON suggestion (client) WHERE client IS NOT NULL;
CREATE TRIGGER suggestion_stays BEFORE UPDATE ON suggestion WHEN OLD.state <> 'open'
BEGIN SELECT raise(ABORT, 'this suggestion has been answered already'); END;
CREATE TRIGGER suggestion_is_kept BEFORE DELETE ON suggestion
BEGIN SELECT raise(ABORT, 'a suggestion is answered, never deleted'); END;

-- ------------------------------------------------------------------ outbox

CREATE TABLE letter (
  id             INTEGER PRIMARY KEY,
  state          TEXT NOT NULL CHECK (state IN ('planned', 'queued', 'sending', 'in_doubt', 'sent',
                   'undelivered', 'failed', 'withdrawn', 'ask_owner')),
  kind           TEXT NOT NULL CHECK (kind IN ('reminder', 'answer', 'notice')),
  mailbox        TEXT NOT NULL,
  client         TEXT REFERENCES client (id),
  step           INTEGER NOT NULL,
  cycle          INTEGER NOT NULL,
  invoices       TEXT,
  open           TEXT, -- amount and currency of each of them, as the letter says
  template       TEXT,
  needs_person   INTEGER NOT NULL DEFAULT 0 CHECK (needs_person IN (0, 1)),
  approved_at    INTEGER, -- when a person said yes; NULL: nobody has
  -- In Drafts, for a person to send: send never takes such a letter. gone: sent or removed by a
  -- person, or by us; changed: no longer right, and changed by a person, so that he must remove it.
  draft          TEXT CHECK (draft IN ('wanted', 'there', 'gone', 'changed')),
  draft_at       INTEGER,
  dedup_key      TEXT NOT NULL, -- client, step, cycle, invoices in order, recipient
  message_id     TEXT NOT NULL UNIQUE CHECK (message_id <> ''),
  token          TEXT UNIQUE,
  subject        TEXT,
  env_from       TEXT NOT NULL CHECK (env_from <> '' OR kind = 'answer'), -- '': MAIL FROM:<>
  env_to         TEXT NOT NULL CHECK (env_to <> ''),
  sha256         BLOB NOT NULL CHECK (length(sha256) = 32),
  deadline       INTEGER,
  plan           TEXT,
  created_at     INTEGER NOT NULL,
  not_before     INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL,
  why            TEXT NOT NULL,
  attempts       INTEGER NOT NULL DEFAULT 0,
  in_doubt_at    INTEGER,
  doubted        INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1)), -- once no one knew its fate
  sent_at        INTEGER,
  reply_code     INTEGER,
  reply          TEXT,
  evidence       TEXT,
  key_given_back INTEGER NOT NULL DEFAULT 0 CHECK (key_given_back IN (0, 1)),
  filed_at       INTEGER,
  CHECK (kind = 'notice' OR client IS NOT NULL),
  CHECK ((draft IS NULL) = (draft_at IS NULL)),
  CHECK (state <> 'in_doubt' OR in_doubt_at IS NOT NULL),
  CHECK (state <> 'sent' OR sent_at IS NOT NULL),
  CHECK (state <> 'sent' OR coalesce(reply_code, 0) BETWEEN 250 AND 259 OR evidence IS NOT NULL),
  CHECK (key_given_back = 0 OR (state = 'withdrawn' AND in_doubt_at IS NULL AND doubted = 0))
) STRICT;
CREATE UNIQUE INDEX letter_once ON letter (dedup_key) WHERE key_given_back = 0;
CREATE INDEX letter_by_state ON letter (state, not_before, id);
CREATE INDEX letter_by_client ON letter (client, id);
CREATE INDEX letter_drafted ON letter (id) WHERE draft IS NOT NULL;
CREATE INDEX letter_left ON letter (in_doubt_at, client) WHERE in_doubt_at IS NOT NULL;
CREATE INDEX letter_unfiled ON letter (mailbox, id) WHERE state = 'sent' AND filed_at IS NULL;

CREATE TABLE letter_mime (
  letter INTEGER PRIMARY KEY REFERENCES letter (id),
  mime   BLOB NOT NULL
) STRICT;

-- Message-IDs that servers gave a letter in place of ours (Exchange, SES): answers name those.
CREATE TABLE letter_alias (
  message_id TEXT PRIMARY KEY CHECK (message_id <> ''),
  letter     INTEGER NOT NULL REFERENCES letter (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_alias_by_letter ON letter_alias (letter);

CREATE TABLE letter_invoice (
  invoice TEXT NOT NULL REFERENCES invoice (number),
  letter  INTEGER NOT NULL REFERENCES letter (id),
  PRIMARY KEY (invoice, letter)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_invoice_by_letter ON letter_invoice (letter);

CREATE TABLE letter_event (
  id         INTEGER PRIMARY KEY,
  letter     INTEGER NOT NULL REFERENCES letter (id),
  at         INTEGER NOT NULL,
  from_state TEXT,
  to_state   TEXT NOT NULL,
  why        TEXT NOT NULL,
  reply      TEXT
) STRICT;
CREATE INDEX letter_event_by_letter ON letter_event (letter, id);

CREATE TRIGGER letter_begins BEFORE INSERT ON letter WHEN NEW.state NOT IN ('planned', 'queued')
BEGIN SELECT raise(ABORT, 'a letter begins as planned or queued'); END;

CREATE TRIGGER letter_moves BEFORE UPDATE OF state ON letter
WHEN OLD.state || ' ' || NEW.state NOT IN (
  'planned queued', 'planned withdrawn',
  'queued sending', 'queued withdrawn',
  'sending queued', 'sending in_doubt', 'sending failed', 'sending withdrawn',
  'in_doubt sent', 'in_doubt failed', 'in_doubt queued', 'in_doubt ask_owner',
  'ask_owner sent', 'ask_owner queued', 'ask_owner withdrawn',
  'sent undelivered')
BEGIN SELECT raise(ABORT, 'a letter cannot go this way'); END;

CREATE TRIGGER letter_is_frozen
BEFORE UPDATE OF id, kind, mailbox, client, step, cycle, invoices, open, template, needs_person,
  dedup_key, message_id, token,
  subject, env_from, env_to, sha256, deadline, plan, created_at ON letter
BEGIN SELECT raise(ABORT, 'what a letter says is frozen'); END;
CREATE TRIGGER letter_doubt_stays BEFORE UPDATE OF doubted ON letter
WHEN OLD.doubted = 1 AND NEW.doubted = 0
BEGIN SELECT raise(ABORT, 'a doubt is never forgotten'); END;
CREATE TRIGGER letter_is_kept BEFORE DELETE ON letter
BEGIN SELECT raise(ABORT, 'a letter is withdrawn, never deleted'); END;

CREATE TRIGGER letter_mime_is_frozen BEFORE UPDATE ON letter_mime
BEGIN SELECT raise(ABORT, 'what a letter says is frozen'); END;
CREATE TRIGGER letter_mime_is_kept BEFORE DELETE ON letter_mime
BEGIN SELECT raise(ABORT, 'what a letter says is frozen'); END;

CREATE TRIGGER letter_is_born AFTER INSERT ON letter BEGIN
  INSERT INTO letter_event (letter, at, from_state, to_state, why)
  VALUES (NEW.id, NEW.changed_at, NULL, NEW.state, NEW.why);
END;
CREATE TRIGGER letter_has_moved AFTER UPDATE OF state ON letter BEGIN
  INSERT INTO letter_event (letter, at, from_state, to_state, why, reply)
  VALUES (NEW.id, NEW.changed_at, OLD.state, NEW.state, NEW.why, NEW.reply);
END;
CREATE TRIGGER letter_event_stays BEFORE UPDATE ON letter_event
BEGIN SELECT raise(ABORT, 'the story of a letter is only added to'); END;
CREATE TRIGGER letter_event_is_kept BEFORE DELETE ON letter_event
BEGIN SELECT raise(ABORT, 'the story of a letter is only added to'); END;

-- ------------------------------------------------------------------ history

-- What `why` tells, by client, invoice, message or letter. Each branch is found by an index.
CREATE VIEW history (at, rank, seq, what, client, invoice, message, letter, say, reasons) AS
SELECT arrived_at, 0, id, 'message', client, NULL, id, NULL,
       coalesce(words, 'waits to be read'), NULL FROM message
UNION ALL
SELECT at, 1, id, kind, client, invoice, message, letter, say, reasons FROM journal
UNION ALL
SELECT at, 2, id, 'hold', client, invoice, message, NULL, why, NULL FROM hold
UNION ALL
SELECT ended_at, 2, id, 'hold_end', client, invoice, message, NULL, ended_why, NULL FROM hold
  WHERE ended_at IS NOT NULL
UNION ALL
SELECT at, 3, id, 'allocation', client, invoice, message, NULL, why, NULL FROM allocation
UNION ALL
SELECT ended_at, 3, id, 'allocation_end', client, invoice, message, NULL, ended_why, NULL
  FROM allocation WHERE ended_at IS NOT NULL
UNION ALL
SELECT created_at, 4, id, 'suggestion', client, NULL, message, NULL, say, NULL FROM suggestion
UNION ALL
SELECT resolved_at, 4, id, 'suggestion_' || state, client, NULL, message, NULL,
       coalesce(resolved_by, ''), NULL FROM suggestion WHERE resolved_at IS NOT NULL
UNION ALL
SELECT e.at, 5, e.id, 'letter_' || e.to_state, l.client, NULL, NULL, e.letter,
       e.why || iif(instr(e.why, e.reply) > 0, '', coalesce(' (' || e.reply || ')', '')), NULL
  FROM letter_event e JOIN letter l ON l.id = e.letter
UNION ALL
SELECT sent_at, 6, id, 'reminder', client, NULL, NULL, NULL, coalesce(subject, ''), NULL
  FROM reminder WHERE +letter IS NULL; -- +: by client, not by this
