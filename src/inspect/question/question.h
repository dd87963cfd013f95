/* Predict mode: questions with answers, the slips that lead to wrong ones, a score, and results for a teacher. */
#pragma once
#include <gio/gio.h>
#include "arith.h"
#include "trace.h"

G_BEGIN_DECLS

#define CONVO_QUESTION_MAX_ANSWERS 16

/**
 * ConvoAsk:
 * @CONVO_ASK_NUMBERS: numbers that are not derived from a layer here
 * @CONVO_ASK_CHOICE: one of several sentences
 * @CONVO_ASK_SHAPE: height, width, channels of @layer's output
 * @CONVO_ASK_WEIGHTS: its weights without biases
 * @CONVO_ASK_PARAMETERS: with biases
 * @CONVO_ASK_MACS: its multiply-accumulates
 * @CONVO_ASK_SUM: one output value; the question's text holds the numbers
 */
typedef enum
{
  CONVO_ASK_NUMBERS,
  CONVO_ASK_CHOICE,
  CONVO_ASK_SHAPE,
  CONVO_ASK_WEIGHTS,
  CONVO_ASK_PARAMETERS,
  CONVO_ASK_MACS,
  CONVO_ASK_SUM,
} ConvoAsk;

/**
 * ConvoChainAsk:
 * @CONVO_CHAIN_FIELD: pixels that one value sees, along an axis
 * @CONVO_CHAIN_JUMP: pixels between the fields of neighbours
 * @CONVO_CHAIN_START: first pixel of the first value's field; negative in the padding
 *
 * What is asked for of layers one behind the other.
 */
typedef enum
{
  CONVO_CHAIN_FIELD,
  CONVO_CHAIN_JUMP,
  CONVO_CHAIN_START,
} ConvoChainAsk;

/** ConvoSlip: @answer: wrong; @reason: translated: "the padding was forgotten"; @convention: right in another convention */
typedef struct
{
  double answer[CONVO_QUESTION_MAX_ANSWERS];
  int n_answers;
  char *reason;
  gboolean convention;
} ConvoSlip;

/**
 * ConvoQuestion:
 * @id: in its set
 * @ask: what is asked for
 * @text: in the language in use
 * @n_answers: numbers that are wanted; 1 for a choice
 * @answer: these; for a choice the index of the right sentence
 * @choices: (element-type utf8): sentences; empty otherwise
 * @how: formula that gives the answer
 * @hint: (nullable): the formula in symbols, without numbers
 * @note: (nullable): what to know besides
 * @slips: (element-type ConvoSlip): answers that a known slip gives
 */
typedef struct
{
  char *id;
  ConvoAsk ask;
  char *text;
  int n_answers;
  double answer[CONVO_QUESTION_MAX_ANSWERS];
  GPtrArray *choices;
  char *how, *hint, *note;
  GPtrArray *slips;
} ConvoQuestion;

/**
 * ConvoQuestionSet:
 * @name: "lecture-000"
 * @title: in the language in use
 * @questions: (element-type ConvoQuestion)
 * @seeded: whether they were generated from @seed
 * @seed: of fresh ones
 */
typedef struct
{
  char *name, *title;
  GPtrArray *questions;
  gboolean seeded;
  guint64 seed;
} ConvoQuestionSet;

/* Sets that come with the program: index 0, 1, …; NULL behind the last */
const char       *convo_question_set_name     (int                     index);
ConvoQuestionSet *convo_question_set_load     (const char             *name,
                                               GError                **error);
ConvoQuestionSet *convo_question_set_load_file (GFile                *file,
                                               GError                **error);
ConvoQuestionSet *convo_question_set_parse    (const char             *name,
                                               const char             *json,
                                               gssize                  length,
                                               GError                **error);
ConvoQuestionSet *convo_question_set_generate (guint64                 seed,
                                               int                     n);
void              convo_question_set_free     (ConvoQuestionSet       *set);

/**
 * ConvoVerdict:
 * @CONVO_VERDICT_UNREAD: what was typed is no number, or not so many as are asked for
 * @CONVO_VERDICT_RIGHT: right
 * @CONVO_VERDICT_CONVENTION: right in another convention than was asked for: half right
 * @CONVO_VERDICT_SLIP: a known slip
 * @CONVO_VERDICT_WRONG: wrong in a way of its own
 */
typedef enum
{
  CONVO_VERDICT_UNREAD,
  CONVO_VERDICT_RIGHT,
  CONVO_VERDICT_CONVENTION,
  CONVO_VERDICT_SLIP,
  CONVO_VERDICT_WRONG,
} ConvoVerdict;

ConvoVerdict      convo_question_check        (const ConvoQuestion    *question,
                                               const char             *typed,
                                               char                  **explanation);
char             *convo_question_answer_text  (const ConvoQuestion    *question);

/* One person's way through a set */
typedef struct _ConvoQuiz ConvoQuiz;

ConvoQuiz        *convo_quiz_new              (const ConvoQuestionSet *set,
                                               const char             *person);
void              convo_quiz_free             (ConvoQuiz              *quiz);
void              convo_quiz_set_person       (ConvoQuiz              *quiz,
                                               const char             *person);
void              convo_quiz_spend            (ConvoQuiz              *quiz,
                                               int                     index,
                                               double                  seconds);
ConvoVerdict      convo_quiz_answer           (ConvoQuiz              *quiz,
                                               int                     index,
                                               const char             *typed,
                                               char                  **explanation);
void              convo_quiz_show             (ConvoQuiz              *quiz,
                                               int                     index);
void              convo_quiz_score            (const ConvoQuiz        *quiz,
                                               double                 *points,
                                               int                    *answered,
                                               int                    *all);
char             *convo_quiz_csv              (const ConvoQuiz        *quiz);
GString          *convo_quiz_csv_head         (void);
void              convo_quiz_csv_lines        (const ConvoQuiz        *quiz,
                                               GString                *csv);

/* question-slip.c: adds to @question the answers that known slips give for @layer */
void              convo_question_add_slips    (ConvoQuestion          *question,
                                               const ConvoArith       *layer);
gboolean          convo_question_solve        (ConvoQuestion          *question,
                                               const ConvoArith       *layer);
void              convo_question_add_slip     (ConvoQuestion          *question,
                                               double                  answer,
                                               const char             *reason);
void              convo_question_add_convention (ConvoQuestion        *question,
                                               double                  answer,
                                               const char             *reason);
ConvoQuestion    *convo_question_from_output  (const ConvoTrace       *trace,
                                               gint64                  y);
ConvoQuestion    *convo_question_from_weight  (const ConvoTrace       *trace,
                                               gint64                  weight);
ConvoQuestion    *convo_question_from_pixel   (const ConvoTrace       *trace,
                                               gint64                  pixel);
ConvoQuestion    *convo_question_from_row     (const ConvoArith       *layer,
                                               const ConvoLedgerRow   *row);
void              convo_question_free         (ConvoQuestion          *question);
ConvoQuestion    *convo_question_from_report  (const ConvoReport      *report,
                                               const char             *path,
                                               ConvoNumber             what);
ConvoQuestion    *convo_question_from_chain   (const char             *id,
                                               const ConvoArith       *layers,
                                               int                     n,
                                               ConvoChainAsk           what);
const char       *convo_question_hint         (ConvoAsk                ask,
                                               const ConvoArith       *layer);
ConvoQuestion    *convo_question_new          (const char             *id,
                                               ConvoAsk                ask,
                                               const char             *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoQuestionSet, convo_question_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoQuiz, convo_quiz_free)

G_END_DECLS
