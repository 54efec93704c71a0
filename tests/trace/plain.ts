// Arithmetic by hand, so that nothing of the product's own is proved by itself.

/** Writes whole atoms as decimal text without closing zeros. */
export function decimalText(atoms: bigint, decimals: number): string {
  const sign = atoms < 0n ? '-' : '';
  const scale = 10n ** BigInt(decimals);
  const size = atoms < 0n ? -atoms : atoms;
  const fraction = String(size % scale)
    .padStart(decimals, '0')
    .replace(/0+$/, '');
  return `${sign}${size / scale}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Whole atoms of a decimal text; its digits beyond `decimals` are cut off. */
export function atomsOf(text: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const atoms = BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  return text.startsWith('-') ? -atoms : atoms;
}

/** Cuts a double after so many decimals, toward minus infinity. Twenty decimals of a value are written exactly. */
export function floorAtoms(value: number, decimals: number): bigint {
  const text = value.toFixed(20);
  const cut = atomsOf(text, decimals);
  const isWhole = /^0*$/.test(text.split('.')[1]?.slice(decimals) ?? '');
  return value < 0 && !isWhole ? cut - 1n : cut;
}

export function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

/** Plain JSON of an entry: big whole numbers as text, lists of numbers as lists, what is absent left out. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plainJson);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, plainJson(each)]),
  );
}

/** The UTC day of a moment. */
export function dayText(timeUs: number): string {
  return new Date(timeUs / 1_000).toISOString().slice(0, 10);
}
