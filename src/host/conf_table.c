// conf_table.c: every setting with its type, default, limits and help; the sample and the manual.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/conf_table.h"

static const char *const transports[] = {"tls", "starttls", "plain", NULL};
static const char *const rhythms[] = {"daily", "weekly", NULL};
static const char *const desks[] = {"no", "copy", "move", NULL};
const char *const mode_choices[] = {"shadow", "draft", "approve", "automatic", NULL};
const char *const setting_kinds[] = {"company", "mailbox", "service", NULL};

#define COMPANY(field) offsetof(struct conf, company.field)
#define SENDER(field) offsetof(struct conf, sender.field)
#define SERVICE(field) offsetof(struct conf, service.field)
#define MAILBOX(field) offsetof(struct mailbox_conf, field)

const struct setting settings[] = {
    {"company", "name", NULL, TEXT, COMPANY(name),
     .help = "The company's name, as clients know it."},
    {"company", "address", NULL, WORDS_LOWER, COMPANY(addresses),
     .help = "An address of ours; repeat the line for each."},
    {"company", "domain", "", WORDS_LOWER, COMPANY(domains),
     .help = "A mail domain of ours; repeat the line for each."},
    {"company", "authserv_id", "", TEXT, COMPANY(authserv_id),
     .help = "The name our mail server signs Authentication-Results with. Without it no sender is "
             "ever taken as proven."},
    {"company", "country", "FR", TEXT, COMPANY(country), .help = "Two letters: holidays, law."},
    {"company", "language", "fr", TEXT, COMPANY(language),
     .help = "Two letters: for clients whose language is unknown."},
    {"company", "service", "", TEXT, SENDER(service),
     .help = "Who signs the letters, for example the accounting department."},
    {"company", "street", "", LIST_OF_TEXT, SENDER(street),
     .help = "A line of the postal address; repeat the line."},
    {"company", "phone", "", TEXT, SENDER(phone), .help = "Telephone in the signature."},
    {"company", "iban", "", TEXT, SENDER(iban),
     .help = "The account to pay to. It is never taken from a mail."},
    {"company", "bic", "", TEXT, SENDER(bic), .help = "Its BIC, where a client's bank wants one."},
    {"company", "way_to_pay", "", LIST_OF_TEXT, SENDER(ways_to_pay),
     .help = "A way to pay besides the transfer, one sentence; repeat the line."},
    {"company", "payment_link", "", TEXT, SENDER(payment_link),
     .help = "Online payment: an https address, in which {invoice}, {amount}, {currency} and "
             "{client} are filled in."},
    {"company", "payment_code", "yes", YES_NO, SENDER(payment_code),
     .help = "Letters about euros to clients in a SEPA country carry a QR code that fills in the "
             "transfer."},
    {"company", "bank", "", TEXT, SENDER(bank), .help = "The bank's name, beside IBAN and BIC."},
    {"company", "registration", "", TEXT, SENDER(registration),
     .help = "Our registration, as a formal notice must name it: SIREN, KBO, HRB."},
    {"company", "signatory", "", TEXT, SENDER(signatory),
     .help = "A person who signs the letters, above the service."},
    {"company", "place", "", TEXT, SENDER(place),
     .help = "The town that a formal notice is dated in."},

    {"mailbox", "imap_host", NULL, TEXT, MAILBOX(imap.host), .help = "IMAP server."},
    {"mailbox", "imap_port", "0", NUMBER, MAILBOX(imap.port), 0, 65535,
     .help = "Port; 0 is the usual one (993, or 143)."},
    {"mailbox", "imap_security", "tls", CHOICE, MAILBOX(imap.transport), .choices = transports,
     .help = "tls, starttls, or plain (only to this machine)."},
    {"mailbox", "user", NULL, TEXT, MAILBOX(imap.user), .help = "Login name."},
    {"mailbox", "password_command", "", TEXT, MAILBOX(imap.password.command),
     .help = "A command that prints the password."},
    {"mailbox", "password_file", "", TEXT, MAILBOX(imap.password.file),
     .help = "A file with the password, readable by us alone."},
    {"mailbox", "password_credential", "", TEXT, MAILBOX(imap.password.credential),
     .help = "The name of a systemd credential that holds the password."},
    {"mailbox", "token_command", "", TEXT, MAILBOX(imap.token_command),
     .help = "A command that prints an OAuth2 access token, for Gmail and Microsoft 365."},
    {"mailbox", "ca_file", "", TEXT, MAILBOX(imap.ca_file),
     .help = "Certificates to trust instead of the system's."},
    {"mailbox", "smtp_host", "", TEXT, MAILBOX(smtp.host),
     .help = "SMTP server for our letters; without it the IMAP server."},
    {"mailbox", "smtp_port", "0", NUMBER, MAILBOX(smtp.port), 0, 65535,
     .help = "Port; 0 is the usual one (465, or 587)."},
    {"mailbox", "smtp_security", "tls", CHOICE, MAILBOX(smtp.transport), .choices = transports,
     .help = "tls, starttls, or plain (only to this machine)."},
    {"mailbox", "smtp_user", "", TEXT, MAILBOX(smtp.user),
     .help = "Login name for SMTP; without it that of IMAP; none for a server without login."},
    {"mailbox", "smtp_password_command", "", TEXT, MAILBOX(smtp.password.command),
     .help = "As password_command, where SMTP has its own."},
    {"mailbox", "from", NULL, TEXT, MAILBOX(from), .help = "The address our letters come from."},
    {"mailbox", "inbox", "INBOX", TEXT, MAILBOX(inbox),
     .help = "The folder where mail comes in. The server tells about it at once; the other folders "
             "are looked at now and then, and always before a letter leaves."},
    {"mailbox", "sent", "", TEXT, MAILBOX(sent),
     .help = "Folder of sent mail; without it the one the server marks so."},
    {"mailbox", "junk", "", TEXT, MAILBOX(junk),
     .help = "Spam folder, which is read too; without it the one the server marks so."},
    {"mailbox", "drafts", "", TEXT, MAILBOX(drafts),
     .help = "Folder of drafts; without it the one the server marks so."},
    {"mailbox", "also", "", LIST_OF_TEXT, MAILBOX(also),
     .help =
         "A folder that is read too; repeat the line for each. By itself relance reads the "
         "first 100 folders of the mailbox, for rules may sort replies anywhere, but not "
         "drafts, trash, the folder of all mail (Gmail has one) and what belongs to other users "
         "or is shared. Name here one of those, or a folder beyond the hundredth, where "
         "replies lie."},
    {"mailbox", "skip", "", LIST_OF_TEXT, MAILBOX(skip),
     .help = "A folder that is not read; repeat the line for each. A reply that lies there stops "
             "no reminder."},
    {"mailbox", "copy_to_sent", "yes", YES_NO, MAILBOX(copy_to_sent),
     .help = "Put a copy of each letter into Sent; no where the provider does it itself (Gmail, "
             "Microsoft 365)."},
    {"mailbox", "null_sender", "yes", YES_NO, MAILBOX(null_sender),
     .help =
         "Answers that leave by themselves are sent from <>, so that nothing ever answers them; "
         "no where the provider refuses that (Microsoft 365)."},
    {"mailbox", "scan_minutes", "15", NUMBER, MAILBOX(scan_minutes), 1, 1440,
     .help = "Look at every folder at least so often, whatever IDLE says."},
    {"mailbox", "idle_minutes", "5", NUMBER, MAILBOX(idle_minutes), 1, 25,
     .help = "Renew IDLE so often; poll so often where there is none."},

    {"service", "ledger", "relance.db", TEXT, SERVICE(ledger),
     .help = "The ledger, one SQLite file; its path is relative to this file."},
    {"service", "rules", "", TEXT, SERVICE(rules),
     .help = "A folder with rules and letters of yours, read after those that relance brings."},
    {"service", "mode", "shadow", CHOICE, SERVICE(mode), .choices = mode_choices,
     .help = "shadow: nothing leaves. draft: letters are put into Drafts for you to send; one that "
             "you delete there unsent makes the reminders wait for your word. approve: each waits "
             "for a yes. automatic: letters leave by themselves; legal steps never do. A change "
             "holds from the next letter on, without a restart."},
    {"service", "timezone", "Europe/Paris", TEXT, SERVICE(timezone), .help = "The company's zone."},
    {"service", "helo", "", TEXT, SERVICE(helo),
     .help = "The name we give in EHLO; without it the domain of the sending address."},
    {"service", "fresh_minutes", "10", NUMBER, SERVICE(fresh_minutes), 1, 1440,
     .help = "When the mailbox was last seen longer ago than this, nothing leaves."},
    {"service", "letters_per_day", "200", NUMBER, SERVICE(letters_per_day), 0, 100000,
     .help = "At most so many letters a day."},
    {"service", "letters_per_hour", "60", NUMBER, SERVICE(letters_per_hour), 0, 100000,
     .help = "At most so many letters an hour."},
    {"service", "settle_seconds", "300", NUMBER, SERVICE(settle_seconds), 0, 86400,
     .help = "A planned letter waits so long before it may leave: time to say no."},
    {"service", "listen", "", TEXT, SERVICE(listen),
     .help = "Where `relance run` serves the page in the browser: 127.0.0.1:8765, or the path of a "
             "unix socket. Without it no page is served."},
    {"service", "statements", "", TEXT, SERVICE(statements),
     .help = "A folder where bank statements are put (camt, MT940, CFONB, CODA, OFX, CSV): each is "
             "read once."},
    {"service", "bank", "", WORDS_LOWER, COMPANY(banks),
     .help = "An address or domain of a bank or payment provider that mails us notices or "
             "statements; repeat the line. Statements are taken only from these, and once one is "
             "named, notices of money from others are only asked about. Each must be proved by our "
             "server's Authentication-Results."},
    {"service", "web_host", "", WORDS_LOWER, SERVICE(web_hosts),
     .help = "A name under which a proxy of yours shows the page; repeat the line for each."},
    {"service", "digest_to", "", TEXT, SERVICE(digest_to),
     .help = "The owner's address: he gets a mail with what is unsure and what leaves next, and "
             "decides by answering it. His answers count only when our own mail server vouches "
             "for his address (authserv_id). Without it no such mail."},
    {"service", "digest", "daily", CHOICE, SERVICE(digest), .choices = rhythms,
     .help = "daily, or weekly on the first working day."},
    {"service", "digest_hour", "8", NUMBER, SERVICE(digest_hour), 0, 23,
     .help = "The hour from which that mail is written."},
    {"service", "review_folders", "no", CHOICE, SERVICE(review_folders), .choices = desks,
     .help = "Questions as mail in folders below relance: to decide, yes, no, later, done; where a "
             "message is moved to says what is decided. copy: a copy of each message that is asked "
             "about is put there; move: the message itself. no: relance makes no folder, but those "
             "that you make and name so are obeyed all the same."},
    {"service", "review_names", "", TEXT, SERVICE(review_names),
     .help = "Other names for the five, in that order, parted by commas; without them they have "
             "the company's language."},
    {"service", "review_parent", "relance", TEXT, SERVICE(review_parent),
     .help = "The folder above them, INBOX.relance on some servers; the last part of its name is "
             "relance."},
};
const size_t settings_count = sizeof settings / sizeof *settings;

