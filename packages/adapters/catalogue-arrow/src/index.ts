export type { LoadedRecording } from './LoadedRecording.ts';
export { type OpenCatalogueOptions, openCatalogue } from './openCatalogue.ts';
export { RecordedCatalogue } from './RecordedCatalogue.ts';
export { RecordedFeed } from './RecordedFeed.ts';
