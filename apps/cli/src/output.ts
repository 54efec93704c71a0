/** Prints one JSON document on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(
    `${JSON.stringify(document, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`,
  );
}

/** Prints lines for a person on standard output. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes a note for a person; standard error, so that standard output stays the answer. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Lays cells out in columns: the first left, numbers and the rest right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
