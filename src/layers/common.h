/* What several layer kinds share: sliding windows of all axes, their formulas, and walking over maps. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

/* One window from four properties. @dilation, @padding may be NULL: 1, 0. Axes the shape has not: one element */
void     convo_layer_window   (const ConvoShape *in,
                               int               axis,
                               const ConvoAxes  *kernel,
                               const ConvoAxes  *stride,
                               const ConvoAxes  *padding,
                               const ConvoAxes  *dilation,
                               gboolean          ceil,
                               ConvoWindow      *window);
gboolean convo_windows_infer  (const ConvoWindow windows[3],
                               const ConvoShape *in,
                               gint64            channels,
                               ConvoShape       *out,
                               GError          **error);
/* Rows for every axis of the output: "Output height", "⌊(28 + 2·1 − 3) / 2⌋ + 1", "14", unread rows as a note */
void     convo_windows_explain (const ConvoWindow windows[3],
                                const ConvoSite  *site,
                                ConvoLedger      *ledger);
/* "Output height and width", translated */
const char *convo_outputs_title (const ConvoShape *out);
/* Rows for every axis, or one for all, with a formula over n symbols an axis */
void     convo_axes_explain   (const ConvoShape  *out,
                               const char        *general,
                               const ConvoSymbol *symbols,
                               int                n,
                               ConvoLedger       *ledger);
/* "·o²" with its symbols */
void     convo_formula_extents (GString          *formula,
                                GArray           *symbols,
                                const ConvoShape *shape,
                                const char       *name,
                                const char       *label);
/* Says below a row of parameters whether a bias is counted, which the property "bias" decides */
void     convo_bias_explain   (gboolean           bias,
                               ConvoLedgerRow    *row);
/* "2·C": scale and shift */
void     convo_norm_explain   (gint64             n,
                               const char        *note,
                               ConvoLedger       *ledger);
/* "Output height", translated; axis 0, 1, 2: depth, height, width */
const char *convo_output_title (int axis);
/* Rows "Values of the output": 16·14·14 = 3,136 */
void     convo_shape_explain  (const ConvoShape *shape,
                               const char       *title,
                               ConvoLedger      *ledger);
gboolean convo_needs_spatial  (const char       *title,
                               const ConvoShape *in,
                               GError          **error);
/* "3×3" for one value (pictures are the usual case), "3×1" for several */
void     convo_describe_kernel (const ConvoAxes *kernel,
                                GString         *text);
/* ", stride 2" unless it is @usual */
void     convo_describe_axes  (const ConvoAxes *axes,
                               gint64           usual,
                               const char      *format,
                               GString         *text);

/* Calls @work on the longest runs of values that lie one behind another in all @n maps (at most 4, equal extents and
 * channels), for images [first, first + count) */
typedef void (*ConvoRunFunc) (float *const *at, gint64 length, gconstpointer data);
void     convo_maps_walk      (const ConvoMap *const *maps,
                               int                    n,
                               int                    first,
                               int                    count,
                               ConvoRunFunc           work,
                               gconstpointer          data);

/* The pixels of the images of @pass; channels of a pixel lie one behind another, so a pixel is one call */
#define CONVO_FOR_EACH_PIXEL(pass, map, i, z, h, w) \
  for (int i = (pass)->first; i < (pass)->first + (pass)->count; i++) \
    for (gint64 z = 0; z < (map)->extent[0]; z++) \
      for (gint64 h = 0; h < (map)->extent[1]; h++) \
        for (gint64 w = 0; w < (map)->extent[2]; w++)

/* to = factor·from, or to += factor·from; a product even by 0, so that NaN passes */
void     convo_maps_scale      (const ConvoMap        *to,
                                const ConvoMap        *from,
                                int                    first,
                                int                    count,
                                float                  factor,
                                gboolean               add);

/* Channels [c, c + n) become 0 */
void     convo_maps_clear      (const ConvoMap        *map,
                                gint64                 c,
                                gint64                 n,
                                int                    first,
                                int                    count);

/* to = from, or to += from; channels [to_c, to_c + n) and [from_c, from_c + n) of maps of equal extents */
void     convo_maps_copy      (const ConvoMap        *to,
                               gint64                 to_c,
                               const ConvoMap        *from,
                               gint64                 from_c,
                               gint64                 n,
                               int                    first,
                               int                    count,
                               gboolean               add);

/* Whether all inputs of a merge have one shape; if not, the two that differ, in words */
gboolean convo_shapes_equal    (const ConvoShape      *in,
                                int                    n_in,
                                char                 **first,
                                char                 **other);

gboolean convo_layer_groups_fit (gint64             channels,
                                 gint64             groups,
                                 const ConvoShape  *in,
                                 GError           **error);

G_END_DECLS
