import ts from 'typescript';
import type { Problem } from './Problem.ts';
import { lineOf, type Project, walk } from './Project.ts';

// Put together from pieces, so that this file does not find itself.
const MACHINE_PATH = new RegExp(`(?:^|[\\s"'\`(=:,])/(?:${['work', 'root', 'home'].join('|')})/`);
const REGISTRY_HOST = new RegExp(
  [
    ['registry', '(?:npmjs|yarnpkg|npmmirror)', '(?:org|com)'],
    ['files', 'pythonhosted', 'org'],
    ['pypi', 'org/simple'],
    ['(?:index|static)', 'crates', 'io'],
    ['proxy', 'golang', 'org'],
  ]
    .map((words) => words.join('\\.'))
    .join('|'),
);
const UNFINISHED = new RegExp(
  `\\b(?:${['TO', 'FIX'].map((word) => word + (word === 'TO' ? 'DO' : 'ME')).join('|')})\\b`,
);

const LINE_RULES: readonly { readonly pattern: RegExp; readonly what: string; readonly remedy: string }[] = [
  {
    pattern: MACHINE_PATH,
    what: 'names a path of one machine',
    remedy: 'Use a relative path or an argument.',
  },
  {
    pattern: REGISTRY_HOST,
    what: 'names a package registry',
    remedy: 'Leave the host to the package manager.',
  },
  { pattern: UNFINISHED, what: 'is marked as unfinished', remedy: 'Finish it, or open an issue.' },
];

/** Reads every text file for what must not be in it, and every test for cases that do not run. */
export function checkText(project: Project): Problem[] {
  return [
    ...project.files.flatMap((file) => checkLines(file, project.text(file) ?? '')),
    ...project.scripts
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => checkCases(project, file)),
  ];
}

function checkLines(file: string, text: string): Problem[] {
  // Most files are clean: ask once before going line by line.
  const suspected = LINE_RULES.filter(({ pattern }) => new RegExp(pattern.source, 'm').test(text));
  if (suspected.length === 0) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      suspected.flatMap(({ pattern, what, remedy }) =>
        pattern.test(line) ? [{ file, line: index + 1, what, remedy }] : [],
      ),
    );
}

const CASES = new Set(['describe', 'it', 'test']);
// What the running case is called inside its own body.
const CONTEXTS = new Set(['context', 'ctx', 't']);
const LEFT_OUT = new Set(['skip', 'skipIf', 'runIf', 'todo']);

function checkCases(project: Project, file: string): Problem[] {
  const source = project.source(file);
  const problems: Problem[] = [];
  walk(source, (node) => {
    if (!ts.isPropertyAccessExpression(node)) return;
    const modifier = node.name.text;
    const line = lineOf(source, node);
    const base = node.getText(source).split(/[.(]/, 1)[0] as string;
    if (CASES.has(base) && modifier === 'only') {
      problems.push({ file, line, what: 'runs only this case', remedy: 'Remove `.only`.' });
    }
    const conditional = CASES.has(base) && LEFT_OUT.has(modifier);
    if (conditional && !/\b(?:needs|skipped)\b/.test(titleOf(node))) {
      problems.push({
        file,
        line,
        what: 'leaves a case out without a reason',
        remedy: 'Say in its title what it needs.',
      });
    }
    const call = node.parent;
    const fromInside = CONTEXTS.has(base) && modifier === 'skip' && ts.isCallExpression(call);
    if (fromInside && call.expression === node && call.arguments.length === 0) {
      problems.push({
        file,
        line,
        what: 'leaves a case out without a reason',
        remedy: 'Pass the reason to skip().',
      });
    }
  });
  return problems;
}

/** Returns the first text among the arguments of the call chain that `node` begins: the case's title. */
function titleOf(node: ts.Node): string {
  for (
    let up: ts.Node = node.parent;
    ts.isCallExpression(up) || ts.isPropertyAccessExpression(up);
    up = up.parent
  ) {
    const title = ts.isCallExpression(up) ? up.arguments[0] : undefined;
    if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
      return title.getText();
  }
  return '';
}
