import ts from 'typescript';
import type { Problem } from './Problem.ts';
import { isTestSupport, lineOf, type Project, walk } from './Project.ts';

/** Where to look again: most files we admire stay under half of this. Units: lines. */
const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
/** Markup is counted, too, and the formatter gives each attribute a line: what fits 70 lines of logic takes 100 of a screen. */
const COMPONENT_LINES_MAX = 100;

/** Sizes above the line that were seen and accepted, by `file` or `file#function`. Units: lines. */
export type Ratchet = Readonly<Record<string, number>>;

export interface Sizes {
  readonly problems: readonly Problem[];
  /** The ratchet with everything that shrank or went taken back. It never gains. */
  readonly tightened: Ratchet;
}

/** Holds large files and functions against the ratchet: known ones may shrink, none may appear or grow. */
export function checkSizes(project: Project, ratchet: Ratchet): Sizes {
  const problems: Problem[] = [];
  const tightened: Record<string, number> = {};
  for (const large of project.scripts.flatMap((file) => largeIn(project, file))) {
    const accepted = ratchet[large.name];
    if (accepted !== undefined) tightened[large.name] = Math.min(accepted, large.lines);
    if (accepted !== undefined && large.lines <= accepted) {
      if (large.lines < accepted) problems.push(shrunk(large.name, accepted, large));
      continue;
    }
    const grown = accepted === undefined ? `above ${large.linesMax}` : `grown from ${accepted}`;
    problems.push({
      file: large.file,
      line: large.line,
      what: `${large.name} has ${large.lines} lines, ${grown}`,
      remedy: 'Split it, or say in the commit why it is honest and add it to scripts/tidy/ratchet.json.',
    });
  }
  for (const [name, accepted] of Object.entries(ratchet)) {
    if (tightened[name] === undefined) problems.push(shrunk(name, accepted, undefined));
  }
  return { problems, tightened };
}

interface Large {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly lines: number;
  readonly linesMax: number;
}

function shrunk(name: string, accepted: number, now: Large | undefined): Problem {
  return {
    file: 'scripts/tidy/ratchet.json',
    line: 1,
    what: `${name} shrank from ${accepted} lines to ${now === undefined ? 'below the limit' : now.lines}`,
    remedy: 'Run `node scripts/tidy.ts --write` to keep what was won.',
  };
}

function largeIn(project: Project, file: string): Large[] {
  const source = project.source(file);
  const found: Large[] = [];
  const text = source.text.replace(/\n$/, '');
  const lines = text.split('\n').length;
  if (lines > FILE_LINES_MAX) found.push({ name: file, file, line: 1, lines, linesMax: FILE_LINES_MAX });
  const functionLinesMax = file.endsWith('.tsx') ? COMPONENT_LINES_MAX : FUNCTION_LINES_MAX;
  // The long functions of a test are its lists of cases.
  if (isTestSupport(file)) return found;
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const line = lineOf(source, node);
    const size = source.getLineAndCharacterOfPosition(node.end).line + 2 - line;
    if (size <= functionLinesMax) return;
    const name = uniqueName(`${file}#${functionName(node)}`, found);
    found.push({ name, file, line, lines: size, linesMax: functionLinesMax });
  });
  return found;
}

function uniqueName(name: string, found: readonly Large[]): string {
  let unique = name;
  for (let count = 2; found.some((large) => large.name === unique); count += 1) unique = `${name}-${count}`;
  return unique;
}

function functionName(node: ts.SignatureDeclaration): string {
  const { parent } = node;
  const className = ts.isClassLike(parent) ? `${parent.name?.text ?? 'anonymous'}.` : '';
  if (ts.isConstructorDeclaration(node)) return `${className}constructor`;
  if (node.name !== undefined) return className + node.name.getText();
  return ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent)
    ? parent.name.getText()
    : 'anonymous';
}
