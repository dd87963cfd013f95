/* What group and instance normalisation share: statistics of groups of channels, image by image. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

int   convo_grouping_params       (const ConvoSite *site,
                                   ConvoParamSpec  *specs);
gsize convo_grouping_saved_size   (gint64           groups);
gsize convo_grouping_scratch_size (gint64           channels);
void  convo_grouping_forward      (ConvoPass       *pass,
                                   gint64           groups,
                                   double           epsilon,
                                   gboolean         affine);
void  convo_grouping_backward     (ConvoPass       *pass,
                                   gint64           groups,
                                   gboolean         affine);

G_END_DECLS
