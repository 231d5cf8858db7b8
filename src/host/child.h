// child.h: a program of ours that answers questions over a socket pair, and is killed when it
// stalls. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

#include <sys/types.h>

enum { CHILD_FD = 3 }; // where the child finds its end of the socket pair

struct child {
  pid_t pid; // 0: not running
  int fd;
};

// Runs this same program with `argv`; `name` is for messages. The child says one empty frame when
// it is ready.
bool child_start(const char *name, const char *const argv[], int ready_ms, struct child *out,
                 struct err *err);
void child_stop(struct child *c); // kills and reaps; nothing when it is not running

// A question and its answer, each a frame: eight bytes of length, then the bytes. ERR_INPUT when
// the child dies, stalls for `ms` or answers more than `limit`: the child is gone then.
bool child_ask(struct child *c, struct arena *a, struct str question, size_t limit, int ms,
               struct str *answer, struct err *err);

// The child's side: waits for the next question (false at the end), gives an answer.
bool child_next(struct arena *a, size_t limit, struct str *question);
bool child_answer(struct str answer);
