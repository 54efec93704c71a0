import { Refusal } from '@qca/base';
import { type ModelFormat, type ModelManifest, modelManifest } from './ModelManifest.ts';

/** A full manifest with 512 features stays below a quarter of this. */
export const MANIFEST_BYTES_MAX = 1 << 20;
/** So many problems are named at once; the rest would not be read. */
const PROBLEMS_SHOWN = 5;
const EXTENSIONS: Readonly<Record<ModelFormat, readonly string[]>> = {
  onnx: ['.onnx'],
  wasm: ['.wasm'],
  script: ['.js', '.mjs', '.ts', '.mts'],
};

/** Reads a manifest's text. Rejects, as `Refusal`: `bad-manifest`. `where` names the file. */
export function readManifest(text: string, where: string): ModelManifest {
  if (text.length > MANIFEST_BYTES_MAX) {
    throw badManifest(
      where,
      `the manifest has ${text.length} characters`,
      `Keep it below ${MANIFEST_BYTES_MAX}.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badManifest(where, `the manifest is not JSON: ${(error as Error).message}`, 'Mend the JSON.');
  }
  return checkManifest(value, where);
}

/** Checks a manifest against its schema and its own words. Rejects, as `Refusal`: `bad-manifest`. */
export function checkManifest(value: unknown, where: string): ModelManifest {
  const read = modelManifest.safeParse(value);
  if (!read.success) {
    const problems = read.error.issues
      .slice(0, PROBLEMS_SHOWN)
      .map(({ path, message }) => `${path.length === 0 ? 'the manifest' : path.join('.')}: ${message}`);
    throw badManifest(where, problems.join('; '), 'The fields are described in docs/models.md.');
  }
  const problem = contradiction(read.data);
  if (problem !== undefined) throw badManifest(where, problem.what, problem.remedy);
  return read.data;
}

interface Contradiction {
  readonly what: string;
  readonly remedy: string;
}

function contradiction(manifest: ModelManifest): Contradiction | undefined {
  const { format, artefact } = manifest;
  const extensions = EXTENSIONS[format];
  if (!extensions.some((extension) => artefact.endsWith(extension))) {
    return {
      what: `artefact: ${artefact} is no file of the format ${format}`,
      remedy: `Name a file that ends in ${extensions.join(', ')}.`,
    };
  }
  return format === 'onnx' ? onnxContradiction(manifest) : codeContradiction(manifest);
}

function onnxContradiction({
  inputs,
  parameters,
  variants,
  output,
}: ModelManifest): Contradiction | undefined {
  if (inputs === undefined) {
    return { what: 'inputs: an ONNX model needs them', remedy: 'Say which features its tensor holds.' };
  }
  if (parameters !== undefined || variants !== undefined) {
    return {
      what: 'parameters, variants: an ONNX model has none',
      remedy: 'Hand in each variant as a model of its own.',
    };
  }
  if (output.levels !== undefined && output.column !== undefined) {
    return {
      what: 'output: column and levels exclude each other',
      remedy: 'Keep column for one value, or levels for a choice.',
    };
  }
  return undefined;
}

function codeContradiction({
  format,
  inputs,
  parameters,
  variants,
  output,
}: ModelManifest): Contradiction | undefined {
  if (inputs !== undefined) {
    return { what: `inputs: a ${format} reads bars itself`, remedy: 'Leave inputs out.' };
  }
  if (output.tensor !== undefined || output.column !== undefined || output.levels !== undefined) {
    return {
      what: `output: a ${format} has no tensors`,
      remedy: 'Leave tensor, column and levels out.',
    };
  }
  for (const [name, values] of Object.entries(variants ?? {})) {
    const unknown = Object.keys(values).find((each) => !Object.hasOwn(parameters ?? {}, each));
    if (unknown !== undefined) {
      return {
        what: `variants.${name}: ${unknown} is no parameter`,
        remedy: 'Give it a usual value under parameters.',
      };
    }
  }
  return undefined;
}

function badManifest(where: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-manifest', what, where, remedy });
}
