/** What is written down of jobs, before it has any effect. */
export type JobRecord =
  | { readonly kind: 'added'; readonly jobs: readonly AddedJob[] }
  | { readonly kind: 'began'; readonly id: string }
  /** `result` is JSON, or null where the worker returned nothing. */
  | { readonly kind: 'done'; readonly id: string; readonly result: string | null }
  | { readonly kind: 'failed'; readonly id: string; readonly error: string }
  /** The attempt was ended from outside and does not count. */
  | { readonly kind: 'given-back'; readonly id: string }
  | { readonly kind: 'cancelled'; readonly id: string }
  | { readonly kind: 'revived'; readonly id: string };

export interface AddedJob {
  readonly id: string;
  readonly kind: string;
  /** JSON with one spelling. */
  readonly body: string;
  readonly contentHash: string;
}

const OF_ONE = ['began', 'done', 'failed', 'given-back', 'cancelled', 'revived'];

/** Reads one line of a log of jobs. Throws where it is none. */
export function parseJobRecord(line: unknown): JobRecord {
  const record = line as Partial<Record<string, unknown>>;
  const isText = (...keys: readonly string[]) => keys.every((key) => typeof record[key] === 'string');
  if (record['kind'] === 'added') {
    const { jobs } = record;
    if (!Array.isArray(jobs)) throw new TypeError('jobs that are no list');
    for (const job of jobs as Partial<AddedJob>[]) {
      if ([job.id, job.kind, job.body, job.contentHash].some((text) => typeof text !== 'string'))
        throw new TypeError('a job without id, kind, body or digest');
    }
    return { kind: 'added', jobs: jobs as AddedJob[] };
  }
  if (!OF_ONE.includes(String(record['kind'])) || !isText('id'))
    throw new TypeError('a record of no known kind');
  if (record['kind'] === 'failed' && !isText('error')) throw new TypeError('a failure without its reason');
  if (record['kind'] === 'done' && record['result'] !== null && !isText('result'))
    throw new TypeError('an end without its result');
  return record as JobRecord;
}
