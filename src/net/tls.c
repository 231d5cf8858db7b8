// tls.c: the handshake, what proves the host, and in words why it does not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream_inside.h"
#include "relance/arena.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// ---- reading the certificate that was refused

struct names {
  char text[256]; // "a.example, b.example"
  char issuer[128];
  char until[16]; // 2026-11-20
};

static void add_name(struct names *n, const char *name, size_t len) {
  size_t used = strlen(n->text);
  snprintf(n->text + used, sizeof n->text - used, "%s%.*s", used ? ", " : "", (int)len, name);
}

static void read_names(gnutls_x509_crt_t crt, struct names *out) {
  for (unsigned i = 0; i < 8; i++) {
    char name[256];
    size_t n = sizeof name;
    int kind = gnutls_x509_crt_get_subject_alt_name(crt, i, name, &n, NULL);
    if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
      break;
    char ip[INET6_ADDRSTRLEN];
    if (kind == GNUTLS_SAN_DNSNAME)
      add_name(out, name, strnlen(name, n));
    else if (kind == GNUTLS_SAN_IPADDRESS &&
             inet_ntop(n == 4 ? AF_INET : AF_INET6, name, ip, sizeof ip))
      add_name(out, ip, strlen(ip));
  }
  size_t n = sizeof out->issuer;
  if (gnutls_x509_crt_get_issuer_dn(crt, out->issuer, &n) < 0)
    snprintf(out->issuer, sizeof out->issuer, "an unnamed authority");
  time_t end = gnutls_x509_crt_get_expiration_time(crt);
  struct tm day;
  if (gmtime_r(&end, &day))
    strftime(out->until, sizeof out->until, "%Y-%m-%d", &day);
}

static struct names peer_names(gnutls_session_t tls) {
  struct names out = {0};
  unsigned n = 0;
  const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &n);
  gnutls_x509_crt_t crt;
  if (n == 0 || gnutls_x509_crt_init(&crt) < 0)
    return out;
  if (gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER) == 0)
    read_names(crt, &out);
  gnutls_x509_crt_deinit(crt);
  return out;
}

// ---- words

static void say(struct err *err, const char *words) {
  size_t used = strlen(err->text);
  snprintf(err->text + used, sizeof err->text - used, "%s", words);
}

static void say_owner(const struct stream *s, const struct names *n, struct err *err) {
  char words[512];
  snprintf(words, sizeof words, "; it is for \"%s\", not for \"%s\": set `host` to the name it has",
           *n->text ? n->text : "nobody", s->host);
  say(err, words);
}

static void say_signer(const struct stream *s, const struct names *n, struct err *err) {
  char words[512];
  snprintf(words, sizeof words,
           "; it is signed by \"%s\", unknown to %s: if that is your own "
           "authority, put its certificate into `ca_file`",
           n->issuer, s->ca_file ? s->ca_file : "this machine");
  say(err, words);
}

static void say_expired(const struct stream *s, const struct names *n, struct err *err) {
  (void)s;
  char words[256];
  snprintf(words, sizeof words,
           "; it expired on %s: its owner must renew it, or this machine's "
           "clock is wrong",
           n->until);
  say(err, words);
}

static void say_early(const struct stream *s, const struct names *n, struct err *err) {
  (void)s, (void)n;
  say(err, "; it is not valid yet: is this machine's clock right?");
}

static void say_revoked(const struct stream *s, const struct names *n, struct err *err) {
  (void)s, (void)n;
  say(err, "; it was revoked");
}

static void say_weak(const struct stream *s, const struct names *n, struct err *err) {
  (void)s, (void)n;
  say(err, "; its signature is of a kind no longer believed");
}

static const struct {
  unsigned flag;
  void (*say)(const struct stream *, const struct names *, struct err *);
} faults[] = {
    {GNUTLS_CERT_SIGNER_NOT_FOUND, say_signer}, {GNUTLS_CERT_SIGNER_NOT_CA, say_signer},
    {GNUTLS_CERT_UNEXPECTED_OWNER, say_owner},  {GNUTLS_CERT_EXPIRED, say_expired},
    {GNUTLS_CERT_NOT_ACTIVATED, say_early},     {GNUTLS_CERT_REVOKED, say_revoked},
    {GNUTLS_CERT_INSECURE_ALGORITHM, say_weak},
};

static void refuse_certificate(struct stream *s, struct err *err) {
  unsigned status = gnutls_session_get_verify_cert_status(s->tls);
  struct names names = peer_names(s->tls);
  err_set(err, ERR_SETUP,
          "the certificate of %s:%d does not prove who it is, so no password was "
          "sent",
          s->host, s->port);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    if (status & faults[i].flag)
      faults[i].say(s, &names, err);
}

