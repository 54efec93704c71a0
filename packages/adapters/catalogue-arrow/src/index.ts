export {
  type CheckedFile,
  type CheckOptions,
  checkPath,
  type FileIssue,
  ISSUES_MAX,
  type IssueKind,
} from './check/checkPath.ts';
export type { LoadedRecording } from './LoadedRecording.ts';
export { type OpenCatalogueOptions, openCatalogue } from './openCatalogue.ts';
export { RecordedCatalogue } from './RecordedCatalogue.ts';
export { RecordedFeed } from './RecordedFeed.ts';
