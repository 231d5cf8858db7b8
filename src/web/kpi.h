// kpi.h: the few numbers that say how payments go. Arithmetic only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"

// Amounts are minor units of one currency; results are hundredths of a day, rounded. False where
// there were no sales to measure with.

// Days sales outstanding: receivables / sales x days. With what is not overdue in place of all
// receivables it is the best possible one; the difference is the average delay.
bool kpi_dso(int64_t receivable, int64_t sales, int days, int64_t *centidays);

struct kpi_month {
  int64_t sales;
  int days;
};
// Counted back: months of sales are taken off the receivables, newest first, each for its days; of
// the last one the share that is left. False when the receivables are older than all months.
bool kpi_countback(int64_t receivable, const struct kpi_month *newest_first, size_t n,
                   int64_t *centidays);

enum age { AGE_NOT_DUE, AGE_30, AGE_60, AGE_90, AGE_120, AGE_OLDER, AGES };
enum age kpi_age(struct day due, struct day today); // without a due date: not due
