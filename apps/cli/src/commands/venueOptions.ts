import { InvalidArgumentError } from 'commander';

/** A server's address. */
export function url(text: string): string {
  const parsed = URL.parse(text);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new InvalidArgumentError('Give a base such as http://127.0.0.1:8080.');
  return text;
}

/** Markets of a venue, as base/quote. */
export function symbols(text: string): readonly string[] {
  const list = text.split(',').map((each) => each.trim());
  if (!list.every((each) => /^[A-Z0-9]+\/[A-Z0-9]+$/.test(each)))
    throw new InvalidArgumentError('Name markets as base/quote, BTC/USDT,ETH/USDT.');
  return list;
}
