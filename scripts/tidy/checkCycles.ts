import { posix } from 'node:path';
import type { Problem } from './Problem.ts';
import type { Project } from './Project.ts';

/** Finds files that wait for each other while loading. Imports of types only leave no trace and may go round. */
export function checkCycles(project: Project): Problem[] {
  const graph = new Map(project.scripts.map((file) => [file, loadedBy(project, file)]));
  return ringsOf(graph).map((ring) => {
    const first = ring[0] as string;
    const second = ring[1] ?? first;
    return {
      file: first,
      line: graph.get(first)?.find(({ file }) => file === second)?.line ?? 1,
      what: `import cycle: ${[...ring, first].join(' -> ')}`,
      remedy: 'Move what they share into a file of its own.',
    };
  });
}

interface Edge {
  readonly file: string;
  readonly line: number;
}

function loadedBy(project: Project, file: string): Edge[] {
  return project.imports(file).flatMap(({ target, line, loads }) => {
    if (!loads) return [];
    if (target.startsWith('.')) return [{ file: posix.join(posix.dirname(file), target), line }];
    const door = project.packageNamed(target)?.doors.get(target);
    return door === undefined ? [] : [{ file: door, line }];
  });
}

/** Returns one ring for each cycle that a depth-first walk meets, starting at its first file. */
function ringsOf(graph: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const rings: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      rings.push(path.slice(start));
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const edge of graph.get(file) ?? []) visit(edge.file);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return rings;
}
