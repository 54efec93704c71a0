import type { ReactNode } from 'react';
import type { PlaceKey } from './places.ts';

const PATHS: Readonly<Record<PlaceKey | 'more' | 'search' | 'settings', string>> = {
  overview: 'M3 10.5 10 4l7 6.5M5 9v7h4v-4h2v4h4V9',
  strategies: 'M4 6h12M4 10h12M4 14h12M8 4v4M13 8v4M6 12v4',
  market: 'M5 4v12M5 7h-1v5h2V7H5M10 3v14M9 6h2v7H9V6M15 5v11M14 8h2v4h-2V8',
  orders: 'M4 4h12v12H4V4M7 8h6M7 12h4',
  risk: 'M10 3l6 2.5v4.5c0 3.5-2.5 5.8-6 7-3.5-1.2-6-3.5-6-7V5.5L10 3M10 7v4M10 13.4v.2',
  decisions: 'M10 3v4M10 7l-5 4v5M10 7l5 4v5M3 16h4M13 16h4',
  ledger: 'M4 4h12v12H4V4M10 4v12M6 8h2M6 11h2M12 8h2M12 11h2',
  health: 'M3 11h3l2-5 3 9 2-4h4',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  search: 'M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4M13 13l4 4',
  settings: 'M4 6h8M15 6h1M4 14h1M8 14h8M13.5 4.5v3M6.5 12.5v3',
};

export function PlaceIcon({ name }: { name: keyof typeof PATHS }): ReactNode {
  return (
    <svg
      aria-hidden="true"
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.5 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
