// A door of its own: the process that runs models needs the features, and not the reader of manifests.
export { InstrumentFeatures } from './InstrumentFeatures.ts';
