/* The ledger: a layer's numbers, each with the formula that gives it, worked out step by step with this layer's values. */
#pragma once
#include "formula.h"
#include "window.h"

G_BEGIN_DECLS

/**
 * ConvoNumber:
 * @CONVO_NUMBER_SHAPE: an extent of the output
 * @CONVO_NUMBER_PARAMETERS: trainable values
 * @CONVO_NUMBER_MACS: multiply-accumulates of one image
 * @CONVO_NUMBER_BYTES: bytes of the output of one image
 * @CONVO_NUMBER_FIELD: receptive field, and the jump between neighbours
 * @CONVO_NUMBER_OTHER: what else a kind tells
 *
 * Which of a layer's numbers a row explains.
 */
typedef enum
{
  CONVO_NUMBER_SHAPE,
  CONVO_NUMBER_PARAMETERS,
  CONVO_NUMBER_MACS,
  CONVO_NUMBER_BYTES,
  CONVO_NUMBER_FIELD,
  CONVO_NUMBER_OTHER,
} ConvoNumber;

#define CONVO_N_NUMBERS (CONVO_NUMBER_OTHER + 1)

/**
 * ConvoLedgerRow:
 * @what: which number
 * @title: translated: "Output height"
 * @general: (nullable): the formula in symbols: "⌊(n + 2·p − k) / s⌋ + 1"
 * @symbols: (element-type ConvoSymbol): what the symbols are here; may be empty
 * @formula: with the values put in: "⌊(28 + 2·1 − 3) / 2⌋ + 1"; may be empty
 * @steps: (element-type utf8): what remains after each step; may be empty
 * @value: "14"
 * @result: what the formula gives; -1 if it is no whole number or there is no formula
 * @note: (nullable): translated: "the last padded column is in no window"
 * @convention: (nullable): translated: how such numbers are counted here
 * @setting: (nullable): key of the layer's property that decides between this convention and its opposite
 * @has_window: whether @window, @in and @out hold
 * @window: the window along the axis
 * @in: extent of the input along the axis
 * @out: number of windows
 *
 * One number with the formula that gives it.
 */
typedef struct
{
  ConvoNumber what;
  char *title, *general;
  GArray *symbols;
  char *formula;
  GPtrArray *steps;
  char *value;
  gint64 result;
  char *note, *convention;
  const char *setting;
  gboolean has_window;
  ConvoWindow window;
  gint64 in, out;
} ConvoLedgerRow;

/** ConvoLedger: (element-type ConvoLedgerRow): see convo_ledger_new() */
typedef GPtrArray ConvoLedger;

ConvoLedger    *convo_ledger_new        (void);
void            convo_ledger_add        (ConvoLedger       *ledger,
                                         const char        *title,
                                         const char        *note,
                                         const char        *value,
                                         const char        *formula,
                                         ...) G_GNUC_PRINTF (5, 6);
ConvoLedgerRow *convo_ledger_work       (ConvoLedger       *ledger,
                                         ConvoNumber        what,
                                         const char        *title,
                                         const char        *general,
                                         const ConvoSymbol *symbols,
                                         int                n_symbols);
ConvoLedgerRow *convo_ledger_tell       (ConvoLedger       *ledger,
                                         ConvoNumber        what,
                                         const char        *title,
                                         const char        *value,
                                         const char        *note);
void            convo_ledger_note       (ConvoLedgerRow    *row,
                                         const char        *note);
void            convo_ledger_convention (ConvoLedgerRow    *row,
                                         const char        *convention);
void            convo_ledger_choice     (ConvoLedgerRow    *row,
                                         const char        *convention,
                                         const char        *setting);
void            convo_ledger_windows    (ConvoLedgerRow    *row,
                                         const ConvoWindow *window,
                                         gint64             in,
                                         gint64             out);
gboolean        convo_ledger_has        (ConvoLedger       *ledger,
                                         ConvoNumber        what);
const char     *convo_number_title      (ConvoNumber        what);

G_END_DECLS
