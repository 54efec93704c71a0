import { posix } from 'node:path';
import type { Problem } from './Problem.ts';
import type { Project } from './Project.ts';

// [text](target "title") and images; [name]: target; href="target" and src="target" in embedded HTML.
const LINKS = [
  /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g,
  /^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s+".*")?$/g,
  /(?:href|src)="([^"]+)"/g,
];
const OUTSIDE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Follows the relative links and anchors of every Markdown page. */
export function checkLinks(project: Project): Problem[] {
  return project.files.filter((file) => file.endsWith('.md')).flatMap((file) => checkPage(project, file));
}

function checkPage(project: Project, file: string): Problem[] {
  return proseLines(project.text(file) ?? '').flatMap(({ text, line }) =>
    linksIn(text).flatMap((target) => {
      const wrong = OUTSIDE.test(target) ? undefined : brokenLink(project, file, target);
      return wrong === undefined ? [] : [{ file, line, what: wrong, remedy: 'Mend or remove the link.' }];
    }),
  );
}

function linksIn(text: string): string[] {
  return LINKS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] as string));
}

function brokenLink(project: Project, file: string, target: string): string | undefined {
  const [path = '', anchor] = decodeURIComponent(target).split('#', 2);
  const page = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path));
  if (page.startsWith('..') || path.startsWith('/')) return `link ${target} leaves the repository`;
  if (!project.has(page)) return `link ${target} leads nowhere`;
  if (anchor === undefined || !page.endsWith('.md')) return undefined;
  return anchorsOf(project.text(page) ?? '').has(anchor) ? undefined : `${page} has no heading #${anchor}`;
}

/** Returns the lines of a page outside its code, with code spans blanked. */
function proseLines(page: string): { text: string; line: number }[] {
  let fence = '';
  return page.split('\n').flatMap((text, index) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (mark !== undefined && (fence === '' || mark.startsWith(fence))) {
      fence = fence === '' ? mark : '';
      return [];
    }
    return fence === '' ? [{ text: text.replace(/`[^`]*`/g, '``'), line: index + 1 }] : [];
  });
}

/** Returns the anchors that GitHub gives the headings of a page, and those it names itself. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  let fenced = false;
  for (const text of page.split('\n')) {
    if (/^\s*(`{3,}|~{3,})/.test(text)) fenced = !fenced;
    if (fenced) continue;
    for (const match of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(match[1] as string);
    const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    if (heading !== undefined) addHeading(anchors, heading);
  }
  return anchors;
}

function addHeading(anchors: Set<string>, heading: string): void {
  const slug = heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');
  let anchor = slug;
  for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
  anchors.add(anchor);
}
