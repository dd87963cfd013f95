/* Statistics of blocks: what a number of a layer, or the sum of a stack, is and says. */
#pragma once
#include "scope-canvas.h"
#include "scope-scene.h"

G_BEGIN_DECLS

double          scope_statistic_of_stack (const ScopeScene    *scene,
                                          ConvoReport         *report,
                                          int                  item,
                                          ScopeStatistic       statistic,
                                          const ConvoTiming   *timing);
double          scope_statistic_before   (const ScopeScene      *scene,
                                          const ConvoReportDiff *diff,
                                          int                    item,
                                          ScopeStatistic         statistic);
ConvoNumber     scope_statistic_number (ScopeStatistic         statistic);
char           *scope_statistic_in_words (ScopeStatistic       statistic,
                                          const ConvoNodeReport *report);
gboolean        scope_statistic_time   (const ScopeScene      *scene,
                                        int                    item,
                                        const ConvoTiming     *timing,
                                        double                *forward,
                                        double                *backward);

G_END_DECLS
