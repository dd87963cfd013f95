/* Names that fit into the narrow page of blocks: some 17 letters. The family above a row says the rest, its tooltip all. */
#include "scope-palette-name.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct { const char *name, *text; } names[] = {
  { "adaptive-average-pool", NC_("palette", "Adaptive average") },
  { "distance-pool", NC_("palette", "Distance-weighted") },
  { "global-average-pool", NC_("palette", "Global average") },
  { "global-max-pool", NC_("palette", "Global maximum") },
  { "instance-norm", NC_("palette", "Instance norm.") },
  { "lrn", NC_("palette", "Local response") },
  { "transposed-conv", NC_("palette", "Transposed") },
  { "binary-cross-entropy", NC_("palette", "Binary entropy") },
  { "nll", NC_("palette", "−log likelihood") },
  { "mean-squared-error", NC_("palette", "Squared error") },
  { "depthwise-separable", NC_("palette", "Separable unit") },
  { "highway-conv", NC_("palette", "Highway, conv.") },
  { "inception-bottleneck", NC_("palette", "Inception, narrow") },
  { "inception-factorised", NC_("palette", "Inception, factors") },
  { "inception-naive", NC_("palette", "Inception, naive") },
  { "inception", NC_("palette", "Inception") },
  { "inverted-residual", NC_("palette", "Inverted residual") },
  { "nasnet-normal", NC_("palette", "NASNet, normal") },
  { "nasnet-reduction", NC_("palette", "NASNet, reduction") },
  { "residual-basic-preact", NC_("palette", "Residual, pre-act.") },
  { "residual-basic", NC_("palette", "Residual, basic") },
  { "residual-bottleneck-preact", NC_("palette", "Bottleneck, pre-act.") },
  { "residual-bottleneck", NC_("palette", "Bottleneck") },
  { "residual-pad", NC_("palette", "Residual, padded") },
  { "residual-se", NC_("palette", "Residual, SE") },
  { "separable-conv", NC_("palette", "Separable conv.") },
  { "squeeze-excite", NC_("palette", "Squeeze-excite") },
  { "dense-transition", NC_("palette", "Dense transition") },
  { "dense-block", NC_("palette", "Dense block") },
  { "dense-layer", NC_("palette", "Dense layer") },
  { "batch-norm", NC_("palette", "Batch norm.") },
  { "layer-norm", NC_("palette", "Layer norm.") },
  { "group-norm", NC_("palette", "Group norm.") },
};

/** scope_palette_name: Returns: what the page of blocks calls a kind or a block of the library: @title unless that is too long */
const char *
scope_palette_name (const char *name, const char *title)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      return g_dpgettext2 (NULL, "palette", names[i].text);
  return title;
}
