/* Initialisers: the rules by which weights begin, and the property of layers that chooses one. */
#pragma once
#include "prop.h"

G_BEGIN_DECLS

/**
 * ConvoInit:
 * @CONVO_INIT_FAN_IN: uniform in ±1/√fan_in for weights and biases (PyTorch's default for convolution and linear)
 * @CONVO_INIT_KAIMING: normal, σ = √(2/fan_in). He et al. 2015
 * @CONVO_INIT_XAVIER: uniform in ±√(6/(fan_in+fan_out)). Glorot, Bengio 2010
 * @CONVO_INIT_GAUSSIAN: normal, σ = value
 * @CONVO_INIT_CONSTANT: every weight = value
 * @CONVO_INIT_KAIMING_UNIFORM: uniform in ±√(6/fan_in)
 * @CONVO_INIT_KAIMING_FAN_OUT: normal, σ = √(2/fan_out): keeps the scale of gradients instead of values
 * @CONVO_INIT_KAIMING_UNIFORM_FAN_OUT: uniform in ±√(6/fan_out)
 * @CONVO_INIT_XAVIER_NORMAL: normal, σ = √(2/(fan_in+fan_out))
 * @CONVO_INIT_UNIFORM: uniform in ±value
 * @CONVO_INIT_ORTHOGONAL: kernels (or, if there are more of them than they have weights, their weights of one input) are
 *   orthogonal and of length 1. Saxe, McClelland, Ganguli 2013
 * @CONVO_INIT_TWO_OVER_ROOT: normal, σ = 2/√fan_in
 *
 * Biases begin at 0, but for %CONVO_INIT_FAN_IN.
 */
typedef enum
{
  CONVO_INIT_FAN_IN,
  CONVO_INIT_KAIMING,
  CONVO_INIT_XAVIER,
  CONVO_INIT_GAUSSIAN,
  CONVO_INIT_CONSTANT,
  CONVO_INIT_KAIMING_UNIFORM,
  CONVO_INIT_KAIMING_FAN_OUT,
  CONVO_INIT_KAIMING_UNIFORM_FAN_OUT,
  CONVO_INIT_XAVIER_NORMAL,
  CONVO_INIT_UNIFORM,
  CONVO_INIT_ORTHOGONAL,
  CONVO_INIT_TWO_OVER_ROOT,
  CONVO_N_INITS,
} ConvoInit;

/**
 * ConvoInitChoice:
 * @choice: 0: as the training settings say; else a #ConvoInit + 1
 * @value: for those that take one
 *
 * How one layer's weights begin; all zero in layers that have no such property.
 */
typedef struct
{
  int choice;
  double value;
} ConvoInitChoice;

/* %NULL-terminated. Of layers: the first is "training"; from the second on they are those of training settings */
extern const char *const convo_init_choices[];
extern const char *const convo_init_labels[];

const char *convo_init_name      (ConvoInit   init);
gboolean    convo_init_from_name (const char *name,
                                  ConvoInit  *init);
char       *convo_init_names     (void);
gboolean    convo_init_has_value (ConvoInit   init);

#define CONVO_INIT_VALUE_HELP N_("Deviation of the Gaussian, bound of the uniform distribution, or the constant")

/* Two properties of a layer with weights, whose state has a ConvoInitChoice */
#define CONVO_PROPS_INIT_(State, field) \
  { .key = "initializer", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (State, field.choice), \
    .label = N_("Initializer"), .help = N_("How the weights begin"), .choices = convo_init_choices, \
    .choice_labels = convo_init_labels }, \
  CONVO_PROP_REAL_ (State, field.value, "initializer-value", N_("Value"), CONVO_INIT_VALUE_HELP, 0.01, -1000, 1000, 0, 1)

G_END_DECLS
