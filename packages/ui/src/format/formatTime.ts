const MICROSECONDS_PER_MILLISECOND = 1_000;

/** What of a moment is written; always UTC, so that two people read the same. */
export type TimeShape = 'day' | 'minute' | 'second' | 'clock' | 'exact';

const SHAPES: Readonly<Record<Exclude<TimeShape, 'exact'>, Intl.DateTimeFormatOptions>> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  minute: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Writes a moment given in microseconds since 1970 UTC. `exact` is ISO 8601 with microseconds. */
export function formatTime(timeUs: number, locale: string, shape: TimeShape): string {
  if (shape === 'exact') return isoTime(timeUs);
  const key = `${locale} ${shape}`;
  let format = formats.get(key);
  if (format === undefined) {
    // British order for English: day before month, as in `10 Mar 2023`.
    format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      ...SHAPES[shape],
      timeZone: 'UTC',
      numberingSystem: 'latn',
    });
    formats.set(key, format);
  }
  return format.format(timeUs / MICROSECONDS_PER_MILLISECOND);
}

/** `2023-03-10T12:00:00.000001Z`. */
export function isoTime(timeUs: number): string {
  const seconds = new Date(Math.floor(timeUs / MICROSECONDS_PER_MILLISECOND)).toISOString().slice(0, 19);
  return `${seconds}.${String(timeUs % 1_000_000).padStart(6, '0')}Z`;
}

/** A length of time in its two largest units: `1 h 5 min`, `42 s`, `850 ms`. `names` are the words for the units. */
export function formatDuration(
  microseconds: number,
  names: Readonly<Record<'day' | 'hour' | 'minute' | 'second' | 'millisecond', string>>,
): string {
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1_000)} ${names.millisecond}`;
  const total = Math.floor(microseconds / 1_000_000);
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), names.day],
    [Math.floor(total / 3_600) % 24, names.hour],
    [Math.floor(total / 60) % 60, names.minute],
    [total % 60, names.second],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(' ');
}
