// step.h: durable steps, counted, so that a test can let the program die at the n-th.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdbool.h>

// Called before and after whatever cannot be undone by dying: a commit, a command to a server that
// changes it. RELANCE_DIE_AT=n kills the process at its n-th step, RELANCE_DIE_ROLE=watch|work|send
// only in that role; RELANCE_STEP_LOG=FILE gets a line for each.
void step_role(const char *role);
void step(const char *name);

// SIGTERM and SIGINT ask a role to stop at the next quiet moment; SIGPIPE and SIGXFSZ are ignored.
// `fd` (or -1) gets a byte then, so that a role that waits for it wakes up.
void stop_on_signals(void);
void stop_wakes(int fd);
bool stop_wanted(void);
bool stop_urgent(void); // asked for a second time: a person does not want to wait
