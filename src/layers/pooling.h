/* What the pooling layers with sliding windows share: properties, windows, words. */
#pragma once
#include "common.h"
#include "pool.h"

G_BEGIN_DECLS

/* The state of all; average pooling has no dilation (it is 1), maximum pooling always leaves padding out */
typedef struct
{
  ConvoAxes kernel, stride, padding, dilation;
  gboolean ceil, count_padding;
} ConvoPooling;

#define CONVO_POOLING_PROPS_ \
  CONVO_PROP_AXES_ (ConvoPooling, kernel, "kernel", N_("Kernel"), N_("Window size"), 2, 1, 65536, 1, 7), \
  CONVO_PROP_AXES_ (ConvoPooling, stride, "stride", N_("Stride"), N_("Step from window to window"), \
                    2, 1, 65536, 1, 4), \
  CONVO_PROP_AXES_ (ConvoPooling, padding, "padding", N_("Padding"), \
                    N_("Border around the map; at most half the kernel"), 0, 0, 32768, 0, 3), \
  CONVO_PROP_BOOL_ (ConvoPooling, ceil, "ceil", N_("Round up"), \
                    N_("Keep a last window that hangs over the edge"), FALSE)

void       convo_pooling_windows  (const ConvoPooling *pooling,
                                   const ConvoShape   *in,
                                   ConvoWindow         windows[3]);
gboolean   convo_pooling_infer    (const ConvoPooling *pooling,
                                   const char         *title,
                                   const ConvoShape   *in,
                                   ConvoShape         *out,
                                   GError            **error);
ConvoReach convo_pooling_reach    (const void         *state,
                                   const ConvoSite    *site,
                                   int                 axis,
                                   ConvoWindow        *window);
gsize      convo_pooling_scratch_size (const void      *state,
                                       const ConvoSite *site,
                                       int              images,
                                       gboolean         backward);
void       convo_pooling_describe (const void         *state,
                                   GString            *text);
void       convo_pooling_explain  (const void         *state,
                                   const ConvoSite    *site,
                                   ConvoLedger        *ledger);
void       convo_pooling_job      (const ConvoPooling *pooling,
                                   const ConvoPass    *pass,
                                   ConvoPoolJob       *job);

G_END_DECLS
