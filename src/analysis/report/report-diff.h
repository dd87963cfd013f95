/* Two reports side by side: what every layer and block cost before, what is new, what is gone, and how the sums changed. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

typedef struct _ConvoReportDiff ConvoReportDiff;

ConvoReportDiff   *convo_report_diff_new      (const ConvoReport     *before,
                                               const ConvoReport     *after);
ConvoReportDiff   *convo_report_diff_ref      (const ConvoReportDiff *diff);
void               convo_report_diff_unref    (const ConvoReportDiff *diff);

const ConvoReport *convo_report_diff_before   (const ConvoReportDiff *diff);
const ConvoReport *convo_report_diff_after    (const ConvoReportDiff *diff);
gboolean           convo_report_diff_at       (const ConvoReportDiff *diff,
                                               const char            *path,
                                               ConvoNodeReport       *before);
GPtrArray         *convo_report_diff_gone     (const ConvoReportDiff *diff);   /* (element-type utf8) (transfer none) */
int                convo_report_diff_n_new    (const ConvoReportDiff *diff);
gboolean           convo_report_diff_is_empty (const ConvoReportDiff *diff);
char              *convo_report_diff_totals   (const ConvoReportDiff *diff);

/* Differences as people read them */
char              *convo_difference_number    (gint64                 before,
                                               gint64                 after);
char              *convo_difference_bytes     (gint64                 before,
                                               gint64                 after);
char              *convo_difference_percent   (gint64                 before,
                                               gint64                 after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoReportDiff, convo_report_diff_unref)

G_END_DECLS
