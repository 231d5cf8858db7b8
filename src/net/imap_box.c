// imap_box.c: folders, and which messages lie in one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"
#include "net/utf7.h"

#include <stdlib.h>
#include <string.h>

// ---- folders

// RFC 6154, RFC 8457; \AllMail, \Spam and \Starred are Gmail's older words.
static const struct {
  const char *flag;
  enum folder_use use;
} uses[] = {
    {"Sent", USE_SENT},     {"Junk", USE_JUNK},      {"Spam", USE_JUNK},
    {"Drafts", USE_DRAFTS}, {"Trash", USE_TRASH},    {"Archive", USE_ARCHIVE},
    {"All", USE_ALL},       {"AllMail", USE_ALL},    {"Flagged", USE_VIEW},
    {"Starred", USE_VIEW},  {"Important", USE_VIEW},
};

static enum folder_use use_of(const char *flag) {
  if (*flag == '\\')
    flag++;
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (strcasecmp(flag, uses[i].flag) == 0)
      return uses[i].use;
  return USE_OTHER;
}

static void read_flags(const struct mailimap_mbx_list_flags *flags, struct imap_folder *f) {
  if (!flags)
    return;
  if (flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
      flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
    f->selectable = false;
  for (clistiter *i = clist_begin(flags->mbf_oflags); i; i = clist_next(i)) {
    const struct mailimap_mbx_list_oflag *o = clist_content(i);
    if (o->of_type != MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT)
      continue;
    enum folder_use use = use_of(o->of_flag_ext);
    if (use != USE_OTHER)
      f->use = use;
    if (strcasestr(o->of_flag_ext, "NonExistent"))
      f->selectable = false;
  }
}

static void note_foreign(void *context, const struct imap_line *line) {
  struct imap *imap = context;
  struct strs wires = {0};
  struct str name;
  if (line->said != IMAP_SAID_DATA || !str_eq_ci(line->word, S("NAMESPACE")))
    return;
  imap_namespace_parse(&imap->names, line->text, &wires);
  for (size_t i = 0; i < wires.n; i++)
    if (utf7_decode(&imap->names, wires.v[i], &name))
      *LIST_PUSH(&imap->names, &imap->foreign) = name;
}

// Once a session. A server that will not tell has none.
static bool ask_foreign(struct imap *imap, struct err *err) {
  struct imap_line done;
  if (imap->knows_foreign || !imap_has(imap, "NAMESPACE"))
    return true;
  imap->knows_foreign = true;
  return imap_ask(imap, "NAMESPACE", NULL, NULL, note_foreign, imap, &done) || imap_lost(imap, err);
}

static bool is_foreign(const struct imap *imap, struct str name) {
  for (size_t i = 0; i < imap->foreign.n; i++)
    if (str_starts(name, imap->foreign.v[i]))
      return true;
  return false;
}

// A name that could not be said back is left out: nobody can have configured it.
static void add_folder(struct imap *imap, struct arena *a, const struct mailimap_mailbox_list *item,
                       struct imap_folders *out) {
  struct imap_folder f = {.selectable = true};
  if (!utf7_decode(a, str_of(item->mb_name), &f.name)) {
    out->garbled++;
    return;
  }
  read_flags(item->mb_flag, &f);
  if (str_eq_ci(f.name, S("INBOX")))
    f.use = USE_INBOX;
  f.foreign = is_foreign(imap, f.name);
  out->delimiter = out->delimiter ? out->delimiter : item->mb_delimiter;
  *LIST_PUSH(a, out) = f;
}

bool imap_list(struct imap *imap, struct arena *a, struct imap_folders *out, struct err *err) {
  bool extended = imap_has(imap, "LIST-EXTENDED") && imap_has(imap, "SPECIAL-USE");
  if (!ask_foreign(imap, err) ||
      !imap_command(imap, extended ? "LIST \"\" \"*\" RETURN (SPECIAL-USE)" : "LIST \"\" \"*\"",
                    IMAP_ANSWER_BYTES, err))
    return false;
  struct imap_folders found = {0};
  clist *list = imap_answer(imap)->rsp_mailbox_list;
  if (list && clist_count(list) > IMAP_FOLDERS_MAX)
    return err_set(err, ERR_SETUP, "the mailbox has %d folders, at most %d", clist_count(list),
                   IMAP_FOLDERS_MAX);
  for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i))
    add_folder(imap, a, clist_content(i), &found);
  *out = found;
  return true;
}

static bool create(struct imap *imap, struct arena *a, struct str folder, struct err *err) {
  const char *wire;
  struct str quoted;
  if (!imap_wire(a, folder, &wire, err) || !imap_quote(a, str_of(wire), &quoted, err))
    return false;
  return imap_command(imap, str_c(a, str_printf(a, "CREATE %.*s", STR_ARG(quoted))),
                      IMAP_ANSWER_BYTES, err) ||
         imap_code_is(imap, "ALREADYEXISTS");
}

bool imap_create(struct imap *imap, struct str folder, struct err *err) {
  struct arena a;
  arena_init(&a, IMAP_SCRATCH);
  bool ok = create(imap, &a, folder, err);
  arena_free(&a);
  return ok;
}

// ---- opening one

