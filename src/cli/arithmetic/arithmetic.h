/* What the files of `convo arithmetic` share: the options, and the operation that they describe. */
#pragma once
#include "cli.h"
#include "view.h"

G_BEGIN_DECLS

/* As they stand on the command line; −1 or NULL: not given */
typedef struct
{
  char *input, *layer, *pool, *preset, *picture, *weights, *language, *view, *output;
  int channels, kernels, kernel, stride, padding, dilation, groups, output_padding, inputs, at, seed, delay, down, right;
  double p, scale;
  gboolean transposed, flip, backward, no_bias, same, strip, training;
} ArithmeticOptions;

/* settings.c */
ConvoTrace *arithmetic_trace          (const ArithmeticOptions *o,
                                       GError                 **error);

/* print.c */
void        arithmetic_print          (const ArithmeticOptions *o,
                                       const ConvoTrace        *trace);
void        arithmetic_print_comparison (const char            *name);
void        arithmetic_print_derivation (const ConvoTrace      *trace);
gboolean    arithmetic_print_shift    (const ArithmeticOptions *o,
                                       GError                 **error);

/* draw.c */
gboolean    arithmetic_view           (const ArithmeticOptions *o,
                                       const ConvoTrace        *trace,
                                       ConvoView               *view,
                                       GError                 **error);
gboolean    arithmetic_draw           (const ArithmeticOptions *o,
                                       const ConvoView         *view,
                                       GError                 **error);

G_END_DECLS
