// kpi.c: days sales outstanding, three ways; effectiveness, shares, aging, promises.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/kpi.h"

#include "relance/money.h"

bool kpi_dso(int64_t receivable, int64_t sales, int days, int64_t *centidays) {
  if (sales <= 0)
    return false;
  *centidays = money_scale(receivable, (int64_t)days * 100, sales);
  return true;
}

bool kpi_countback(int64_t receivable, const struct kpi_month *newest_first, size_t n,
                   int64_t *centidays) {
  int64_t got = 0;
  for (size_t i = 0; i < n; i++) {
    const struct kpi_month *m = &newest_first[i];
    if (receivable <= 0 || (m->sales > 0 && receivable < m->sales)) {
      *centidays =
          got + (receivable > 0 ? money_scale(receivable, (int64_t)m->days * 100, m->sales) : 0);
      return true;
    }
    receivable -= m->sales > 0 ? m->sales : 0;
    got += (int64_t)m->days * 100;
  }
  *centidays = got;
  return receivable <= 0 && n > 0;
}

bool kpi_cei(int64_t begin, int64_t sales, int64_t end, int64_t current, int64_t *centipercent) {
  return kpi_share(begin + sales - end, begin + sales - current, centipercent);
}

bool kpi_share(int64_t part, int64_t all, int64_t *centipercent) {
  if (all <= 0)
    return false;
  *centipercent = money_scale(part, 10000, all);
  return true;
}

enum age kpi_age(struct day due, struct day today) {
  static const int last[] = {
      [AGE_NOT_DUE] = 0, [AGE_30] = 30, [AGE_60] = 60, [AGE_90] = 90, [AGE_120] = 120};
  int age = AGE_NOT_DUE;
  while (day_is(due) && age < AGE_OLDER && today.n - due.n > last[age])
    age++;
  return (enum age)age;
}

enum kept kpi_kept(int64_t promised, int64_t received, struct day until, struct day today) {
  if (received >= money_scale(promised, 95, 100))
    return KEPT_YES;
  return today.n < until.n ? KEPT_WAITING : KEPT_NO;
}
