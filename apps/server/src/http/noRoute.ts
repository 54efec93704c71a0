import { OPERATIONS } from '@qca/api';
import { ProblemError } from './ProblemError.ts';

const PATHS = OPERATIONS.map(({ path, method }) => ({
  path,
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
}));

/** Says of an address that nothing answered whether another method would. */
export function noRoute(method: string, url: string): ProblemError {
  const [path = ''] = url.split('?', 1);
  // An address of its own, `/api/commands/halt`, is not also one of `/api/commands/{commandId}`.
  const own = PATHS.filter((each) => each.path === path);
  const matching = own.length > 0 ? own : PATHS.filter(({ pattern }) => pattern.test(path));
  const methods = new Set(matching.map((each) => each.method as string));
  if (methods.has('GET')) methods.add('HEAD');
  if (!path.startsWith('/api/') && path !== '/api') methods.add('GET').add('HEAD');
  if (methods.size === 0 || methods.has(method)) {
    return new ProblemError('not-found', 'Nothing is served at this address.');
  }
  return new ProblemError('method-not-allowed', `This address does not take ${method}.`, {
    headers: { Allow: [...methods].sort().join(', ') },
  });
}
