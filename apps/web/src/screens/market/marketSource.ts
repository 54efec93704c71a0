import type { MarketStatus } from '@qca/api';
import type { Source } from '@qca/ui';

export const marketSource = ({ instrument, venue }: MarketStatus, field: string): Source =>
  `readStatus#markets[instrument+venue=${instrument}+${venue}].${field}`;
