import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport, type Summary } from './summary.ts';

/** Beyond its own budget it writes its reports; a test case that hangs is cut off. */
const GRACE_MS = 120_000;
/** Longer than the server waits for an agent's answer. */
const ANSWER_SECONDS_MAX = 20;

/** Runs schemathesis with all checks against a server. Rejects when it could not be run at all. */
export async function runSchemathesis(order: {
  readonly program: string;
  readonly url: string;
  readonly token: string;
  /** One that there is: random ones would never get beyond that look-up. */
  readonly instrument: string;
  readonly seconds: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}): Promise<Summary> {
  const folder = mkdtempSync(join(tmpdir(), 'qca-fuzz-'));
  try {
    // Named as the document names it, so that it can also be left out or spoiled where a check asks for that.
    const settings = join(folder, 'schemathesis.toml');
    writeFileSync(settings, settingsOf(order));
    const report = join(folder, 'report.json');
    const words = ['--config-file', settings, 'run', `${order.url}/api/openapi.json`, '--checks', 'all'];
    words.push('--max-time', String(order.seconds), '--seed', String(order.seed), '--no-color');
    words.push('--request-timeout', String(ANSWER_SECONDS_MAX), '--generation-database', 'none');
    // One caller: with more, Python 3.11 now and then trips over its own parser, which is not thread-safe.
    words.push('--workers', '1', '--continue-on-failure', '--report', 'json', '--report-json-path', report);
    const child = spawn(order.program, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const late = setTimeout(() => child.kill('SIGKILL'), order.seconds * 1_000 + GRACE_MS);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => order.log(String(bytes).trimEnd()));
    await once(child, 'exit').finally(() => clearTimeout(late));
    return readReport(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf({ token, instrument }: { readonly token: string; readonly instrument: string }): string {
  return [
    '[auth.openapi.token]',
    `bearer = ${JSON.stringify(token)}`,
    '[[operations]]',
    'include-operation-id = "listBars"',
    `parameters = { "query.instrument" = ${JSON.stringify(instrument)} }`,
    '',
  ].join('\n');
}
