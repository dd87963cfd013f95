/* Formulas of whole numbers: text such as "⌊(n + 2·p − k) / s⌋ + 1", values put in, worked out step by step. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoSymbol:
 * @name: as it stands in formulas: "n", "k₁"
 * @value: of this layer
 * @label: translated: "input height"
 */
typedef struct
{
  const char *name;
  gint64 value;
  const char *label;
} ConvoSymbol;

/**
 * ConvoWorking:
 * @formula: the formula with its values put in: "⌊(227 + 2·0 − 11) / 4⌋ + 1"
 * @steps: (element-type utf8): what remains after each step: "⌊216 / 4⌋ + 1", "54 + 1"; the result is not among them
 * @known: whether the result is a whole number that fits 63 bits
 * @result: the result, if @known
 * @rounded: whether a floor or ceiling changed something
 */
typedef struct
{
  char *formula;
  GPtrArray *steps;
  gboolean known, rounded;
  gint64 result;
} ConvoWorking;

ConvoWorking *convo_formula_work  (const char        *formula,
                                   const ConvoSymbol *symbols,
                                   int                n_symbols);
void          convo_working_free  (ConvoWorking      *working);

void          convo_formula_power (GString           *formula,
                                   GArray            *symbols,
                                   const char        *name,
                                   const gint64      *value,
                                   int                n,
                                   const char        *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoWorking, convo_working_free)

G_END_DECLS
