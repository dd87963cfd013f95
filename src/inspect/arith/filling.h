/* What the free-standing view is filled with: pictures of small integers, kernels with a name, upstream gradients. */
#pragma once
#include "trace.h"

G_BEGIN_DECLS

/**
 * ConvoFilling:
 * @name: for the command line: "digit-7"
 * @title: translated
 */
typedef struct
{
  const char *name, *title;
} ConvoFilling;

/* @index: 0, 1, …; FALSE behind the last */
gboolean convo_picture_preset    (int               index,
                                  ConvoFilling     *filling);
gboolean convo_kernel_preset     (int               index,
                                  ConvoFilling     *filling);

/* TRUE if there is a preset of that name; else CONVO_ERROR_NAME with the names that there are */
gboolean convo_fill_picture      (ConvoTrace       *trace,
                                  const char       *name,
                                  guint64           seed,
                                  GError          **error);
gboolean convo_picture_draw      (const char       *name,
                                  guint64           seed,
                                  const ConvoShape *shape,
                                  float            *values,
                                  GError          **error);
gboolean convo_fill_kernel       (ConvoTrace       *trace,
                                  const char       *name,
                                  guint64           seed,
                                  GError          **error);
void     convo_fill_delta        (ConvoTrace       *trace,
                                  guint64           seed);

/* Moves every channel of @trace's input by whole cells; what comes in is 0 */
void     convo_shift_input       (ConvoTrace       *trace,
                                  gint64            down,
                                  gint64            right);

/**
 * ConvoShift:
 * @changed: output values that are not what they were
 * @n: output values
 * @percent: 100·Σ|p′ − p| / Σ|p|; 0 if all p are 0
 * @input_changed: the same of the input
 * @input_n: the same of the input
 * @input_percent: the same of the input
 * @before: output before
 * @after: output after
 *
 * What a shift of the picture changes.
 */
typedef struct
{
  gint64 changed, n, input_changed, input_n;
  double percent, input_percent;
  float *before, *after;
} ConvoShift;

void     convo_shift_compare     (ConvoTrace       *trace,
                                  gint64            down,
                                  gint64            right,
                                  ConvoShift       *shift);
void     convo_shift_clear       (ConvoShift       *shift);

G_END_DECLS
