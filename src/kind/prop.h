#pragma once
#include <glib.h>
#include "shape.h"

G_BEGIN_DECLS

/**
 * ConvoAxes:
 * @n: how many values are given: 1 (the same on every axis) or one per spatial axis
 * @at: the values, slowest axis first (depth, height, width)
 */
typedef struct
{
  int n;
  gint64 at[CONVO_MAX_AXES];
} ConvoAxes;

gint64   convo_axes_get   (const ConvoAxes *axes,
                           int              axis,
                           int              n_spatial);
gboolean convo_axes_fit   (const ConvoAxes *axes,
                           int              n_spatial);
char    *convo_axes_to_string (const ConvoAxes *axes);

/**
 * ConvoPropType:
 * @CONVO_PROP_INT: a `gint64` in the state
 * @CONVO_PROP_AXES: a #ConvoAxes: one whole number or one per axis
 * @CONVO_PROP_BOOL: a `gboolean`
 * @CONVO_PROP_REAL: a `double`
 * @CONVO_PROP_CHOICE: an `int`, index into the choices
 * @CONVO_PROP_SHAPE: a #ConvoShape
 */
typedef enum
{
  CONVO_PROP_INT,
  CONVO_PROP_AXES,
  CONVO_PROP_BOOL,
  CONVO_PROP_REAL,
  CONVO_PROP_CHOICE,
  CONVO_PROP_SHAPE,
} ConvoPropType;

/**
 * ConvoProp:
 * @key: name in `.convo` documents
 * @type: type of the field
 * @offset: of the field in the kind's state
 * @label: short name for the inspector (translatable)
 * @help: one sentence (translatable)
 * @initial: default value (index for choices); shapes take @initial_shape
 * @min: least legal value
 * @max: greatest legal value
 * @soft_min: least comfortable value, where a slider or spin button begins
 * @soft_max: greatest comfortable value
 * @choices: (nullable): %NULL-terminated names for %CONVO_PROP_CHOICE, as in documents
 * @choice_labels: (nullable): the same for people (translatable)
 * @initial_shape: default of a %CONVO_PROP_SHAPE
 *
 * One property of a layer kind: field, legal range, and everything an inspector row needs.
 */
typedef struct
{
  const char *key;
  ConvoPropType type;
  gsize offset;
  const char *label, *help;
  double initial, min, max, soft_min, soft_max;
  const char *const *choices, *const *choice_labels;
  ConvoShape initial_shape;
} ConvoProp;

#define CONVO_PROP_INT_(State, field, key_, label_, help_, initial_, min_, max_, soft_min_, soft_max_) \
  { .key = key_, .type = CONVO_PROP_INT, .offset = G_STRUCT_OFFSET (State, field), .label = label_, .help = help_, \
    .initial = initial_, .min = min_, .max = max_, .soft_min = soft_min_, .soft_max = soft_max_ }
#define CONVO_PROP_AXES_(State, field, key_, label_, help_, initial_, min_, max_, soft_min_, soft_max_) \
  { .key = key_, .type = CONVO_PROP_AXES, .offset = G_STRUCT_OFFSET (State, field), .label = label_, .help = help_, \
    .initial = initial_, .min = min_, .max = max_, .soft_min = soft_min_, .soft_max = soft_max_ }
#define CONVO_PROP_REAL_(State, field, key_, label_, help_, initial_, min_, max_, soft_min_, soft_max_) \
  { .key = key_, .type = CONVO_PROP_REAL, .offset = G_STRUCT_OFFSET (State, field), .label = label_, .help = help_, \
    .initial = initial_, .min = min_, .max = max_, .soft_min = soft_min_, .soft_max = soft_max_ }
#define CONVO_PROP_BOOL_(State, field, key_, label_, help_, initial_) \
  { .key = key_, .type = CONVO_PROP_BOOL, .offset = G_STRUCT_OFFSET (State, field), .label = label_, .help = help_, \
    .initial = initial_, .min = 0, .max = 1, .soft_min = 0, .soft_max = 1 }

G_END_DECLS
