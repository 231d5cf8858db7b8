// kpi.c: days sales outstanding, three ways, and aging.
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

enum age kpi_age(struct day due, struct day today) {
  static const int last[] = {
      [AGE_NOT_DUE] = 0, [AGE_30] = 30, [AGE_60] = 60, [AGE_90] = 90, [AGE_120] = 120};
  int age = AGE_NOT_DUE;
  while (day_is(due) && age < AGE_OLDER && today.n - due.n > last[age])
    age++;
  return (enum age)age;
}
