/* What norm-sums.c and norm-rows.c have for the table of norm.c, once for each instruction set. */
#pragma once
#include "norm.h"
#include "elementary.h"

void   CONVO_NAME (convo_norm_moments)              (const ConvoMap *map,
                                                     int             first,
                                                     int             count,
                                                     double         *all);

void   CONVO_NAME (convo_norm_sums)                 (const ConvoMap *map_dy,
                                                     const ConvoMap *map_y,
                                                     const ConvoMap *map_x,
                                                     int             first,
                                                     int             count,
                                                     const float    *mean,
                                                     gboolean        relu,
                                                     double         *all);

double CONVO_NAME (convo_norm_sum)                  (const float    *x,
                                                     gint64          n);

double CONVO_NAME (convo_norm_dot)                  (const float    *a,
                                                     const float    *b,
                                                     gint64          n);

void   CONVO_NAME (convo_norm_standardize)          (float          *x,
                                                     gint64          n,
                                                     double          mean,
                                                     float           scale);

void   CONVO_NAME (convo_norm_standardize_backward) (float          *g,
                                                     const float    *h,
                                                     gint64          n,
                                                     float           scale,
                                                     float           a,
                                                     float           b);

void   CONVO_NAME (convo_norm_lrn)                  (float          *y,
                                                     const float    *x,
                                                     gint64          channels,
                                                     const ConvoLrn *settings,
                                                     float          *work);

void   CONVO_NAME (convo_norm_lrn_backward)         (float          *dx,
                                                     const float    *x,
                                                     const float    *dy,
                                                     gint64          channels,
                                                     const ConvoLrn *settings,
                                                     float          *work,
                                                     gboolean        add);
