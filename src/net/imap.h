// imap.h: what the watch needs of an IMAP server, and nothing that could harm the mailbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/stream.h"
#include "relance/day.h"
#include "relance/str.h"

// One session, one thread, command and answer. No function sets \Seen, removes what relance did
// not name, or asks the server to parse a mail (ENVELOPE, BODYSTRUCTURE). After ERR_WAIT the
// session may be dead: imap_is_open tells; ERR_INPUT and ERR_SETUP leave it usable.
// Folder names are UTF-8 here and modified UTF-7 (RFC 3501 5.1.3) on the wire.
struct imap;

enum {
  IMAP_SET_MAX = 500,                  // messages in one command
  IMAP_SET_BYTES = 8 << 20,            // of mail in one answer, unless a single one is larger
  IMAP_ANSWER_BYTES = 64 << 20,        // any other answer
  IMAP_UNSIZED_BYTES = (25 << 20) + 1, // of a message whose size the server does not say
  IMAP_HEAD_BYTES = 256 << 10,         // of a header block that is fetched alone
  IMAP_FOLDERS_MAX = 10000,            // more is somebody else's mailbox
  IMAP_NAME_MAX = 1000,                // bytes of a folder name
  IMAP_IDLE_SECONDS = 300,             // then IDLE is said anew: firewalls forget quiet connections
  IMAP_POLL_SECONDS = 30,              // between NOOPs where there is no IDLE
};

// Connects, secures, logs in. Refused credentials are ERR_SETUP with the server's words (with a
// token: ask for a fresh one and try once more); a server that cannot now is ERR_WAIT.
bool imap_open(const struct server *server, const struct login *login, struct imap **out,
               struct err *err);
void imap_close(struct imap *imap); // says LOGOUT and does not wait for it; NULL is allowed

bool imap_has(const struct imap *imap, const char *capability);
// After an error: whether the session can still be used.
bool imap_is_open(const struct imap *imap);

// ---- folders

enum folder_use {
  USE_OTHER,
  USE_INBOX,
  USE_SENT,
  USE_JUNK,
  USE_DRAFTS,
  USE_TRASH,
  USE_ARCHIVE,
  USE_ALL,  // every message once more, as Gmail has it: not a folder to watch beside INBOX
  USE_VIEW, // some of them once more: what is flagged, what is important
};

struct imap_folder {
  struct str name; // UTF-8
  enum folder_use use;
  bool selectable;
  bool foreign; // of another user, or shared among several (RFC 2342)
};

struct imap_folders {
  struct imap_folder *v;
  size_t n, cap;
  size_t garbled; // folders whose names no one could say back
  char delimiter; // between the parts of a name, as the first folder has it; 0: names have no parts
};

// `use` is what the server says (RFC 6154), never guessed from a name.
bool imap_list(struct imap *imap, struct arena *a, struct imap_folders *out, struct err *err);
bool imap_create(struct imap *imap, struct str folder, struct err *err); // there already: true

struct box {
  uint32_t uidvalidity; // never 0
  uint32_t uidnext;     // 0 when the server does not say
  uint32_t exists;
};

enum box_access { BOX_READ, BOX_WRITE }; // EXAMINE, SELECT
// A folder that does not exist is ERR_SETUP.
bool imap_select(struct imap *imap, struct str folder, enum box_access access, struct box *out,
                 struct err *err);
bool imap_status(struct imap *imap, struct str folder, struct box *out, struct err *err);
// Of many in one round trip. Where the server does not tell, the box is 0: imap_status says why.
bool imap_status_all(struct imap *imap, const struct str *folders, struct box *boxes, size_t n,
                     struct err *err);

// ---- messages of the selected folder

struct uids {
  uint32_t *v;
  size_t n, cap;
};

// This and imap_fetch_sizes to the end see all that was in the mailbox when they were called.
//
// UIDs from `first` on, ascending. Where many are new: this first, then imap_fetch_sizes over
// v[i]..v[i+499].
bool imap_search_from(struct imap *imap, uint32_t first, struct arena *a, struct uids *out,
                      struct err *err);
