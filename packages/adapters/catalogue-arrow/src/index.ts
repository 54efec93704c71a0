export { type ImportResult, importFolder } from './arrow/importFolder.ts';
export { MANIFEST_FILE, type Manifest } from './arrow/manifest.ts';
export {
  type CheckedFile,
  type CheckOptions,
  checkPath,
  type FileIssue,
  ISSUES_MAX,
  type IssueKind,
} from './check/checkPath.ts';
export type { ReadProgress } from './csv/readPieces.ts';
export type { LoadedRecording } from './LoadedRecording.ts';
export { type OpenCatalogueOptions, openCatalogue } from './openCatalogue.ts';
export { RecordedCatalogue } from './RecordedCatalogue.ts';
export { RecordedFeed } from './RecordedFeed.ts';
export { describeVenues } from './read/describeVenues.ts';
export type { ColumnMapping } from './read/layout.ts';
export { MARKET_CONFIG_FILE } from './read/marketConfig.ts';
export { formatInterval, parseInterval } from './read/marketName.ts';
export type { RowProblem } from './read/Problems.ts';
export type { FileReport, ReadFolderOptions } from './read/readFolder.ts';
export { type VenueDefaults, venueDefaults } from './read/venues.ts';
