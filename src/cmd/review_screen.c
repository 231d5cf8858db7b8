// review_screen.c: the questions on a full screen, with single keys.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain ANSI sequences (ECMA-48): every terminal that is not "dumb" knows these few.
#include "cmd/review_talk.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { KEY_UP = 256, KEY_DOWN, KEY_END, LINE_BYTES = 1024, MARGIN = 4 };

struct screen {
  struct talk *talk;
  struct termios before;
  int rows, columns, top; // top: the first line of the card that is shown
};

static void resized(int sig) {
  (void)sig; // ppoll() returns, and all is drawn anew
}

static void measure(struct screen *s) {
  struct winsize w;
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row && w.ws_col;
  s->rows = known ? w.ws_row : 24;
  s->columns = known ? w.ws_col : 80;
}

// ---------------------------------------------------------------- drawing

// Cuts a line where the screen ends; colours take no room.
static struct str fitting(struct str *rest, int columns) {
  size_t i = 0;
  struct str all = *rest;
  for (int column = 0; i < all.n && column < columns;) {
    if (all.p[i] == '\033') {
      while (i < all.n && all.p[i] != 'm')
        i++;
      i += i < all.n;
      continue;
    }
    i++;
    while (i < all.n && ((unsigned char)all.p[i] & 0xc0) == 0x80)
      i++;
    column++;
  }
  *rest = str_skip(all, i);
  return str_sub(all, 0, i);
}

static struct strs lines_of(struct arena *a, struct str card, int columns) {
  struct strs out = {0};
  struct str line;
  while (str_line(&card, &line))
    do
      *LIST_PUSH(a, &out) = fitting(&line, columns);
    while (line.n);
  return out;
}

static void put_line(int row, int columns, const char *head, const char *words) {
  char line[LINE_BYTES];
  snprintf(line, sizeof line, "%s%s", head, words);
  struct str rest = str_of(line), shown = fitting(&rest, columns);
  printf("\033[%d;1H%.*s", row, STR_ARG(shown));
}

static void draw(struct screen *s) {
  struct talk *t = s->talk;
  measure(s);
  struct strs lines = lines_of(&t->a, t->card, s->columns);
  int room = s->rows > MARGIN ? s->rows - MARGIN : 1, most = (int)lines.n - room;
  s->top = s->top > most ? most : s->top;
  s->top = s->top < 0 ? 0 : s->top;
  printf("\033[H\033[2J%srelance review%s  %zu open\n\n", paint("bold"), paint("off"), t->open);
  for (int i = s->top; i < (int)lines.n && i < s->top + room; i++)
    printf("%.*s\n", STR_ARG(lines.v[i]));
  if (!t->asked.id)
    printf("Nothing to review.\n");
  put_line(s->rows - 1, s->columns, "", t->said);
  put_line(s->rows, s->columns - 1, (int)lines.n > room ? "space more  " : "", talk_keys);
  fflush(stdout);
}

// ---------------------------------------------------------------- keys

// The change of size is told only while we wait, lest it cut short what is being drawn. 0: told.
static int byte(void) {
  unsigned char c;
  sigset_t none;
  struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
  sigemptyset(&none);
  if (ppoll(&in, 1, NULL, &none) < 0)
    return errno == EINTR ? 0 : KEY_END;
  return read(STDIN_FILENO, &c, 1) == 1 ? c : KEY_END;
}

static int key(void) {
  int c = byte();
  if (c != '\033')
    return c == 3 || c == 4 ? KEY_END : c; // ^C, ^D
  if (byte() != '[')
    return 0;
  c = byte();
  return c == 'A' ? KEY_UP : c == 'B' ? KEY_DOWN : 0;
}

// A line at the foot of the screen, in the terminal's own way of editing.
static bool ask_line(struct screen *s, const char *prompt, char *line, size_t size) {
  tcsetattr(STDIN_FILENO, TCSADRAIN, &s->before);
  printf("\033[%d;1H\033[2K%s", s->rows, prompt);
  fflush(stdout);
  return fgets(line, (int)size, stdin) != NULL;
}

static bool enter(struct screen *s) {
  struct termios raw;
  struct sigaction quiet = {.sa_handler = resized};
  if (tcgetattr(STDIN_FILENO, &s->before) != 0)
    return false;
  setvbuf(stdin, NULL, _IONBF, 0); // keys and lines come from the same descriptor
  sigset_t size;
  sigemptyset(&size);
  sigaddset(&size, SIGWINCH);
  sigprocmask(SIG_BLOCK, &size, NULL);
  sigaction(SIGWINCH, &quiet, NULL);
  raw = s->before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static bool correct(struct screen *s, struct err *err) {
  char line[LINE_BYTES] = "c ";
  bool given = ask_line(s, "invoices (FA-12=120.00 FA-13), client C4, or nothing: ", line + 2,
                        sizeof line - 2);
  enter(s);
  return !given || line[2] == '\n' || talk_verb(s->talk, str_of(line), err);
}

static bool press(struct screen *s, int k, struct err *err) {
  int page = s->rows > MARGIN + 1 ? s->rows - MARGIN - 1 : 1;
  char verb[2] = {(char)k, 0};
  if (k == KEY_END)
    s->talk->over = true;
  else if (k == KEY_DOWN || k == 'j' || k == ' ')
    s->top += k == ' ' ? page : 1;
  else if (k == KEY_UP || k == 'k' || k == 'b')
    s->top -= k == 'b' ? page : 1;
  else if (k == 'c' && s->talk->asked.id)
    return correct(s, err);
  else if (k > ' ' && k < 127) {
    s->top = 0;
    return talk_verb(s->talk, str_of(verb), err);
  }
  return true;
}

bool talk_screen(struct talk *t, struct err *err) {
  struct screen s = {.talk = t};
  if (!talk_next(t, err))
    return false;
  if (!enter(&s))
    return talk_lines(t, err);
  struct termios before = s.before;
  fputs("\033[?1049h", stdout); // a screen of our own: what stood there comes back
  bool ok = true;
  while (ok && !t->over) {
    draw(&s);
    ok = press(&s, key(), err);
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
  fputs("\033[?1049l", stdout);
  fflush(stdout);
  return ok;
}
