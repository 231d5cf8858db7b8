// sandbox.h: giving up files, network, new programs and privileges before a stranger's byte is
// read. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"

enum {
  SANDBOX_MEMORY = 512 << 20, // bytes of address space, libraries and rules included
  SANDBOX_CPU_SECONDS = 5,    // for one message
};

// After this only the file descriptors already open can be used. Landlock is added where the kernel
// has it. Under a sanitizer only the parts that it can live with are put on.
bool sandbox_enter(struct err *err);

// Before each message: allows SANDBOX_CPU_SECONDS more of processor time; beyond it the process
// dies.
void sandbox_next_message(void);
