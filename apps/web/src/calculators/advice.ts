import type { PlatformStatus, RiskRow } from '@qca/api';

/** What an operator should look at now, most pressing first. Each kind has its words and its place. */
export type Advice =
  | { readonly kind: 'ledger-difference'; readonly difference: string }
  | { readonly kind: 'killed'; readonly left: number }
  | { readonly kind: 'platform-mode'; readonly mode: 'reducing' | 'halted'; readonly rule: string }
  | { readonly kind: 'venue-down'; readonly venue: string }
  | {
      readonly kind: 'strategy-mode';
      readonly strategy: string;
      readonly mode: 'reducing' | 'halted';
      readonly rule: string;
    }
  | { readonly kind: 'stale-market'; readonly count: number; readonly first: string }
  | { readonly kind: 'near-limit'; readonly row: RiskRow };

/** Less left of a limit than this is near. */
export const NEAR_HEADROOM = 0.2;

export function adviceOf(status: PlatformStatus): readonly Advice[] {
  const { ledger, kill, platform, venues, strategies, markets, risk } = status;
  const stale = markets.filter(({ stale }) => stale);
  const [first] = stale;
  return [
    ...(ledger.balanced ? [] : [{ kind: 'ledger-difference', difference: ledger.difference } as const]),
    ...(kill.killed ? [{ kind: 'killed', left: kill.left } as const] : []),
    ...(platform.mode === 'active' || kill.killed
      ? []
      : [{ kind: 'platform-mode', mode: platform.mode, rule: platform.reason?.rule ?? '' } as const]),
    ...venues.filter(({ up }) => !up).map(({ id }) => ({ kind: 'venue-down', venue: id }) as const),
    ...(kill.killed ? [] : strategies).flatMap(({ name, mode, reason, on }) =>
      on && mode !== 'active'
        ? [{ kind: 'strategy-mode', strategy: name, mode, rule: reason?.rule ?? '' } as const]
        : [],
    ),
    ...(first === undefined
      ? []
      : [{ kind: 'stale-market', count: stale.length, first: first.instrument } as const]),
    ...nearestLimits(risk)
      .filter(({ headroom }) => headroom < NEAR_HEADROOM)
      .map((row) => ({ kind: 'near-limit', row }) as const),
  ];
}

/** Limits, the nearest first. */
export function nearestLimits(rows: readonly RiskRow[]): readonly RiskRow[] {
  return [...rows].sort((a, b) => a.headroom - b.headroom);
}
