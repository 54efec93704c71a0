export { FAULT_KINDS, type FaultKind, type FaultSchedule, type Faults } from './Faults.ts';
export { BINANCE_RULES, type DiscountCoin, type VenueRules } from './Rules.ts';
export { SeededFeed, type SeededMarket } from './SeededFeed.ts';
export { type RunningVenue, startVenue, type VenueAccount, type VenueOptions } from './startVenue.ts';
export type { AccountState } from './stateOf.ts';
