/** Features that need no indicator: columns of the bar, the calendar, and what the model itself said last. */
export const PLAIN_FEATURES = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'hour-of-day',
  'day-of-week',
  'own-output',
] as const;