// Those of them that the server took in on `day` or later, by its own calendar.
bool imap_search_since(struct imap *imap, uint32_t first, struct day day, struct arena *a,
                       struct uids *out, struct err *err);
// Messages whose header field contains `value` (ASCII, without quotes, line breaks).
bool imap_search_header(struct imap *imap, const char *field, struct str value, struct arena *a,
                        struct uids *out, struct err *err);

// Messages with `word` (letters and digits) anywhere in header or text, as the server decodes it.
bool imap_search_text(struct imap *imap, struct str word, struct arena *a, struct uids *out,
                      struct err *err);

enum mail_state {
  MAIL_UNREAD, // not asked for yet
  MAIL_HERE,   // `take` has had it
  MAIL_GONE,   // asked twice, and the server no longer lists it: moved or removed by somebody
  MAIL_HELD,   // asked twice; the server lists it and does not give it: the cursor stays before it
};

enum { MAIL_SEEN = 1, MAIL_ANSWERED = 2, MAIL_FLAGGED = 4, MAIL_DELETED = 8, MAIL_DRAFT = 16 };

struct imap_mail {
  uint32_t uid;
  uint32_t size;        // as the server says (Exchange only guesses); 0: it does not
  unsigned flags;       // MAIL_SEEN ...
  int64_t internaldate; // seconds UTC; 0 when the server does not say
  enum mail_state state;
};

struct imap_mails {
  struct imap_mail *v;
  size_t n, cap;
};

// Messages with first <= uid <= last (0: to the end), ascending by uid.
bool imap_fetch_sizes(struct imap *imap, uint32_t first, uint32_t last, struct arena *a,
                      struct imap_mails *out, struct err *err);

// Has one message; `raw` is borrowed for the length of the call. On false fetching ends, and the
// error is the result of imap_fetch_raw.
typedef bool imap_take(void *context, const struct imap_mail *mail, struct str raw,
                       struct err *err);

// Fetches the bytes of mails[0..n-1], ascending by uid and with their sizes, by as many commands
// as the limits above ask for, and sets the state of each. Memory holds one answer at a time.
// Messages come in the server's order. Nothing is ever taken twice. Of a message without a size
// come the first IMAP_UNSIZED_BYTES.
bool imap_fetch_raw(struct imap *imap, struct imap_mail *mails, size_t n, imap_take *take,
                    void *context, struct err *err);
// The same with their header blocks only, the first IMAP_HEAD_BYTES of each.
bool imap_fetch_heads(struct imap *imap, struct imap_mail *mails, size_t n, imap_take *take,
                      void *context, struct err *err);

// ---- waiting

enum imap_wake {
  IMAP_NEWS,   // something came: look from the cursor on
  IMAP_QUIET,  // the time is over
  IMAP_CALLED, // `fd` can be read
  IMAP_LOST,   // the connection is: `err` says why
};

// Waits in the selected folder for new mail, for `fd` (or -1), or for `seconds`. By IDLE, renewed
// in good time, or by NOOP where there is none. Mail that came before the wait began, and was not
// announced yet, counts as news. Look from the cursor before the first wait, and now and then
// whatever the server says.
enum imap_wake imap_wait(struct imap *imap, int seconds, int fd, struct err *err);

// ---- writing

struct copied {
  uint32_t uidvalidity, uid; // where the copy lies; 0 when the server does not say
};

// Appends a message with MAIL_SEEN, MAIL_DRAFT or both. `out` may be NULL.
bool imap_append(struct imap *imap, struct str folder, struct str raw, unsigned flags,
                 struct copied *out, struct err *err);
// *moved is false when the message was gone already. Only ever touches `uid`; ERR_SETUP where the
// server could only do it by removing other people's deleted mail too.
bool imap_move(struct imap *imap, uint32_t uid, struct str folder, bool *moved, struct err *err);
bool imap_copy(struct imap *imap, uint32_t uid, struct str folder, bool *copied, struct err *err);
