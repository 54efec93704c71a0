/** How a limit's unit is shown: shares as per cent, the rest with the digits it is worth. */
export interface LimitUnit {
  /** Words for it in the catalogue; undefined for a unit that has none: it is shown as it was sent. */
  readonly words:
    | 'budget'
    | 'peak'
    | 'equity'
    | 'volatility'
    | 'turnover'
    | 'beyondMark'
    | 'money'
    | undefined;
  readonly isShare: boolean;
}

const UNITS: Readonly<Record<string, LimitUnit>> = {
  value: { words: 'money', isShare: false },
  'fraction of the budget': { words: 'budget', isShare: true },
  'fraction of the peak': { words: 'peak', isShare: true },
  'fraction of the platform’s equity': { words: 'equity', isShare: true },
  'times the usual volatility': { words: 'volatility', isShare: false },
  'budgets a day': { words: 'turnover', isShare: false },
  'basis points beyond the mark': { words: 'beyondMark', isShare: false },
};
const UNKNOWN: LimitUnit = { words: undefined, isShare: false };

export function limitUnit(unit: string): LimitUnit {
  return UNITS[unit] ?? UNKNOWN;
}
