import { type Compiled, compileInMemory, type Node } from './compileInMemory.ts';

/** One small change to one file that some test should notice. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The function it is in, or the contract when it is in none. */
  readonly within: string;
  readonly operator: Operator;
  /** What was, and what takes its place, on one line; numbered when a function has the same more than once. */
  readonly change: string;
  /** Which of them, from 1. */
  readonly nth: number;
  /** Units: bytes of the file. */
  readonly start: number;
  readonly length: number;
  readonly replacement: string;
}

/** Kinds of change. */
export type Operator =
  | 'comparison'
  | 'boundary'
  | 'arithmetic'
  | 'condition'
  | 'guard'
  | 'rounding'
  | 'modifier'
  | 'constant'
  | 'statement'
  | 'event'
  | 'arguments';

const BOUNDARY: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const OPPOSITE: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
};
const CONNECTIVE: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };
/** The result does not depend on the order of the first two arguments. */
const COMMUTATIVE = new Set(['min', 'max', 'mulDiv', 'mulmod', 'addmod', 'average', 'commutativeKeccak256']);
/** What is inside says nothing of what the contract does, or is counted as a whole. */
const LEFT_OUT = new Set([
  'ErrorDefinition',
  'EventDefinition',
  'ImportDirective',
  'InlineAssembly',
  'PragmaDirective',
  'RevertStatement',
  'StructDefinition',
  'ArrayTypeName',
]);

/** Lists every small change to the files of `sources`, in the order of their lines. */
export function mutantsOf(sources: Readonly<Record<string, string>>): Mutant[] {
  const compiled = compileInMemory(sources);
  return Object.keys(sources).flatMap((file) => mutantsOfFile(file, sources[file] as string, compiled));
}

function mutantsOfFile(file: string, text: string, compiled: Compiled): Mutant[] {
  const bytes = Buffer.from(text, 'utf8');
  const found: Mutant[] = [];
  const source: Source = { bytes, hasMath: /import \{[^}]*\bMath\b[^}]*\}/.test(text) };
  const visit = (value: unknown, within: string, inEvent: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const each of value) visit(each, within, inEvent);
      return;
    }
    const node = value as Node;
    if (LEFT_OUT.has(node.nodeType)) return;
    const name = nameOf(node) ?? within;
    for (const { operator, start, length, replacement } of inEvent ? [] : changesOf(node, source)) {
      found.push({
        file,
        line: lineAt(bytes, start),
        within: name,
        operator,
        change: `${oneLine(slice(bytes, start, length)).replace(/;$/, '')} -> ${replacement === '{}' ? 'nothing' : oneLine(replacement) || 'nothing'}`,
        nth: 1,
        start,
        length,
        replacement,
      });
    }
    const event = inEvent || node.nodeType === 'EmitStatement';
    for (const [member, each] of Object.entries(node)) {
      if (member !== 'documentation') visit(each, name, event);
    }
  };
  visit(compiled.sources[file]?.ast, '', false);
  return numbered(found.sort((a, b) => a.start - b.start));
}

