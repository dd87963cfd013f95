/* What the files of the trace share: values with a nudge for finite differences, and the geometry of windows. */
#pragma once
#include "solo.h"
#include "trace.h"

G_BEGIN_DECLS

/**
 * TraceFamily:
 * @TRACE_CONVOLUTION: weights between channels: convolution, and linear as one window on 1×1 pixels
 * @TRACE_TRANSPOSED: the same with input and output changing places
 * @TRACE_POOL: windows on one channel
 * @TRACE_POINT: activations
 * @TRACE_NORMALISE: batch normalisation
 * @TRACE_SOFTMAX: softmax over the channels
 * @TRACE_MERGE: add
 * @TRACE_JOIN: concatenate
 */
typedef enum
{
  TRACE_CONVOLUTION,
  TRACE_TRANSPOSED,
  TRACE_POOL,
  TRACE_POINT,
  TRACE_NORMALISE,
  TRACE_SOFTMAX,
  TRACE_MERGE,
  TRACE_JOIN,
} TraceFamily;

/**
 * TraceGeometry:
 * @wide: extents of the side that windows slide over (the input; of transposed convolution the output)
 * @narrow: extents of the side with one value a window
 * @wide_group: channels of the wide side in a group
 * @narrow_group: channels of the narrow side in a group
 * @apart: each channel has windows of its own and no weights (pooling)
 *
 * Narrow position n and tap t meet at the wide position n·stride + t·dilation − pad.
 */
typedef struct
{
  gint64 wide[3], narrow[3], kernel[3], stride[3], pad[3], dilation[3];
  gint64 taps, wide_group, narrow_group, groups;
  gint64 wide_channels, narrow_channels;
  gboolean apart;
} TraceGeometry;

typedef struct
{
  gint64 wide_channel, narrow_channel;
  gint64 wide_at[3], narrow_at[3], tap[3];
  gint64 wide, narrow;      /* flat indices; wide is −1 outside */
  gint64 w;                 /* weight as it acts; −1 if apart */
} TraceMeeting;

/* An activation: its value at @x; @slope: of leaky ReLU, alpha of ELU */
typedef double (*TraceFunction) (double x, double slope);

typedef void (*TraceMeetingFunc) (const TraceMeeting *meeting, gpointer data);

/* Reads an input value, by its index */
typedef double (*TraceValueFunc) (gconstpointer data, gint64 index);

/* How much of a long computation is done, and whether anybody still wants it */
typedef struct
{
  const gint *cancel;
  gint *permille;
  gint64 done, total;
} TracePatience;

typedef struct _ConvoTracePrivate
{
  gatomicrefcount ref_count;
  ConvoSolo *solo;
  TraceFamily family;
  TraceGeometry geometry;
  ConvoShape padded;         /* shape the kind sees: with uneven padding added */
  gboolean uneven;
  float *padded_x, *padded_dx;
  float *turned[2];          /* weight and its gradient as the engine has them when the kernel is flipped */
  /* a value that stands a little aside, for finite differences */
  int nudged_input, nudged_param;
  gint64 nudged;
  double nudge;
} ConvoTracePrivate;

static inline double
trace_x (const ConvoTrace *trace, int input, gint64 index)
{
  const ConvoTracePrivate *p = trace->p;

  return trace->x[input][index] + (p->nudged_input == input && p->nudged == index ? p->nudge : 0);
}

static inline double
trace_param (const ConvoTrace *trace, int param, gint64 index)
{
  const ConvoTracePrivate *p = trace->p;

  return trace->param[param][index] + (p->nudged_param == param && p->nudged == index ? p->nudge : 0);
}

/* trace.c */
TraceFamily trace_family          (const ConvoKind     *kind);

/* trace-window.c */
void      trace_geometry_init     (TraceGeometry       *g,
                                   const ConvoArith    *arith,
                                   TraceFamily          family,
                                   const ConvoShape    *in,
                                   const ConvoShape    *out);
void      trace_meet_narrow       (const TraceGeometry *g,
                                   gint64               narrow,
                                   TraceMeetingFunc     func,
                                   gpointer             data);
void      trace_meet_wide         (const TraceGeometry *g,
                                   gint64               wide,
                                   TraceMeetingFunc     func,
                                   gpointer             data);
void      trace_meet_weight       (const TraceGeometry *g,
                                   gint64               w,
                                   TraceMeetingFunc     func,
                                   gpointer             data);
gint64    trace_turned            (const TraceGeometry *g,
                                   gint64               w);

/* trace-sum.c */
ConvoSum *trace_sum_new           (ConvoRule            rule);
void      trace_sum_add           (ConvoSum            *sum,
                                   ConvoTerm           *term);
ConvoSum *trace_windowed_output   (const ConvoTrace    *trace,
                                   gint64               y);
ConvoSum *trace_pooled_output     (const ConvoTrace    *trace,
                                   gint64               y);
ConvoRule trace_pool_rule         (const ConvoKind     *kind);
gboolean  trace_counts_as_padding (const TraceGeometry *g,
                                   const gint64         at[3]);
double    trace_distance_weight   (const TraceGeometry *g,
                                   const gint64         tap[3]);
GArray   *trace_window_feeds      (const ConvoTrace    *trace,
                                   gint64               x);
GArray   *trace_window_uses       (const ConvoTrace    *trace,
                                   gint64               w);

/* trace-value.c */
double    trace_value             (const ConvoTrace    *trace,
                                   gint64               y);
double    trace_pooled_value      (const TraceGeometry *g,
                                   const ConvoArith    *arith,
                                   gint64               narrow,
                                   TraceValueFunc       x,
                                   gconstpointer        data);
gboolean  trace_loss              (const ConvoTrace    *trace,
                                   const gint64        *outputs,
                                   guint                n,
                                   TracePatience       *patience,
                                   double              *loss,
                                   double              *size);

/* trace-proof.c */
gboolean  trace_patience_step     (TracePatience       *patience);

/* trace-point.c */
void      trace_moments           (const ConvoTrace    *trace,
                                   gint64               channel,
                                   double              *mean,
                                   double              *variance);
TraceFunction trace_function      (const char          *name);
ConvoSum *trace_point_output      (const ConvoTrace    *trace,
                                   gint64               y);
ConvoSum *trace_point_gradient    (const ConvoTrace    *trace,
                                   int                  input,
                                   gint64               x);
ConvoSum *trace_scale_gradient    (const ConvoTrace    *trace,
                                   int                  param,
                                   gint64               index);

G_END_DECLS
