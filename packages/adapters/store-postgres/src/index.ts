export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/startEmbeddedPostgres.ts';
export { openPostgresStore } from './openPostgresStore.ts';
