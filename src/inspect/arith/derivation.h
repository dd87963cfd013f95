#pragma once
#include "trace.h"

G_BEGIN_DECLS

/**
 * ConvoStep:
 * @title: translated: what is done
 * @symbols: the equation in the lecture's letters: "∂L/∂w₂ = δ₁x₂ + δ₂x₃"; may be several lines
 * @numbers: (nullable): the same with this trace's numbers
 */
typedef struct
{
  char *title, *symbols, *numbers;
} ConvoStep;

GPtrArray *convo_derivation_new (const ConvoTrace *trace);   /* (element-type ConvoStep) */

G_END_DECLS
