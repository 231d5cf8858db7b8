// kpi.h: the few numbers that say how payments go. Arithmetic only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"

// Amounts are minor units of one currency; results are hundredths (of a day, of a percent),
// rounded. False where there is nothing to measure with.

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

// Collection effectiveness: of what could be collected, what was. `current`: not overdue at the
// end.
bool kpi_cei(int64_t begin, int64_t sales, int64_t end, int64_t current, int64_t *centipercent);
// part / all in hundredths of a percent.
bool kpi_share(int64_t part, int64_t all, int64_t *centipercent);

enum age { AGE_NOT_DUE, AGE_30, AGE_60, AGE_90, AGE_120, AGE_OLDER, AGES };
enum age kpi_age(struct day due, struct day today); // without a due date: not due

enum kept { KEPT_WAITING, KEPT_YES, KEPT_NO };
// A promise counts once its day and two working days have passed (`until`, the first day on which
// letters may leave again); it was kept when 95 % of what was promised had come in by then.
enum kept kpi_kept(int64_t promised, int64_t received, struct day until, struct day today);
