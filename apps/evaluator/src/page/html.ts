/** Text that is already HTML. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly (Html | string | number)[] | undefined;

/** Builds HTML from a template; every value is escaped but those that are HTML already. Lists are joined. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = texts[0] ?? '';
  for (const [index, part] of parts.entries()) out += textOf(part) + (texts[index + 1] ?? '');
  return { html: out };
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  if ('html' in part) return part.html;
  return part.map((each) => textOf(each)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
