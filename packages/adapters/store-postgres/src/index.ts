export { databaseUrlFrom } from './databaseUrlFrom.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/startEmbeddedPostgres.ts';
export { openPostgresChainEvents } from './openPostgresChainEvents.ts';
export { openPostgresMeetingPlace } from './openPostgresMeetingPlace.ts';
export { openPostgresStore, type PostgresStoreOptions } from './openPostgresStore.ts';
export { type Seat, type SeatOptions, takeSeat } from './takeSeat.ts';
