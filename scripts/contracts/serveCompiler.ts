import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { compiler } from './compileInMemory.ts';

/** A compiler that is loaded once and warm. */
export interface CompilerServer {
  close(): void;
}

/**
 * Puts this process's compiler in the place of the one that forge starts in a copy of the project. Starting it anew costs more
 * than most mutants take to compile, and forge starts it two or three times for each.
 */
export async function serveCompiler(folder: string): Promise<CompilerServer> {
  const solc = compiler();
  const missing = (): { error: string } => ({ error: 'forge gives every file that it wants compiled' });
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.end(solc.compile(Buffer.concat(parts).toString('utf8'), { import: missing }));
    });
  });
  const place = join(folder, '../compiler.sock');
  await new Promise<void>((resolve) => server.listen(place, resolve));
  writeFileSync(join(folder, 'tools/solc.mjs'), client(place, solc.version()));
  return { close: () => void server.close() };
}

function client(place: string, version: string): string {
  return `#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
if (process.argv.includes('--version')) process.stdout.write('Version: ${version}\\n');
else {
  const asked = request({ socketPath: ${JSON.stringify(place)}, method: 'POST' }, (answer) => answer.pipe(process.stdout));
  asked.end(readFileSync(0));
}
`;
}
