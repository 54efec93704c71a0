import { Refusal } from '@qca/base';
import type { JournalHead, RunRecord } from '@qca/ports';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the record of run `id`. Rejects, as `Refusal`: `corrupt-run` when a field is missing or of the wrong kind. */
export function parseRunRecord(text: string, id: string, path: string): RunRecord {
  const fields = parseObject(text);
  if (fields === undefined || !isRecord(fields) || fields.id !== id) {
    throw new Refusal({
      kind: 'corrupt-run',
      what: 'the record of a run cannot be read',
      where: path,
      remedy: 'Restore the file from a copy, or move its folder away.',
    });
  }
  // JSON has no undefined: absent keys mean the same.
  return { ...fields, head: fields.head, summary: fields.summary };
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(fields: Fields): fields is Fields & RunRecord {
  return (
    ['id', 'label', 'configuration', 'build'].every((key) => typeof fields[key] === 'string') &&
    Number.isSafeInteger(fields['createdUs']) &&
    ['backtest', 'paper', 'live'].includes(fields['mode'] as string) &&
    ['running', 'done', 'stopped', 'failed'].includes(fields['status'] as string) &&
    ['string', 'undefined'].includes(typeof fields['summary']) &&
    (fields['head'] === undefined || isHead(fields['head'] as Partial<JournalHead> | null))
  );
}

function isHead(head: Partial<JournalHead> | null): boolean {
  return Number.isSafeInteger(head?.lastSequence) && typeof head?.hash === 'string';
}
