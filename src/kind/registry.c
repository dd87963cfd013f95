/* The list of layer kinds. The room that holds the kinds stands to the right of this one, so it hands its list over at start. */
#include "registry.h"

#include <string.h>

static const ConvoKind *const *registered;
static int n_registered;

/** convo_kinds_set: @kinds: @n kinds that live for ever. Called once at start, by convo_layers_register() */
void
convo_kinds_set (const ConvoKind *const *kinds, int n)
{
  registered = kinds;
  n_registered = n;
}

/** convo_kinds: @n: (out): how many. Returns: (transfer none): all kinds, in the order of the palette */
const ConvoKind *const *
convo_kinds (int *n)
{
  *n = n_registered;
  return registered;
}

/** convo_kind_find: Returns: (nullable) (transfer none): the kind of that name */
const ConvoKind *
convo_kind_find (const char *name)
{
  for (int i = 0; i < n_registered; i++)
    if (strcmp (registered[i]->name, name) == 0)
      return registered[i];
  return NULL;
}