/** The same change at another place of one function is told apart by a number. */
function numbered(mutants: readonly Mutant[]): Mutant[] {
  const counts = new Map<string, number>();
  return mutants.map((mutant) => {
    const key = `${mutant.within} ${mutant.change}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? mutant : { ...mutant, nth: count, change: `${mutant.change} (${count})` };
  });
}

interface Source {
  readonly bytes: Buffer;
  /** Whether the file can speak of rounding. */
  readonly hasMath: boolean;
}

type Change = Pick<Mutant, 'operator' | 'start' | 'length' | 'replacement'>;

function changesOf(node: Node, source: Source): Change[] {
  switch (node.nodeType) {
    case 'BinaryOperation':
      return ofBinary(node, source);
    case 'Assignment':
      return ofAssignment(node, source);
    case 'UnaryOperation':
      return ofUnary(node, source);
    case 'IfStatement':
      return ofCondition(node, source);
    case 'Conditional':
      return ofChoice(node, source);
    case 'FunctionCall':
      return ofCall(node, source);
    case 'MemberAccess':
      return ofMember(node, source);
    case 'Literal':
      return ofLiteral(node, source);
    case 'ModifierInvocation':
      return node['kind'] === 'modifierInvocation' ? [replace(node, 'modifier', '')] : [];
    case 'ExpressionStatement':
      return [remove(node, isRequire(node) ? 'guard' : 'statement', source)];
    case 'EmitStatement':
      return [remove(node, 'event', source)];
    default:
      return [];
  }
}

function ofBinary(node: Node, source: Source): Change[] {
  const [left, right] = [node['leftExpression'] as Node, node['rightExpression'] as Node];
  const sign = String(node['operator']);
  const between = (operator: Operator, by: string | undefined): Change[] =>
    by === undefined ? [] : betweenOf(left, right, { sign, by, operator }, source);
  const divides = sign === '/' && source.hasMath && typeOf(node) === 'uint256';
  return [
    ...between('boundary', BOUNDARY[sign]),
    ...between('comparison', OPPOSITE[sign]),
    ...between('arithmetic', ARITHMETIC[sign]),
    ...between('condition', CONNECTIVE[sign]),
    ...(divides
      ? [replace(node, 'rounding', `Math.ceilDiv(${textOf(left, source)}, ${textOf(right, source)})`)]
      : []),
  ];
}

function ofAssignment(node: Node, source: Source): Change[] {
  const sign = String(node['operator']);
  const other = ARITHMETIC[sign.slice(0, -1)];
  if (other === undefined) return [];
  const [left, right] = [node['leftHandSide'] as Node, node['rightHandSide'] as Node];
  return betweenOf(left, right, { sign, by: `${other}=`, operator: 'arithmetic' }, source);
}

function ofUnary(node: Node, source: Source): Change[] {
  const [sign, inner] = [String(node['operator']), textOf(node['subExpression'] as Node, source)];
  if (sign === '!') return [replace(node, 'condition', inner)];
  if (sign === '-') return [replace(node, 'arithmetic', inner)];
  if (sign !== '++' && sign !== '--') return [];
  const other = sign === '++' ? '--' : '++';
  return [replace(node, 'arithmetic', node['prefix'] === true ? `${other}${inner}` : `${inner}${other}`)];
}

/** A condition whose only consequence is a refusal is a guard, and goes as a whole. Others are turned round. */
function ofCondition(node: Node, source: Source): Change[] {
  const condition = node['condition'] as Node;
  const turned = `!(${textOf(condition, source)})`;
  const isCompared = condition.nodeType === 'BinaryOperation' || condition.nodeType === 'UnaryOperation';
  return [
    ...(isRefusal(node['trueBody'] as Node) && node['falseBody'] == null
      ? [remove(node, 'guard', source)]
      : []),
    ...(isCompared ? [] : [replace(condition, 'condition', turned)]),
  ];
}

function ofChoice(node: Node, source: Source): Change[] {
  const [yes, no] = [node['trueExpression'] as Node, node['falseExpression'] as Node];
  const condition = textOf(node['condition'] as Node, source);
  return [replace(node, 'condition', `${condition} ? ${textOf(no, source)} : ${textOf(yes, source)}`)];
}

function ofCall(node: Node, source: Source): Change[] {
  const called = node['expression'] as Node;
  const given = node['arguments'] as readonly Node[];
  const name = String(called['memberName'] ?? called['name'] ?? '');
  const owner = textOf((called['expression'] as Node | undefined) ?? called, source);
  const changes: Change[] = [];
  if (owner === 'Math' && (name === 'min' || name === 'max')) {
    const rest = given.map((each) => textOf(each, source)).join(', ');
    changes.push(replace(node, 'comparison', `Math.${name === 'min' ? 'max' : 'min'}(${rest})`));
  }
  if (owner === 'Math' && name === 'mulDiv' && given.length === 3) {
    const rest = given.map((each) => textOf(each, source)).join(', ');
    changes.push(replace(node, 'rounding', `Math.mulDiv(${rest}, Math.Rounding.Ceil)`));
  }
  if (owner === 'Math' && name === 'ceilDiv') {
    const [above, below] = given.map((each) => textOf(each, source));
    changes.push(replace(node, 'rounding', `((${above}) / (${below}))`));
  }
  const isSwappable = node['kind'] !== 'typeConversion' && owner !== 'abi';
  return isSwappable ? [...changes, ...swapped(given, COMMUTATIVE.has(name), source)] : changes;
}

/** Two arguments side by side that the compiler cannot tell from one another. */
function swapped(given: readonly Node[], isCommutative: boolean, source: Source): Change[] {
  return given.slice(1).flatMap((second, at) => {
    const first = given[at] as Node;
    const [one, two] = [textOf(first, source), textOf(second, source)];
    const isSame = typeOf(first) === typeOf(second) && one !== two;
    if (!isSame || (isCommutative && at === 0)) return [];
    const [start, end] = [startOf(first), startOf(second) + lengthOf(second)];
    const middle = slice(source.bytes, start + lengthOf(first), startOf(second) - start - lengthOf(first));
    const operator = 'arguments' as const;
    return [{ operator, start, length: end - start, replacement: `${two}${middle}${one}` }];
  });
}

function ofMember(node: Node, source: Source): Change[] {
  const name = String(node['memberName']);
  if ((name !== 'Floor' && name !== 'Ceil') || !textOf(node, source).endsWith(`Rounding.${name}`)) return [];
  const other = name === 'Floor' ? 'Ceil' : 'Floor';
  return [replace(node, 'rounding', textOf(node, source).replace(name, other))];
}

function ofLiteral(node: Node, source: Source): Change[] {
  const text = textOf(node, source);
  // Hashes and addresses in full are no numbers one could be off by.
  if (node['kind'] !== 'number' || text.length > 40) return [];
  const more = replace(node, 'constant', `(${text} + 1)`);
  return Number(node['value']) === 0 ? [more] : [more, replace(node, 'constant', `(${text} - 1)`)];
}

function isRequire(statement: Node): boolean {
  const call = statement['expression'] as Node;
  return call.nodeType === 'FunctionCall' && (call['expression'] as Node)['name'] === 'require';
}

function isRefusal(body: Node): boolean {
  if (body.nodeType === 'RevertStatement') return true;
  const statements = body['statements'] as readonly Node[] | undefined;
  return statements?.length === 1 && statements[0]?.nodeType === 'RevertStatement';
}

function betweenOf(
  left: Node,
  right: Node,
  { sign, by, operator }: { sign: string; by: string; operator: Operator },
  { bytes }: Source,
): Change[] {
  const start = startOf(left) + lengthOf(left);
  const gap = slice(bytes, start, startOf(right) - start);
  const [one, two] = [left, right].map((each) => slice(bytes, startOf(each), lengthOf(each)));
  const replacement = `${one}${gap.replace(sign, by)}${two}`;
  const length = startOf(right) + lengthOf(right) - startOf(left);
  return [{ operator, start: startOf(left), length, replacement }];
}

function replace(node: Node, operator: Operator, replacement: string): Change {
  return { operator, start: startOf(node), length: lengthOf(node), replacement };
}

/** A statement ends behind its node, and what may stand alone in its place is an empty block. */
function remove(node: Node, operator: Operator, { bytes }: Source): Change {
  const isEnded = slice(bytes, startOf(node) + lengthOf(node), 1) === ';';
  return { operator, start: startOf(node), length: lengthOf(node) + (isEnded ? 1 : 0), replacement: '{}' };
}

function nameOf(node: Node): string | undefined {
  if (node.nodeType === 'ContractDefinition') return String(node['name']);
  if (node.nodeType === 'ModifierDefinition') return String(node['name']);
  if (node.nodeType !== 'FunctionDefinition') return undefined;
  return String(node['name']) || String(node['kind']);
}

function typeOf(node: Node): string {
  return String((node['typeDescriptions'] as { readonly typeString?: string } | undefined)?.typeString);
}

function textOf(node: Node, { bytes }: Source): string {
  return slice(bytes, startOf(node), lengthOf(node));
}

function startOf({ src }: Node): number {
  return Number(src.split(':')[0]);
}

function lengthOf({ src }: Node): number {
  return Number(src.split(':')[1]);
}

function slice(bytes: Buffer, start: number, length: number): string {
  return bytes.subarray(start, start + length).toString('utf8');
}

function lineAt(bytes: Buffer, start: number): number {
  return slice(bytes, 0, start).split('\n').length;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
