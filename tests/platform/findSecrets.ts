import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';

/** Every table of ours, as text and bytes. */
export async function dump(folder: string): Promise<Map<string, Buffer>> {
  const password = readFileSync(join(folder, 'postgres/password'), 'utf8').trim();
  const port = Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[3]);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'qca', password, database: 'qca' });
  await client.connect();
  const dumped = new Map<string, Buffer>();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    for (const { name } of tables.rows) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      const values = rows.flatMap((row) => Object.values(row));
      dumped.set(
        name,
        Buffer.concat(
          values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`))),
        ),
      );
    }
  } finally {
    await client.end();
  }
  return dumped;
}

/** Where a secret was found that is not its home: `name in place`. Secrets shorter than twelve characters prove nothing. */
export function findSecrets(
  secrets: ReadonlyMap<string, string>,
  written: ReadonlyMap<string, Buffer>,
  homes: Readonly<Record<string, string>> = {},
): readonly string[] {
  return [...secrets].flatMap(([name, secret]) => {
    if (secret.length < 12) throw new Error(`${name} is too short to be looked for`);
    return [...written].flatMap(([place, bytes]) =>
      place !== homes[name] && formsOf(secret).some((form) => bytes.includes(form))
        ? [`${name} in ${place}`]
        : [],
    );
  });
}

/** As it is, and as it may travel. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
}

export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)));
}
