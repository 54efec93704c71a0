/**
 * The name that trials count under, undefined where nothing of one is left. Names of people hold spaces and accents; developers are
 * told apart by their letters and digits, so that `A. Developer` is one developer wherever the name is given.
 */
export function developerName(given: string): string | undefined {
  const name = given
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._:-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '');
  return name.slice(0, 100) || undefined;
}
