/** Every screen, and what it waits for when everything is well. */
export const SCREENS = [
  '/',
  '/strategies',
  '/market',
  '/orders',
  '/order?id=paper-1-89928-0',
  '/decisions',
  '/risk',
  '/ledger',
  '/health',
] as const;
