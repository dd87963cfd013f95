/* Settings of one operation for the arithmetic view: what its sliders move, whether it is legal, what would be. */
#pragma once
#include "kind.h"

G_BEGIN_DECLS

#define CONVO_ARITH_MAX_INPUTS 8

/**
 * ConvoArith:
 * @kind: any windowed kind, linear, an activation, batch-norm, softmax, add or concatenate
 * @in: shape of the input (of each input); its rank says how many axes slide
 * @n_in: inputs; more than one for add and concatenate only
 * @joined: channels of each input of concatenate; 0: those of @in
 * @kernels: output channels of convolutions, features of linear
 * @kernel: extent of the window; depth, height, width, of which the last ones that @in has count
 * @stride: step of the window
 * @before: zeros in front of each axis (transposed: cells cut off)
 * @after: zeros behind; unlike @before only for convolution
 * @dilation: distance of the window's elements
 * @output_padding: of transposed convolution
 * @groups: groups of channels
 * @bias: whether a bias is added
 * @ceil: pooling keeps a last window that hangs over the edge
 * @count_padding: averages count the padding
 * @flip: true convolution: the kernel is turned by 180° before it slides
 * @p: power of Lp pooling
 * @slope: of leaky ReLU (and alpha of ELU)
 * @epsilon: of batch normalisation
 *
 * A value: copy it freely.
 */
typedef struct
{
  const ConvoKind *kind;
  ConvoShape in;
  int n_in;
  gint64 joined[CONVO_ARITH_MAX_INPUTS];
  gint64 kernels;
  gint64 kernel[3], stride[3], before[3], after[3], dilation[3], output_padding[3];
  gint64 groups;
  gboolean bias, ceil, count_padding, flip;
  double p, slope, epsilon;
} ConvoArith;

/**
 * ConvoArithField:
 *
 * What a slider moves. Axes move together unless convo_arith_set_axis() is used.
 */
typedef enum
{
  CONVO_ARITH_INPUT,
  CONVO_ARITH_CHANNELS,
  CONVO_ARITH_KERNELS,
  CONVO_ARITH_KERNEL,
  CONVO_ARITH_STRIDE,
  CONVO_ARITH_PADDING,
  CONVO_ARITH_DILATION,
  CONVO_ARITH_OUTPUT_PADDING,
  CONVO_ARITH_GROUPS,
  CONVO_ARITH_N_FIELDS,
} ConvoArithField;

/**
 * ConvoArithFix:
 * @settings: legal ones, in place of those that are not
 * @n_fields: how many fields change
 * @distance: by how much in all, added up over fields and axes
 * @field: the first field that changes
 * @value: its value on the last axis
 * @label: translated, for a button: "Kernel 7", "Kernel 7, 2 groups"
 */
typedef struct
{
  ConvoArith settings;
  int n_fields;
  gint64 distance;
  ConvoArithField field;
  gint64 value;
  char *label;
} ConvoArithFix;

void        convo_arith_init       (ConvoArith       *arith,
                                    const ConvoKind  *kind,
                                    const ConvoShape *in);
void        convo_arith_from_layer (ConvoArith       *arith,
                                    const ConvoKind  *kind,
                                    const void       *state,
                                    const ConvoSite  *site);
void       *convo_arith_state      (const ConvoArith *arith);
gboolean    convo_arith_supports   (const ConvoKind  *kind);
gboolean    convo_arith_infer      (const ConvoArith *arith,
                                    ConvoShape       *out,
                                    GError          **error);
GPtrArray  *convo_arith_fixes      (const ConvoArith *arith);   /* (element-type ConvoArithFix) */
void        convo_arith_pad_same   (ConvoArith       *arith);
void        convo_arith_forget_axes (ConvoArith      *arith);
/* Of input @input, before padding */
ConvoShape  convo_arith_input      (const ConvoArith *arith,
                                    int               input);

gboolean    convo_arith_has        (const ConvoArith *arith,
                                    ConvoArithField   field);
gint64      convo_arith_get        (const ConvoArith *arith,
                                    ConvoArithField   field);
void        convo_arith_set        (ConvoArith       *arith,
                                    ConvoArithField   field,
                                    gint64            value);
void        convo_arith_set_axis   (ConvoArith       *arith,
                                    ConvoArithField   field,
                                    int               axis,
                                    gint64            value);
const char *convo_arith_field_title (ConvoArithField  field);

/* Along one axis (0, 1, 2: depth, height, width) */
gboolean    convo_arith_windows    (const ConvoArith *arith);
void        convo_arith_window     (const ConvoArith *arith,
                                    int               axis,
                                    ConvoWindow      *window);
gint64      convo_arith_unread     (const ConvoArith *arith,
                                    int               axis);

G_END_DECLS
