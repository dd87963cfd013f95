/* The numbers of a finite difference as people read them: as many digits as it takes to see the difference. */
#include "trace.h"
#include "numbers.h"

#include <math.h>

#define LEAST_PLACES 4
#define MOST_PLACES 12
#define DIGITS 4           /* of the difference between the two losses */

static char *
decimal (double value, int places)
{
  g_autofree char *text = convo_number_real (fabs (value), places);

  return g_strconcat (value < 0 ? "−" : "", text, NULL);
}

/** convo_gradient_text: Returns: (transfer full): four decimals; small gradients keep their leading digits */
char *
convo_gradient_text (double value)
{
  if (!isfinite (value))
    return convo_number_real (value, 0);
  if (value != 0 && fabs (value) < 1e-4)
    return convo_number_power (value, 3);
  return decimal (value, fabs (value) >= 0.1 || value == 0 ? 4 : 4 - (int) ceil (log10 (fabs (value))));
}

/** convo_proof_loss_text: @loss: above or below of @proof. Returns: (transfer full): with the digits in which the two differ */
char *
convo_proof_loss_text (const ConvoProof *proof, double loss)
{
  const double difference = fabs (proof->above - proof->below);
  int places = LEAST_PLACES;

  if (!isfinite (loss))
    return convo_number_real (loss, 0);
  if (difference > 0)
    places = CLAMP (DIGITS - (int) ceil (log10 (difference)), LEAST_PLACES, MOST_PLACES);
  return decimal (loss, places);
}
