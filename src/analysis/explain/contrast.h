/* The nearest instructive case beside a row of the ledger: the same windows with one number changed. */
#pragma once
#include "ledger.h"

G_BEGIN_DECLS

/**
 * ConvoContrast:
 * @window: the windows of the other case
 * @in: its input
 * @out: how many windows there are
 * @title: translated: what is changed: "Input 224"
 * @lesson: translated: what comes of it: "1 value dropped; 54, not 55"
 */
typedef struct
{
  ConvoWindow window;
  gint64 in, out;
  char *title, *lesson;
} ConvoContrast;

ConvoContrast *convo_contrast_new      (const ConvoLedgerRow *row);
void           convo_contrast_free     (ConvoContrast        *contrast);
char          *convo_contrast_ratio    (gint64                room,
                                        gint64                stride);
char          *convo_contrast_quotient (const ConvoWindow    *window,
                                        gint64                in);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoContrast, convo_contrast_free)

G_END_DECLS
