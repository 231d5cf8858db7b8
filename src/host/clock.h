// clock.h: the one place that knows what time it is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"

// Sets the company's zone; ERR_SETUP when the zone is unknown.
bool clock_zone(struct arena *a, struct str zone, struct err *err);

// RELANCE_NOW fixes the clock for tests and demonstrations: an RFC 3339 moment stands still;
// "@FILE" is the moment in that file plus the time since it was written, so that a test can jump.
struct now clock_now(void);
struct now clock_at(int64_t utc);
int clock_zone_minutes(int64_t utc); // of the company's zone, for Date headers
bool clock_is_fixed(void);           // true under RELANCE_NOW

// Milliseconds that never jump and count while the machine sleeps; for timers only.
int64_t clock_ticks(void);