static bool read_box(struct imap *imap, struct str folder, struct box *out, struct err *err) {
  struct mailimap_selection_info *sel = imap->lib->imap_selection_info;
  if (!sel || sel->sel_uidvalidity == 0)
    return err_set(err, ERR_SETUP,
                   "the server gives folder \"%.*s\" no UIDVALIDITY, so relance cannot tell which "
                   "mail it has seen",
                   STR_ARG(folder));
  sel->sel_has_exists = 0; // from now on it means: news that nobody looked at
  *out = (struct box){sel->sel_uidvalidity, sel->sel_uidnext, sel->sel_exists};
  return true;
}

bool imap_select(struct imap *imap, struct str folder, enum box_access access, struct box *out,
                 struct err *err) {
  struct arena a;
  const char *wire;
  arena_init(&a, IMAP_SCRATCH);
  bool ok = imap_wire(&a, folder, &wire, err);
  if (ok) {
    stream_phase(imap->stream, imap->reply_seconds, IMAP_ANSWER_BYTES);
    int r =
        access == BOX_READ ? mailimap_examine(imap->lib, wire) : mailimap_select(imap->lib, wire);
    const char *what = str_c(&a, str_printf(&a, "folder \"%.*s\"", STR_ARG(folder)));
    ok = imap_check(imap, r, what, err) && read_box(imap, folder, out, err);
  }
  arena_free(&a);
  return ok;
}

static void read_status(const struct mailimap_mailbox_data_status *status, struct box *out) {
  for (clistiter *i = status->st_info_list ? clist_begin(status->st_info_list) : NULL; i;
       i = clist_next(i)) {
    const struct mailimap_status_info *info = clist_content(i);
    if (info->st_att == MAILIMAP_STATUS_ATT_MESSAGES)
      out->exists = info->st_value;
    else if (info->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
      out->uidnext = info->st_value;
    else if (info->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
      out->uidvalidity = info->st_value;
  }
}

static bool status(struct imap *imap, struct arena *a, struct str folder, struct box *out,
                   struct err *err) {
  const char *wire;
  struct str quoted;
  if (!imap_wire(a, folder, &wire, err) || !imap_quote(a, str_of(wire), &quoted, err))
    return false;
  const char *command =
      str_c(a, str_printf(a, "STATUS %.*s (MESSAGES UIDNEXT UIDVALIDITY)", STR_ARG(quoted)));
  if (!imap_command(imap, command, IMAP_ANSWER_BYTES, err))
    return false;
  struct box box = {0};
  if (imap_answer(imap)->rsp_status)
    read_status(imap_answer(imap)->rsp_status, &box);
  if (box.uidvalidity == 0)
    return err_set(err, ERR_WAIT, "the server does not tell the state of \"%.*s\"",
                   STR_ARG(folder));
  *out = box;
  return true;
}

bool imap_status(struct imap *imap, struct str folder, struct box *out, struct err *err) {
  struct arena a;
  arena_init(&a, IMAP_SCRATCH);
  bool ok = status(imap, &a, folder, out, err);
  arena_free(&a);
  return ok;
}

// ---- searching

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void read_uids(struct imap *imap, uint32_t first, struct arena *a, struct uids *out) {
  clist *list = imap_answer(imap)->rsp_search_result;
  struct uids found = {0};
  for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i))
    if (*(uint32_t *)clist_content(i) >= first)
      *LIST_PUSH(a, &found) = *(uint32_t *)clist_content(i);
  if (found.n > 1)
    qsort(found.v, found.n, sizeof *found.v, by_number);
  *out = found;
}

// "n:*" names the last message even when its UID is below n; hence `first` again in read_uids.
static bool search(struct imap *imap, uint32_t first, struct str more, struct arena *a,
                   struct uids *out, struct err *err) {
  const char *command =
      str_c(a, str_printf(a, "UID SEARCH UID %u:*%.*s", first ? first : 1, STR_ARG(more)));
  if (!imap_look_begin(imap, err) || !imap_command(imap, command, IMAP_ANSWER_BYTES, err))
    return false;
  read_uids(imap, first, a, out);
  return true;
}

bool imap_search_from(struct imap *imap, uint32_t first, struct arena *a, struct uids *out,
                      struct err *err) {
  return search(imap, first, S(""), a, out, err);
}

bool imap_search_since(struct imap *imap, uint32_t first, struct day day, struct arena *a,
                       struct uids *out, struct err *err) {
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  struct civil c = day_civil(day);
  return search(imap, first, str_printf(a, " SINCE %d-%s-%04d", c.day, months[c.month - 1], c.year),
                a, out, err);
}

bool imap_search_text(struct imap *imap, struct str word, struct arena *a, struct uids *out,
                      struct err *err) {
  struct str quoted;
  return imap_quote(a, word, &quoted, err) &&
         search(imap, 0, str_printf(a, " TEXT %.*s", STR_ARG(quoted)), a, out, err);
}

bool imap_search_header(struct imap *imap, const char *field, struct str value, struct arena *a,
                        struct uids *out, struct err *err) {
  struct str name, quoted;
  if (!imap_quote(a, str_of(field), &name, err) || !imap_quote(a, value, &quoted, err))
    return false;
  const char *command =
      str_c(a, str_printf(a, "UID SEARCH HEADER %.*s %.*s", STR_ARG(name), STR_ARG(quoted)));
  if (!imap_command(imap, command, IMAP_ANSWER_BYTES, err))
    return false;
  read_uids(imap, 1, a, out);
  return true;
}
