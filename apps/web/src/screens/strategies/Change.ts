import type { PlatformStatus, StrategyStatus } from '@qca/api';
import type { ParameterValue } from '../../calculators/parameterDraft.ts';
import type { ModeCommand } from '../../parts/commandDialogs.tsx';

/** What is about to be changed about a strategy. A way back is a change, too. */
export type Change =
  | { readonly kind: 'budget'; readonly strategy: string; readonly to?: string; readonly amount?: string }
  | { readonly kind: 'switch'; readonly strategy: string; readonly on: boolean }
  | {
      readonly kind: 'parameters';
      readonly strategy: string;
      readonly values?: Readonly<Record<string, ParameterValue>>;
    }
  | { readonly kind: 'mode'; readonly strategy: string; readonly command: ModeCommand };

/** What every dialog that changes a strategy is given. */
export interface ChangeProps<Kind extends Change['kind']> {
  readonly change: Extract<Change, { kind: Kind }>;
  readonly status: PlatformStatus;
  readonly strategy: StrategyStatus;
  readonly onClose: () => void;
  readonly onBack: (change: Change) => void;
}
