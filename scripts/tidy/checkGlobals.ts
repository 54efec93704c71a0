import { builtinModules } from 'node:module';
import ts from 'typescript';
import type { Problem } from './Problem.ts';
import { isTestSupport, lineOf, type Project, walk } from './Project.ts';

const FLOORS_0_2 = ['packages/foundation/', 'packages/domain/', 'packages/ports/', 'packages/api/'];
const KERNEL = 'packages/engine/src/kernel/';
const DOMAIN = 'packages/domain/';

const BANNED: ReadonlyMap<string, string> = new Map([
  ['performance', 'Time is an argument.'],
  ['fetch', 'Ask by action, answer by event.'],
  ['process', 'Configuration is read by the app and handed down.'],
  ['setTimeout', 'Time is an input: wait for a tick of the clock.'],
  ['setInterval', 'Time is an input: wait for a tick of the clock.'],
  ['setImmediate', 'The kernel never waits.'],
  ['queueMicrotask', 'The kernel never waits.'],
  ['console', 'Return what should be said; the app says it.'],
  ['globalThis', 'Take what is needed as an argument.'],
  ['crypto', 'Randomness is an argument: use Random.'],
]);
const BANNED_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['Date.now', 'Time is an argument.'],
  ['Math.random', 'Randomness is an argument: use Random.'],
]);
const WAITING = new Set(['Promise', 'AsyncIterable', 'AsyncGenerator', 'AsyncIterator']);

const BUILTIN = new Set(builtinModules);
// On the line itself or the one above, with a reason.
const EXCUSE = /\/\/ tidy-ok: \S/;

/** Keeps clock, chance, disk, network and waiting out of the floors that must give the same answer twice. */
export function checkGlobals(project: Project): Problem[] {
  return project.scripts
    .filter((file) => isPure(file) && !isTestSupport(file))
    .flatMap((file) => checkFile(project, file));
}

function isPure(file: string): boolean {
  return file.startsWith(KERNEL) || FLOORS_0_2.some((floor) => file.startsWith(floor));
}

function checkFile(project: Project, file: string): Problem[] {
  const source = project.source(file);
  const lines = source.text.split('\n');
  const problems: Problem[] = [];
  const report = (line: number, what: string, remedy: string): void => {
    const excused = EXCUSE.test(lines[line - 1] ?? '') || EXCUSE.test(lines[line - 2] ?? '');
    if (!excused) problems.push({ file, line, what, remedy });
  };
  for (const { target, line } of project.imports(file)) {
    if (target.startsWith('node:') || BUILTIN.has(target)) {
      report(line, `imports ${target}`, 'Only adapters and apps touch the machine.');
    }
  }
  const own = declaredNames(source);
  const inDomain = file.startsWith(DOMAIN);
  walk(source, (node) => {
    const found = bannedUse(node, own) ?? (inDomain ? waitingUse(node, own) : undefined);
    if (found !== undefined) report(lineOf(source, node), found.what, found.remedy);
  });
  return problems;
}

type Use = Pick<Problem, 'what' | 'remedy'>;

function bannedUse(node: ts.Node, own: ReadonlySet<string>): Use | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const member = `${node.expression.text}.${node.name.text}`;
    const remedy = own.has(node.expression.text) ? undefined : BANNED_MEMBERS.get(member);
    return remedy === undefined ? undefined : { what: `uses ${member}`, remedy };
  }
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const isDate = ts.isIdentifier(node.expression) && node.expression.text === 'Date';
    const readsClock = isDate && (ts.isCallExpression(node) || (node.arguments?.length ?? 0) === 0);
    return readsClock ? { what: 'reads the clock by Date', remedy: 'Time is an argument.' } : undefined;
  }
  if (!ts.isIdentifier(node) || own.has(node.text) || !isReference(node)) return undefined;
  const remedy = BANNED.get(node.text);
  return remedy === undefined ? undefined : { what: `uses ${node.text}`, remedy };
}

function waitingUse(node: ts.Node, own: ReadonlySet<string>): Use | undefined {
  const remedy = 'The domain never waits: answers come back as events.';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return { what: 'is async', remedy };
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) {
    return { what: 'awaits', remedy };
  }
  if (ts.isIdentifier(node) && WAITING.has(node.text) && !own.has(node.text) && isName(node)) {
    return { what: `uses ${node.text}`, remedy };
  }
  return undefined;
}

/** Whether an identifier stands for a value, rather than naming a member or a type. */
function isReference(node: ts.Identifier): boolean {
  return isName(node) && !ts.isTypeNode(node.parent) && !ts.isQualifiedName(node.parent);
}

/** Whether an identifier is looked up in scope, rather than naming a member. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !(
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isBindingElement(parent)
  );
}

/** The names a file declares itself, anywhere: those do not mean the global. */
function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  walk(source, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isBindingElement(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}
