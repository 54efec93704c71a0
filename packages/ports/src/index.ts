export type { Catalogue, Recording } from './Catalogue.ts';
export type { Clock } from './Clock.ts';
export type { Exchange, ExchangeAction } from './Exchange.ts';
export { type Feed, startTimeUs } from './Feed.ts';
export type { Journal, JournalBlock, JournalHead } from './Journal.ts';
