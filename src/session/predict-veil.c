/* Predict mode of sentences: numbers in what a problem, a cure or a refusal says would tell what is to be predicted. */
#include "predict-private.h"
#include "text.h"

/* Signs that join digits to one number or shape: "16×10×10", "61,706", "1.5" */
static gboolean
joins (gunichar c)
{
  return c == 0xd7 || c == ',' || c == '.' || c == 0x202f || c == 0xa0 || c == 0x2009;
}

/* A digit of a name ("conv2", "ResNet-18", "block.3.conv") is no number */
static gboolean
in_name (const char *text, const char *digit)
{
  gunichar before;

  if (digit == text)
    return FALSE;
  before = g_utf8_get_char (g_utf8_prev_char (digit));
  if (g_unichar_isalpha (before) || before == '_')
    return TRUE;
  if ((before != '-' && before != '.') || g_utf8_prev_char (digit) == text)
    return FALSE;
  return g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (g_utf8_prev_char (digit))));
}

/* Returns: behind the number or shape that begins at @digit */
static const char *
behind (const char *digit)
{
  const char *end = digit;

  while (g_ascii_isdigit (*end) || (joins (g_utf8_get_char (end)) && g_ascii_isdigit (*g_utf8_next_char (end))))
    end = g_utf8_next_char (end);
  return end;
}

/** convo_veil_numbers: Returns: (transfer full): @text with "?" for every number and every shape; digits of names stay */
char *
convo_veil_numbers (const char *text)
{
  g_autoptr(GString) veiled = g_string_new (NULL);

  for (const char *c = text; *c != '\0';)
    if (!g_ascii_isdigit (*c))
      {
        g_string_append_unichar (veiled, g_utf8_get_char (c));
        c = g_utf8_next_char (c);
      }
    else
      {
        const char *end = behind (c);
        const gboolean number = !in_name (text, c) && !g_unichar_isalpha (g_utf8_get_char (end));

        if (number)
          g_string_append (veiled, C_("number", "?"));
        else
          g_string_append_len (veiled, c, end - c);
        c = end;
      }
  return g_string_free (g_steal_pointer (&veiled), FALSE);
}

/** convo_predict_hides_any: Returns: whether any shape or count of the network is hidden */
gboolean
convo_predict_hides_any (ConvoPredict *self)
{
  const ConvoNet *net = convo_report_net (convo_document_report (self->document));
  static const ConvoNumber numbers[] = { CONVO_NUMBER_SHAPE, CONVO_NUMBER_PARAMETERS, CONVO_NUMBER_MACS, CONVO_NUMBER_FIELD };

  g_return_val_if_fail (CONVO_IS_PREDICT (self), FALSE);
  for (int i = 0; self->active && i < convo_net_n_nodes (net); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (numbers); k++)
      if (convo_predict_hides (self, convo_net_node (net, i)->path, numbers[k]))
        return TRUE;
  return FALSE;
}

/**
 * convo_predict_veil:
 * @text: a sentence about the network: a problem, advice, a refusal
 *
 * Returns: (transfer full): @text; while any of the network's numbers is hidden, with "?" for those in it
 */
char *
convo_predict_veil (ConvoPredict *self, const char *text)
{
  return convo_predict_hides_any (self) ? convo_veil_numbers (text) : g_strdup (text);
}
