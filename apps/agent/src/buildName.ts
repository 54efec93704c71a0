import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/**
 * Names this build: a digest of the source of everything a replay depends on, and the version of Node.
 *
 * Replay is exact within one build; across builds a difference may be a change of rules and not a fault.
 */
export function buildName(): string {
  known ??= `${sourceDigest()} node ${process.version}`;
  return known;
}

function sourceDigest(): string {
  const packages = fileURLToPath(new URL('../../../packages', import.meta.url));
  const digest = createHash('sha256');
  for (const room of ['foundation', 'domain', 'engine']) {
    const files = readdirSync(join(packages, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('node_modules'))
      .sort();
    for (const file of files) digest.update(file).update(readFileSync(join(packages, room, file)));
  }
  return digest.digest('hex').slice(0, 12);
}
