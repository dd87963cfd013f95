/* What the files of `convo arithmetic` share: the options, and the operation that they describe. */
#pragma once
#include "cli.h"
#include "view.h"

G_BEGIN_DECLS

#define ARITHMETIC_UNSET G_MININT

/* As they stand on the command line; ARITHMETIC_UNSET, of at −1, or NULL: not given */
typedef struct
{
  char *input, *layer, *pool, *preset, *picture, *weights, *language, *view, *output, *model, *node, *trained, *data;
  int channels, kernels, kernel, stride, padding, dilation, groups, output_padding, inputs, of, at, x, y, seed, delay, down, right,
      channel, sample;
  double p, scale;
  gboolean transposed, flip, backward, no_bias, same, strip, training;
} ArithmeticOptions;

/**
 * ArithmeticNetwork:
 * @pass: (nullable): of the picture; %NULL: the operation stands alone
 * @real: whether δ is the gradient of the network's loss
 * @label_name: (nullable): of the picture's class
 */
typedef struct
{
  ConvoReport *report;
  ConvoNetTrace *pass;
  int node;
  GPtrArray *branches;
  gboolean real;
  char *label_name;
} ArithmeticNetwork;

void        arithmetic_network_clear  (ArithmeticNetwork       *network);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ArithmeticNetwork, arithmetic_network_clear)

/* network.c */
ConvoTrace *arithmetic_network_trace  (const ArithmeticOptions *o,
                                       ArithmeticNetwork       *network,
                                       GError                 **error);

/* settings.c */
ConvoTrace *arithmetic_trace          (const ArithmeticOptions *o,
                                       GError                 **error);

/* print.c */
void        arithmetic_print          (const ArithmeticOptions *o,
                                       const ConvoView         *view);
void        arithmetic_print_comparison (const char            *name);
void        arithmetic_print_derivation (const ConvoTrace      *trace);
gboolean    arithmetic_print_shift    (const ArithmeticOptions *o,
                                       GError                 **error);

/* draw.c */
gboolean    arithmetic_view           (const ArithmeticOptions *o,
                                       const ConvoTrace        *trace,
                                       const ArithmeticNetwork *network,
                                       ConvoView               *view,
                                       GError                 **error);
gboolean    arithmetic_draw           (const ArithmeticOptions *o,
                                       const ConvoView         *view,
                                       GError                 **error);

G_END_DECLS
