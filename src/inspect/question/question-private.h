/* What the files of questions share. */
#pragma once
#include "question.h"
#include "random.h"

G_BEGIN_DECLS

/* question-check.c */
gboolean       convo_question_is_right           (const ConvoQuestion *question,
                                                  const double        *numbers,
                                                  int                  n);

/* question-output.c */
void           convo_question_add_gradient_slips (ConvoQuestion       *question,
                                                  const ConvoSum      *sum,
                                                  double               deltas,
                                                  const char          *bare);
void           convo_question_add_product_slips  (ConvoQuestion       *question,
                                                  const ConvoTrace    *trace,
                                                  const ConvoSum      *sum);

/* question-make.c */
gint64         convo_question_pick               (ConvoRandom         *random,
                                                  gint64               from,
                                                  gint64               to);
char          *convo_question_rows               (const float         *values,
                                                  gint64               rows,
                                                  gint64               columns);
char          *convo_question_describe           (const ConvoArith    *layer);

/* question-gradient.c, question-field.c */
ConvoQuestion *convo_question_fresh_gradient     (ConvoRandom         *random,
                                                  int                  number);
ConvoQuestion *convo_question_fresh_field        (ConvoRandom         *random,
                                                  int                  number);

G_END_DECLS
