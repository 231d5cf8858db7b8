// log.h: one line an event on standard error. Only cmd logs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 }; // as in syslog

// `who` stands before each line ("watch compta"). Under systemd a <priority> prefix is written.
void log_start(const char *who, enum log_level least);
// One sentence. No mail text, no address at info level.
void log_say(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