static bool is_of(const struct setting *t, size_t kind) {
  return str_eq(str_of(t->kind), str_of(setting_kinds[kind]));
}

static bool is_mailbox(size_t kind) {
  return str_eq(str_of(setting_kinds[kind]), S("mailbox"));
}

struct str conf_sample(struct arena *a) {
  struct buf b = buf_in(a);
  buf_add(&b, S("# relance.conf: every key, its meaning and its default.\n"));
  for (size_t k = 0; setting_kinds[k]; k++) {
    buf_printf(&b, "\n[%s%s]\n", setting_kinds[k], is_mailbox(k) ? " compta" : "");
    for (size_t i = 0; i < settings_count; i++)
      if (is_of(&settings[i], k))
        buf_printf(&b, "# %s\n%s%s = %s\n", settings[i].help, settings[i].fallback ? "# " : "",
                   settings[i].key, settings[i].fallback ? settings[i].fallback : "");
  }
  return buf_str(&b);
}

// mdoc wants each sentence on a line of its own.
static void add_sentences(struct buf *b, struct str text) {
  for (size_t at; str_find(text, S(". "), &at); text = str_skip(text, at + 2))
    buf_printf(b, "%.*s.\n", (int)at, text.p);
  buf_printf(b, "%.*s\n", STR_ARG(text));
}

struct str conf_manual(struct arena *a) {
  struct buf b = buf_in(a);
  for (size_t k = 0; setting_kinds[k]; k++) {
    buf_printf(&b, ".Ss [%s%s]\n.Bl -tag -width Ds\n", setting_kinds[k],
               is_mailbox(k) ? " NAME" : "");
    for (size_t i = 0; i < settings_count; i++) {
      const struct setting *t = &settings[i];
      if (!is_of(t, k))
        continue;
      buf_printf(&b, ".It Ic %s\n", t->key);
      add_sentences(&b, str_of(t->help));
      if (!t->fallback)
        buf_add(&b, S("Required.\n"));
      else if (*t->fallback)
        buf_printf(&b, "Default:\n.Li %s .\n", t->fallback);
    }
    buf_add(&b, S(".El\n"));
  }
  return buf_str(&b);
}