// ---- handshake

static bool is_address(const char *host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool load_trust(struct stream *s, struct err *err) {
  if (gnutls_certificate_allocate_credentials(&s->trust) < 0)
    return err_set(err, ERR_WAIT, "no memory for TLS");
  if (!s->ca_file) {
    if (gnutls_certificate_set_x509_system_trust(s->trust) <= 0)
      return err_set(err, ERR_SETUP,
                     "this machine trusts no authority: install the package "
                     "ca-certificates, or name a `ca_file`");
    return true;
  }
  int n = gnutls_certificate_set_x509_trust_file(s->trust, s->ca_file, GNUTLS_X509_FMT_PEM);
  if (n <= 0)
    return err_set(err, ERR_SETUP, "%s: no certificate in it (%s): `ca_file` wants PEM", s->ca_file,
                   n < 0 ? gnutls_strerror(n) : "empty");
  return true;
}

static bool prepare(struct stream *s, struct err *err) {
  if (!load_trust(s, err))
    return false;
  if (gnutls_init(&s->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0)
    return err_set(err, ERR_WAIT, "no memory for TLS");
  int r = gnutls_set_default_priority_append(s->tls, "-VERS-TLS1.0:-VERS-TLS1.1", NULL, 0);
  if (r >= 0)
    r = gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->trust);
  if (r >= 0 && !is_address(s->host)) // RFC 6066: no addresses in the server name
    r = gnutls_server_name_set(s->tls, GNUTLS_NAME_DNS, s->host, strlen(s->host));
  if (r < 0)
    return err_set(err, ERR_SETUP, "TLS cannot be set up: %s", gnutls_strerror(r));
  gnutls_session_set_verify_cert(s->tls, s->host, 0);
  gnutls_transport_set_int(s->tls, s->fd);
  return true;
}

// Whether to go on after GnuTLS said `r`; waits for the socket where it asks for that.
static bool again(struct stream *s, int r) {
  if (r == GNUTLS_E_INTERRUPTED || r == GNUTLS_E_REHANDSHAKE)
    return true; // a wish to renegotiate is not followed
  if (r == GNUTLS_E_AGAIN)
    return stream_poll(s, gnutls_record_get_direction(s->tls) ? POLLOUT : POLLIN);
  if (r == 0 || r == GNUTLS_E_PREMATURE_TERMINATION)
    stream_trouble(s, "closed the connection");
  else
    stream_trouble(s, "broke the connection (%s)", gnutls_strerror(r));
  return false;
}

bool tls_handshake(struct stream *s, struct err *err) {
  if (!prepare(s, err)) {
    tls_free(s);
    return false;
  }
  int r;
  while ((r = gnutls_handshake(s->tls)) < 0) {
    if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
      gnutls_alert_send_appropriate(s->tls, r); // so that the server's log says why we left
      refuse_certificate(s, err);
      return false;
    }
    if (r == GNUTLS_E_UNEXPECTED_PACKET || r == GNUTLS_E_UNEXPECTED_PACKET_LENGTH ||
        r == GNUTLS_E_UNSUPPORTED_VERSION_PACKET)
      return err_set(err, ERR_SETUP,
                     "%s:%d does not speak TLS there: is it the port for "
                     "`security = starttls`?",
                     s->host, s->port);
    if (!gnutls_error_is_fatal(r) && r != GNUTLS_E_AGAIN && r != GNUTLS_E_INTERRUPTED)
      continue; // a warning alert
    if (!again(s, r))
      return stream_failed(s, err);
  }
  return true;
}

void tls_free(struct stream *s) {
  if (s->tls) {
    gnutls_bye(s->tls, GNUTLS_SHUT_WR);
    gnutls_deinit(s->tls);
  }
  if (s->trust)
    gnutls_certificate_free_credentials(s->trust);
  s->tls = NULL;
  s->trust = NULL;
}

ssize_t tls_recv(struct stream *s, void *to, size_t n) {
  for (;;) {
    ssize_t r = gnutls_record_recv(s->tls, to, n);
    if (r > 0 || (r == GNUTLS_E_AGAIN && s->peeking))
      return r > 0 ? r : 0;
    if (!again(s, (int)r))
      return -1;
  }
}

ssize_t tls_send(struct stream *s, const void *from, size_t n) {
  for (;;) {
    ssize_t r = gnutls_record_send(s->tls, from, n);
    if (r > 0)
      return r;
    if (!again(s, (int)r))
      return -1;
  }
}
