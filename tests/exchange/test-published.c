/* Numbers that papers, libraries and our own notes print, against the models that come with the program. */
#include "about.h"
#include "layers.h"
#include "load-model.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What papers and libraries print, each by its own convention and as rounded there. Where a paper prints something else, the
 * model's notes say why, and it is not here */
static void
test_published (void)
{
  enum { PARAMETERS, WITH_STATISTICS, MACS };
  static const struct { const char *model; int what; double printed, unit; gboolean cut; } all[] = {
    /* the papers, in the digits that they give */
    { "vgg-a", PARAMETERS, 133, 1e6 }, { "vgg-b", PARAMETERS, 133, 1e6 }, { "vgg-c", PARAMETERS, 134, 1e6 },
    { "vgg-d", PARAMETERS, 138, 1e6 }, { "vgg-e", PARAMETERS, 144, 1e6 }, { "resnet18", MACS, 1.8, 1e9 },
    { "resnet20", PARAMETERS, 0.27, 1e6 }, { "resnet56", PARAMETERS, 0.85, 1e6 }, { "resnet110", PARAMETERS, 1.7, 1e6 },
    { "wide-resnet-28-10", PARAMETERS, 36.5, 1e6 }, { "wide-resnet50-2", PARAMETERS, 68.9, 1e6 },
    { "resnext50-32x4d", PARAMETERS, 25.0, 1e6 }, { "resnext50-32x4d", MACS, 4.2, 1e9 },
    { "densenet-bc-100-12", PARAMETERS, 0.8, 1e6 }, { "xception", PARAMETERS, 22855952, 1 },
    { "squeezenet", PARAMETERS, 1248424, 1 }, { "mobilenet-v1", PARAMETERS, 4.2, 1e6 }, { "mobilenet-v1", MACS, 569, 1e6 },
    { "mobilenet-v2", MACS, 300, 1e6, TRUE }, { "nasnet-a-mobile", PARAMETERS, 5.3, 1e6 }, { "nasnet-a-mobile", MACS, 564, 1e6 },
    { "efficientnet-b0", PARAMETERS, 5.3, 1e6 }, { "efficientnet-b0", MACS, 0.39, 1e9 }, { "alexnet-2012", PARAMETERS, 60, 1e6, TRUE },
    /* Keras counts the moving mean and variance as well */
    { "vgg-d", WITH_STATISTICS, 138357544, 1 }, { "vgg-e", WITH_STATISTICS, 143667240, 1 },
    { "xception", WITH_STATISTICS, 22910480, 1 }, { "mobilenet-v1", WITH_STATISTICS, 4253864, 1 },
    { "mobilenet-v2", WITH_STATISTICS, 3538984, 1 }, { "nasnet-a-mobile", WITH_STATISTICS, 5326716, 1 },
    { "densenet121", WITH_STATISTICS, 8062504, 1 }, { "densenet169", WITH_STATISTICS, 14307880, 1 },
    { "densenet201", WITH_STATISTICS, 20242984, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr(ConvoReport) report = load_model (all[i].model);
      const ConvoTotals *totals = convo_report_totals (report);
      const gint64 ours = all[i].what == MACS ? totals->macs
                          : totals->parameters + (all[i].what == WITH_STATISTICS ? totals->statistics : 0);
      const double printed = all[i].printed;
      const double last = printed == floor (printed) ? 1 : printed * 10 == floor (printed * 10) ? 0.1 : 0.01;

      g_test_message ("%s: %" PRId64 ", printed %g·%g", all[i].model, ours, printed, all[i].unit);
      if (all[i].unit == 1)
        g_assert_cmpfloat (ours, ==, printed);
      else   /* rounded; two are cut off */
        g_assert_cmpfloat (fabs (ours / all[i].unit - printed), <=, all[i].cut ? last : last * 0.501);
    }
}

/* Exact numbers of a text, 100,000 and more, their digits grouped by commas or spaces, in the order in which they stand */
static GArray *
numbers_in (const char *text)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (*text != '\0')
    {
      gint64 value = 0;

      if (!g_ascii_isdigit (*text))
        {
          text = g_utf8_next_char (text);
          continue;
        }
      for (gboolean more = TRUE; more;)
        {
          const char *next;

          for (; g_ascii_isdigit (*text); text++)
            value = 10 * value + g_ascii_digit_value (*text);
          next = *text != '\0' ? g_utf8_next_char (text) : text;
          more = (*text == ',' || g_unichar_isspace (g_utf8_get_char (text))) && g_ascii_isdigit (next[0])
                 && g_ascii_isdigit (next[1]) && g_ascii_isdigit (next[2]) && !g_ascii_isdigit (next[3]);
          text = more ? next : text;
        }
      if (value >= 100000)
        g_array_append_val (found, value);
    }
  return found;
}

/* Numbers of other networks, parts or conventions that notes speak of */
static gboolean
is_foreign (const char *model, gint64 value)
{
  static const struct { const char *model; gint64 value; } all[] = {
    { "alexnet", 60965224 },                       /* alexnet-2012 */
    { "alexnet-2012", 62378344 },                  /* alexnet */
    { "vgg-b", 147584 }, { "vgg-c", 262656 },      /* what they have more than VGG-A and VGG-B */
    { "se-resnet50", 28071976 },                   /* without biases */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (all[i].model, model) == 0 && all[i].value == value)
      return TRUE;
  return FALSE;
}

/* Every exact number in the notes is one of this network, and both languages tell the same */
static void
test_notes (void)
{
  static const char *const languages[][2] = { { "en", NULL }, { "ru", NULL } };
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *base = g_file_get_basename (files->pdata[i]), *model = g_strndup (base, strlen (base) - strlen (".convo"));
      g_autoptr(ConvoReport) report = load_model (model);
      const ConvoTotals *t = convo_report_totals (report);
      const gint64 known[] = { t->parameters, t->macs, t->parameters + t->statistics, t->parameters - t->training_parameters,
                               t->macs - t->training_macs };
      g_autoptr(ConvoAbout) english = convo_about_new (convo_report_graph (report), languages[0]);
      g_autoptr(ConvoAbout) russian = convo_about_new (convo_report_graph (report), languages[1]);
      g_autoptr(GArray) told = numbers_in (english->notes != NULL ? english->notes : "");
      g_autoptr(GArray) same = numbers_in (russian->notes != NULL ? russian->notes : "");

      g_assert_cmpint (english->notes != NULL, ==, russian->notes != NULL);
      g_assert_cmpmem (told->data, told->len * sizeof (gint64), same->data, same->len * sizeof (gint64));
      for (guint k = 0; k < told->len; k++)
        {
          const gint64 value = g_array_index (told, gint64, k);
          gboolean ours = is_foreign (model, value);

          for (gsize j = 0; j < G_N_ELEMENTS (known); j++)
            ours = ours || known[j] == value;
          g_test_message ("%s: %" PRId64, model, value);
          g_assert_true (ours);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/models/published", test_published);
  g_test_add_func ("/models/notes", test_notes);
  return g_test_run ();
}
