export { type CheckedItem, checkExchange, type ExchangeCheck } from './checkExchange.ts';
export { type CcxtExchange, type ConnectionFigures, type ConnectOptions, connect } from './connect.ts';
export { connectFeed } from './connectFeed.ts';
export { type Canceller, type CancellerOptions, openCanceller } from './openCanceller.ts';
export type { VenueKeys } from './openClient.ts';
export { redactor } from './redact.ts';
export { VENUES, type VenueProfile, venueProfile } from './VenueProfile.ts';
