import { refuseModel } from '../refuseModel.ts';

/** A strategy is some hundred lines; a bundle with its libraries some hundred kilobytes. */
export const SCRIPT_BYTES_MAX = 1 << 20;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Returns the text of a script. Rejects, as `Refusal`: `model-too-large`, `model-malformed`. */
export function readScript(artefact: Uint8Array): string {
  if (artefact.length > SCRIPT_BYTES_MAX) {
    throw refuseModel(
      'model-too-large',
      `the script has ${artefact.length} bytes`,
      `Keep it at or below ${SCRIPT_BYTES_MAX} bytes.`,
    );
  }
  try {
    return UTF8.decode(artefact);
  } catch {
    throw refuseModel('model-malformed', 'the script is not UTF-8', 'Save it as UTF-8.');
  }
}
