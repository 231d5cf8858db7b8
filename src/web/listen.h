// listen.h: the socket that the page listens on.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

// As server_open says. *port is 0 for a unix socket.
bool listen_on(struct str where, int *fd, int *port, struct err *err);
