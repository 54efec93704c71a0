import { findIndicator, type IndicatorDefinition } from '@qca/indicators';
import type { ModelFeature } from '../manifest/ModelManifest.ts';
import { refuseModel } from '../refuseModel.ts';
import { PLAIN_FEATURES } from './PLAIN_FEATURES.ts';

export interface IndicatorSource {
  readonly definition: IndicatorDefinition;
  /** Index in its outputs. */
  readonly output: number;
}

/**
 * Returns the indicator and output that a feature reads, or undefined where it needs none.
 *
 * Rejects, as `Refusal`: `unknown-indicator`.
 */
export function findSource({ indicator, output, parameters }: ModelFeature): IndicatorSource | undefined {
  if ((PLAIN_FEATURES as readonly string[]).includes(indicator)) {
    if (output === undefined && parameters === undefined) return undefined;
    throw unknown(`${indicator} has no parameters and one output`, 'Leave output and parameters out.');
  }
  const definition = findIndicator(indicator);
  if (definition === undefined) {
    throw unknown(`there is no indicator ${indicator}`, '`qca stats list` names them.');
  }
  const index = output === undefined ? 0 : definition.outputs.indexOf(output);
  if (index < 0) {
    throw unknown(`${indicator} has no output ${output}`, `It has: ${definition.outputs.join(', ')}.`);
  }
  return { definition, output: index };
}

function unknown(what: string, remedy: string) {
  return refuseModel('unknown-indicator', what, remedy);
}
