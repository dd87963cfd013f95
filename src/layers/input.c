/* The picture: where a network begins. The engine fills it. */
#include "common.h"
#include "errors.h"
#include "text.h"

typedef struct
{
  ConvoShape shape;
} Input;

static const ConvoProp props[] = {
  { .key = "shape", .type = CONVO_PROP_SHAPE, .offset = G_STRUCT_OFFSET (Input, shape), .label = N_("Shape"),
    .help = N_("Channels, then height and width; the picture is scaled to it"), .min = 1, .max = CONVO_MAX_EXTENT,
    .soft_min = 1, .soft_max = 256, .initial_shape = { 3, { 1, 28, 28 } } },
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  *out = ((const Input *) state)->shape;
  if (out->rank > 0)
    return TRUE;
  g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                       _("The input has no shape; give it one, such as 1×28×28."));
  return FALSE;
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *shape = convo_shape_to_string (&((const Input *) state)->shape);

  g_string_append (text, shape);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_shape_explain (&site->out, _("Values of a picture"), ledger);
}

static void
forward (const void *state, ConvoPass *pass)
{
  /* the engine has filled it */
}

const ConvoKind convo_kind_input = {
  .name = "input",
  .title = N_("Input"),
  .family = "io",
  .prefix = "input",
  .doc = N_("The picture that enters the network: channels × height × width."),
  .accel = "i",
  .flags = CONVO_KIND_SOURCE | CONVO_KIND_THIN,
  .min_inputs = 0,
  .max_inputs = 0,
  .state_size = sizeof (Input),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .describe = describe,
  .explain = explain,
  .forward = forward,
};
