import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** One workspace package. */
export interface Package {
  /** As imported, `@qca/ledger`. */
  readonly name: string;
  /** From the root, `packages/domain/ledger`. */
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  /** What may be imported, `@qca/ports` and `@qca/ports/suites`, with the file behind it from the root. */
  readonly doors: ReadonlyMap<string, string>;
}

/** One import of a TypeScript file, in any of its forms. */
export interface Import {
  readonly target: string;
  readonly line: number;
  /** Whether it leaves a trace at run time when the file loads. */
  readonly loads: boolean;
}

// Above this a file is data, not text that people wrote.
const TEXT_BYTES_MAX = 1_000_000;
const WORKSPACE_PARENTS = ['packages', 'packages/foundation', 'packages/domain', 'packages/adapters', 'apps'];

/** The files of a checkout, each read and parsed at most once. Paths are from the root, with `/`. */
export class Project {
  readonly root: string;
  readonly files: readonly string[];
  readonly packages: readonly Package[];
  readonly #texts = new Map<string, string | undefined>();
  readonly #sources = new Map<string, ts.SourceFile>();
  readonly #imports = new Map<string, readonly Import[]>();

  constructor(root: string) {
    this.root = root;
    this.files = listFiles(root, '', ignoredNames(root)).sort();
    this.packages = [
      ...WORKSPACE_PARENTS.flatMap((parent) => packagesIn(root, parent)),
      ...packagesIn(root, '.').filter(({ folder }) => folder === 'contracts'),
    ];
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  /** Returns the text of a file, or nothing when it is data. */
  text(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, readText(join(this.root, file)));
    return this.#texts.get(file);
  }

  get scripts(): readonly string[] {
    return this.files.filter((file) => /\.(m|c)?tsx?$/.test(file));
  }

  source(file: string): ts.SourceFile {
    let source = this.#sources.get(file);
    if (source === undefined) {
      source = ts.createSourceFile(file, this.text(file) ?? '', ts.ScriptTarget.Latest, true);
      this.#sources.set(file, source);
    }
    return source;
  }

  imports(file: string): readonly Import[] {
    let imports = this.#imports.get(file);
    if (imports === undefined) {
      imports = importsOf(this.source(file));
      this.#imports.set(file, imports);
    }
    return imports;
  }

  /** Returns the package that an import names, whether or not it has such a door. */
  packageNamed(target: string): Package | undefined {
    return this.packages.find(({ name }) => target === name || target.startsWith(`${name}/`));
  }

  /** Returns the package that holds `file`. */
  packageOf(file: string): Package | undefined {
    return this.packages.find(({ folder }) => file.startsWith(`${folder}/`));
  }
}

/** Tests and what only tests and measurements use; they may reach for more than the code beside them. */
export function isTestSupport(file: string): boolean {
  return /\.(test|test-d|bench|fixture)\.ts$|\/(suites|test)\//.test(file);
}

/** Returns the line of a node, counted from 1. */
export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** Calls `visit` for every node of a tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (target: ts.Node | undefined, loads: boolean): void => {
    if (target !== undefined && ts.isStringLiteralLike(target)) {
      found.push({ target: target.text, line: lineOf(source, target), loads });
    }
  };
  walk(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, !node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false); // loads later, when called
    }
  });
  return found;
}

function readText(path: string): string | undefined {
  const bytes = readFileSync(path);
  return bytes.length > TEXT_BYTES_MAX || bytes.subarray(0, 8_000).includes(0)
    ? undefined
    : bytes.toString('utf8');
}

/** Folder names that .gitignore keeps out, with the ones no checkout holds. */
function ignoredNames(root: string): ReadonlySet<string> {
  const path = join(root, '.gitignore');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const names = lines.filter((line) => /^[\w./-]+$/.test(line)).map((line) => line.replace(/\/$/, ''));
  return new Set(['.git', 'node_modules', ...names]);
}

function listFiles(root: string, folder: string, ignored: ReadonlySet<string>): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(entry.name) || ignored.has(path)) return [];
    if (entry.isDirectory()) return listFiles(root, path, ignored);
    return entry.isFile() ? [path] : [];
  });
}

function packagesIn(root: string, parent: string): Package[] {
  const folder = join(root, parent);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const manifest = join(folder, entry.name, 'package.json');
    if (!entry.isDirectory() || !existsSync(manifest)) return [];
    return [readPackage(posix.join(parent, entry.name), readFileSync(manifest, 'utf8'))];
  });
}

function readPackage(folder: string, manifest: string): Package {
  const { name, exports = {}, dependencies = {}, devDependencies = {} } = JSON.parse(manifest);
  const doors = Object.entries<string>(exports).map(
    ([door, file]) => [posix.join(name, door), posix.join(folder, file)] as const,
  );
  return {
    name,
    folder,
    dependencies: new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]),
    doors: new Map(doors),
  };
}
