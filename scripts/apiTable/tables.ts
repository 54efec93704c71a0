import { OPERATIONS, type Operation, PROBLEM_KINDS } from '@qca/api';

const ACCESS: Readonly<Record<Operation['access'], string>> = {
  anybody: 'anybody',
  'public-view': 'anybody, once switched on',
  viewer: 'viewer',
  operator: 'operator',
};

/** Every operation with who may call it and which problems are its own. */
export function operationsTable(): string {
  // By address: modules list what they export in one order here and in another there.
  const sorted = OPERATIONS.toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
  const rows = sorted.map(({ name, method, path, access, summary, problems }) => [
    `\`${name}\``,
    `\`${method} ${path}\``,
    ACCESS[access],
    summary,
    problems.map((kind) => `\`${kind}\``).join(', ') || '–',
  ]);
  return table(['Operation', 'Address', 'Who', 'What', 'Problems of its own'], rows);
}

/** Every kind of problem with its status and what to do. */
export function problemsTable(): string {
  const rows = Object.entries(PROBLEM_KINDS).map(([kind, { status, title, remedy }]) => [
    String(status),
    `\`${kind}\``,
    title,
    remedy,
  ]);
  return table(['Status', 'Kind', 'Title', 'What to do'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const TABLES = { operations: operationsTable, problems: problemsTable };

/** Puts the tables between their marks. Throws when a mark is missing. */
export function replaceTables(page: string): string {
  let replaced = page;
  for (const [name, write] of Object.entries(TABLES)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [before, rest] = split(replaced, begin);
    const [, after] = split(rest, end);
    replaced = `${before}${begin}\n${write()}\n${end}${after}`;
  }
  return replaced;
}

function split(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the page has no mark ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
