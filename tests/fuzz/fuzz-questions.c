/* Any bytes as a question set: a set whose questions can be answered, or an error. */
#include "layers.h"
#include "question.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t size)
{
  static gsize once;
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoQuestionSet) set = NULL;

  if (g_once_init_enter (&once))
    {
      convo_layers_register ();
      g_once_init_leave (&once, 1);
    }
  set = convo_question_set_parse ("fuzz", (const char *) data, size, &error);
  if ((set == NULL) != (error != NULL))
    g_error ("A set and an error at once, or neither.");
  for (guint i = 0; set != NULL && i < set->questions->len; i++)
    {
      g_autofree char *answer = convo_question_answer_text (set->questions->pdata[i]), *why = NULL;

      convo_question_check (set->questions->pdata[i], answer, &why);
    }
  return 0;
}
