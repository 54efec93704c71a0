/** Takes secrets out of a text before anyone sees it: the given ones, and whatever looks like a signature or key. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== '');
  return (text) => {
    let clean = text;
    for (const secret of known) {
      clean = clean.replaceAll(secret, '[redacted]');
      clean = clean.replaceAll(encodeURIComponent(secret), '[redacted]');
    }
    return clean
      .replace(
        /(signature|apiKey|api_key|listenKey|secret)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi,
        '$1$2[redacted]',
      )
      .slice(0, TEXT_MAX);
  };
}

/** Venues answer with whole pages at times; what is kept of a text. */
const TEXT_MAX = 500;
