/** The places of the dashboard, in the order of the rail. The first five stand in the phone's bar. */
export const PLACES = [
  { key: 'overview', href: '/' },
  { key: 'strategies', href: '/strategies' },
  { key: 'market', href: '/market' },
  { key: 'orders', href: '/orders' },
  { key: 'risk', href: '/risk' },
  { key: 'decisions', href: '/decisions' },
  { key: 'ledger', href: '/ledger' },
  { key: 'health', href: '/health' },
] as const;

export type PlaceKey = (typeof PLACES)[number]['key'];

export const PHONE_PLACES = PLACES.slice(0, 5);
export const MORE_PLACES = PLACES.slice(5);

/** Whether a path lies in a place; an order's page lies in orders. */
export function isIn(path: string, href: string): boolean {
  const here = path.replace(/\/$/, '') || '/';
  return here === href || (href === '/orders' && here === '/order');
}
