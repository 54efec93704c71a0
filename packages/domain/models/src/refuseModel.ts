import { Refusal } from '@qca/base';

/** Why an artefact is not run, in one kind for each reason. */
export type ModelRefusalKind =
  | 'model-empty'
  | 'model-too-large'
  | 'model-malformed'
  | 'model-version-refused'
  | 'model-operator-refused'
  | 'model-external-data'
  | 'model-shape-mismatch'
  | 'model-import-refused'
  | 'model-export-missing'
  | 'model-memory-unbounded'
  | 'model-instruction-refused'
  | 'unknown-indicator';

export function refuseModel(kind: ModelRefusalKind, what: string, remedy: string): Refusal {
  return new Refusal({ kind, what, where: 'artefact', remedy });
}
