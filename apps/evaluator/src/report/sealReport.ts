import { canonicalJson, Refusal, type Sha256, sha256 } from '@qca/base';
import type { EvaluationReport, SealedReport } from './EvaluationReport.ts';

/** Digest of a report: SHA-256 over its canonical JSON. */
export function hashReport(report: EvaluationReport): Sha256 {
  return sha256(canonicalJson(report));
}

/** Joins a report with its digest and with where its model and data lay. */
export function sealReport(report: EvaluationReport, places: SealedReport['places']): SealedReport {
  return { hash: hashReport(report), report, places };
}

/** Reads a sealed report. Rejects, as `Refusal`: `no-report` for what is none. Its digest is not looked at here. */
export function readSealed(text: string, where: string): SealedReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noReport(where, 'it is not JSON');
  }
  const { hash, report, places } = (value ?? {}) as Partial<SealedReport>;
  if (typeof hash !== 'string' || typeof report !== 'object' || report === null)
    throw noReport(where, 'it has no hash and report');
  if (report.schema !== 'qca-evaluation/1')
    throw noReport(where, `its schema is ${JSON.stringify(report.schema)}`);
  return { hash, report, places: { model: String(places?.model ?? ''), data: String(places?.data ?? '') } };
}

function noReport(where: string, why: string): Refusal {
  return new Refusal({
    kind: 'no-report',
    what: `${where} is no report of an evaluation: ${why}`,
    where,
    remedy: 'Give the JSON that qca model evaluate --out wrote.',
  });
}
