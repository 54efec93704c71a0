/** Adds exact decimal texts. The sum has as many digits as its finest part. */
export function addDecimals(...texts: readonly string[]): string {
  const digits = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const sum = texts.reduce((total, text) => total + atomsOf(text, digits), 0n);
  const size = (sum < 0n ? -sum : sum).toString().padStart(digits + 1, '0');
  const whole = size.slice(0, size.length - digits);
  return `${sum < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${size.slice(-digits)}`}`;
}

export function negateDecimal(text: string): string {
  if (!/[1-9]/.test(text)) return text.replace(/^-/, '');
  return text.startsWith('-') ? text.slice(1) : `-${text}`;
}

function atomsOf(text: string, digits: number): bigint {
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  return BigInt(whole + fraction.padEnd(digits, '0'));
}
