/* Schedules at hand-computed points, and what is refused. */
#include "errors.h"
#include "schedule.h"

#include <math.h>

static ConvoSchedule
schedule_of (const char *text)
{
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;
  ConvoSchedule schedule = { 0 };

  g_assert_true (convo_schedule_from_json (&schedule, node, &error));
  g_assert_no_error (error);
  return schedule;
}

static void
test_points (void)
{
  static const struct { const char *text; double epoch, factor; } cases[] = {
    { "{}", 7, 1 },
    { "{\"step\": 30}", 29.9, 1 }, { "{\"step\": 30}", 30, 0.1 }, { "{\"step\": 30, \"factor\": 0.5}", 65, 0.25 },
    { "{\"milestones\": [60, 80]}", 59, 1 }, { "{\"milestones\": [60, 80]}", 80, 0.01 },
    { "{\"exponential\": 0.9}", 2.7, 0.81 },
    { "{\"cosine\": 0}", 0, 1 }, { "{\"cosine\": 0}", 50, 0.5 }, { "{\"cosine\": 0.1}", 100, 0.1 },
    { "{\"one-cycle\": true}", 0, 0.04 }, { "{\"one-cycle\": true}", 30, 1 }, { "{\"one-cycle\": true}", 100, 4e-6 },
    { "{\"warm-up\": 5}", 2.5, 0.5 }, { "{\"warm-up\": 5, \"step\": 30}", 31, 0.1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ConvoSchedule schedule = schedule_of (cases[i].text);
      ConvoPlateau plateau = { 0 };

      g_assert_cmpfloat_with_epsilon (convo_schedule_factor (&schedule, &plateau, cases[i].epoch, 100), cases[i].factor,
                                      1e-9);
    }
}

static void
test_plateau (void)
{
  ConvoSchedule schedule = schedule_of ("{\"divide-on-plateau\": 10, \"patience\": 2}");
  static const double losses[] = { 1, 0.8, 0.81, 0.82, 0.83, 0.5, 0.6, 0.6, 0.6 };
  static const double factors[] = { 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01 };
  ConvoPlateau plateau = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      convo_plateau_see (&plateau, &schedule, losses[i]);
      g_assert_cmpfloat_with_epsilon (convo_schedule_factor (&schedule, &plateau, i, 10), factors[i], 1e-12);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "3", "{\"step\": 0}", "{\"step\": \"often\"}", "{\"milestones\": [5, 3]}", "{\"milestones\": []}",
    "{\"exponential\": 1.5}", "{\"cosine\": 0, \"step\": 3}", "{\"warm-up\": -1}", "{\"divide-on-plateau\": 0.5}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (texts[i], NULL);
      g_autoptr(GError) error = NULL;
      ConvoSchedule schedule = { 0 };

      g_assert_false (convo_schedule_from_json (&schedule, node, &error));
      g_assert_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/points", test_points);
  g_test_add_func ("/schedule/plateau", test_plateau);
  g_test_add_func ("/schedule/refused", test_refused);
  return g_test_run ();
}
