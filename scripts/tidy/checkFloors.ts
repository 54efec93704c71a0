import { posix } from 'node:path';
import type { Problem } from './Problem.ts';
import { type Import, isTestSupport, type Package, type Project } from './Project.ts';

const FOUNDATION = ['packages/foundation/base', 'packages/foundation/units', 'packages/foundation/numerics'];
/** Each room may use those before it. */
const DOMAIN_ORDER = [
  'book',
  'pools',
  'options',
  'statistics',
  'indicators',
  'forecasting',
  'allocation',
  'explanation',
  'search',
  'models',
  'market',
  'orders',
  'portfolio',
  'risk',
  'strategies',
].map(inDomain);
const LEDGER = inDomain('ledger');
const FUNDING = inDomain('funding');
const GOVERNANCE = inDomain('governance');
const FLOORS_0_1 = [...FOUNDATION, ...DOMAIN_ORDER, LEDGER, FUNDING, GOVERNANCE];
/** Libraries that compute and touch nothing, each let into the one room that needs it. */
const PURE_LIBRARIES = [
  { folder: 'packages/foundation/numerics', library: 'ml-matrix' },
  { folder: inDomain('allocation'), library: 'quadprog' },
  { folder: inDomain('models'), library: 'zod' },
];
const PORTS = 'packages/ports';
const API = 'packages/api';
const UI = 'packages/ui';
const WEB = 'apps/web';
const ENGINE = 'packages/engine';
/** Solidity; its few scripts configure tools. */
const CONTRACTS = 'contracts';

/** Holds every import between packages against the floors of the house: down only, by the front door, and declared. */
export function checkFloors(project: Project): Problem[] {
  const unplaced = project.packages
    .filter(({ folder }) => roomsBelow(folder) === undefined)
    .map(({ folder }) => ({
      file: `${folder}/package.json`,
      line: 1,
      what: `${folder} has no place in the house`,
      remedy: 'Give the room its place in scripts/tidy/checkFloors.ts.',
    }));
  return [...unplaced, ...project.scripts.flatMap((file) => checkFile(project, file))];
}

function checkFile(project: Project, file: string): Problem[] {
  const home = project.packageOf(file);
  return project.imports(file).flatMap((imported) => {
    const wrong = imported.target.startsWith('.')
      ? relativeProblem(project, file, imported)
      : namedProblem(project, { file, home }, imported);
    return wrong === undefined ? [] : [{ file, line: imported.line, ...wrong }];
  });
}

type Wrong = Pick<Problem, 'what' | 'remedy'>;

function relativeProblem(project: Project, file: string, { target }: Import): Wrong | undefined {
  const path = posix.join(posix.dirname(file), target);
  const home = project.packageOf(file)?.folder;
  const host = project.packageOf(path);
  if (host?.folder === home) {
    if (home === undefined || path.startsWith(`${home}/`)) return undefined;
    return {
      what: `reaches out of its package to ${target}`,
      remedy: 'Import the package that owns it by name.',
    };
  }
  if (host === undefined) {
    return { what: `reaches out of its package to ${target}`, remedy: 'Move what is shared into a package.' };
  }
  return { what: `goes around the front door of ${host.name}`, remedy: `Import it as '${host.name}'.` };
}

function namedProblem(
  project: Project,
  { file, home }: { file: string; home: Package | undefined },
  { target }: Import,
): Wrong | undefined {
  if (!target.startsWith('@qca/')) return outsideProblem(file, target);
  const host = project.packageNamed(target);
  if (host === undefined) return { what: `${target} is no package of ours`, remedy: 'Mend the name.' };
  if (!host.doors.has(target)) {
    return { what: `goes around the front door of ${host.name}`, remedy: `Import it as '${host.name}'.` };
  }
  if (home === undefined) return undefined;
  if (home === host) {
    return { what: 'imports its own package by name', remedy: 'Import the file by its relative path.' };
  }
  if (!roomsBelow(home.folder)?.(host.folder)) {
    return {
      what: `${home.folder} may not import ${host.folder}`,
      remedy: 'Imports go down: move the shared part below both, or pass it in.',
    };
  }
  if (!home.dependencies.has(host.name)) {
    return {
      what: `${host.name} is not a declared dependency`,
      remedy: `Add "${host.name}" to the dependencies in ${home.folder}/package.json.`,
    };
  }
  return undefined;
}

function outsideProblem(file: string, target: string): Wrong | undefined {
  if (!FLOORS_0_1.some((folder) => file.startsWith(`${folder}/`)) || isTestSupport(file)) return undefined;
  // Node's own modules are a banned global or an allowed one: checkGlobals knows.
  if (target.startsWith('node:')) return undefined;
  if (PURE_LIBRARIES.some((each) => target === each.library && file.startsWith(`${each.folder}/`)))
    return undefined;
  return {
    what: `imports ${target}`,
    remedy: 'Floors 0 and 1 stand on nothing from outside: move it to an adapter.',
  };
}

/** Returns the rule of which folders a package may import, or nothing when it has no place. */
function roomsBelow(folder: string): ((other: string) => boolean) | undefined {
  const foundation = FOUNDATION.indexOf(folder);
  if (foundation >= 0) return oneOf(FOUNDATION.slice(0, foundation));
  const domain = DOMAIN_ORDER.indexOf(folder);
  if (domain >= 0) return oneOf([...FOUNDATION, ...DOMAIN_ORDER.slice(0, domain)]);
  if (folder === LEDGER) return oneOf(FOUNDATION);
  if (folder === FUNDING) return oneOf([...FOUNDATION, LEDGER]);
  if (folder === GOVERNANCE) return oneOf(FOUNDATION);
  if (folder === PORTS) return oneOf(FLOORS_0_1);
  if (folder === API) return oneOf(FLOORS_0_1);
  if (folder === UI) return oneOf(FOUNDATION);
  if (folder === WEB) return oneOf([...FLOORS_0_1, API, UI]);
  if (folder === CONTRACTS) return oneOf([]);
  if (folder === ENGINE || folder.startsWith('packages/adapters/')) return oneOf([...FLOORS_0_1, PORTS]);
  if (folder === 'apps/cli')
    return (other) => other.startsWith('packages/') || other === 'apps/agent' || other === 'apps/evaluator';
  if (folder === 'apps/evaluator') return (other) => other.startsWith('packages/') || other === 'apps/agent';
  if (folder.startsWith('apps/')) return (other) => other.startsWith('packages/');
  return undefined;
}

function oneOf(folders: readonly string[]): (other: string) => boolean {
  return (other) => folders.includes(other);
}

function inDomain(room: string): string {
  return `packages/domain/${room}`;
}
