/** What a tool that reads the contracts without running them says of one place. */
export interface Finding {
  readonly tool: 'slither' | 'solhint';
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** The function, the event or the contract. */
  readonly where: string;
  readonly text: string;
}

/** Why a finding is none. `*` stands for every file, or every place in it. */
export interface Answer {
  readonly tool: string;
  readonly rule: string;
  readonly file: string;
  readonly where: string;
  readonly reason: string;
}

export interface Judged {
  readonly unexplained: readonly Finding[];
  readonly explained: number;
  /** Answers to what nothing asks any more: they would hide the next finding at that place. */
  readonly unused: readonly Answer[];
}

/** Reads the rows of the table of answers: tool, rule, file, place, reason. */
export function readAnswers(markdown: string): Answer[] {
  return markdown.split('\n').flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, tool = '', rule = '', file = '', where = '', reason = ''] = cells;
    if (cells.length !== 7 || (tool !== 'slither' && tool !== 'solhint')) return [];
    return [{ tool, rule: bare(rule), file: bare(file), where: bare(where), reason }];
  });
}

function bare(cell: string): string {
  return cell.replaceAll('`', '');
}

/** Lays findings beside the answers. */
export function judgeFindings(findings: readonly Finding[], answers: readonly Answer[]): Judged {
  const used = new Set<Answer>();
  const unexplained = findings.filter((finding) => {
    const answer = answers.find((each) => answersTo(each, finding));
    if (answer !== undefined) used.add(answer);
    return answer === undefined;
  });
  return {
    unexplained,
    explained: findings.length - unexplained.length,
    unused: answers.filter((each) => !used.has(each)),
  };
}

function answersTo(answer: Answer, { tool, rule, file, where }: Finding): boolean {
  return (
    answer.tool === tool &&
    answer.rule === rule &&
    (answer.file === '*' || file.endsWith(`/${answer.file}`)) &&
    (answer.where === '*' || answer.where === where)
  );
}

interface SlitherElement {
  readonly type: string;
  readonly name: string;
  readonly source_mapping: { readonly filename_relative: string; readonly lines: readonly number[] };
  readonly type_specific_fields?: { readonly parent?: SlitherElement };
}

export interface SlitherReport {
  readonly success: boolean;
  readonly error: string | null;
  readonly results: {
    readonly detectors?: readonly {
      readonly check: string;
      readonly description: string;
      readonly elements: readonly SlitherElement[];
    }[];
  };
}

/** Reads slither's report. A finding is said to be where its first element is. */
export function readSlither({ results }: SlitherReport): Finding[] {
  return (results.detectors ?? []).map(({ check, description, elements }) => {
    const [first] = elements;
    return {
      tool: 'slither',
      rule: check,
      file: first?.source_mapping.filename_relative ?? '',
      line: first?.source_mapping.lines[0] ?? 0,
      where: first === undefined ? '' : placeOf(first),
      text: description.replace(/\s+/g, ' ').trim(),
    };
  });
}

/** A statement lies in a function, which lies in a contract. */
function placeOf(element: SlitherElement): string {
  const parent = element.type_specific_fields?.parent;
  if (element.type === 'contract' || parent === undefined) return element.name;
  if (element.type === 'node' || parent.type === 'function') return placeOf(parent);
  return `${parent.name}.${element.name}`;
}

export interface SolhintReport {
  readonly filePath?: string;
  readonly line?: number;
  readonly ruleId?: string;
  readonly message?: string;
}

/** Reads solhint's report in JSON, whose last entry is a conclusion and no finding. */
export function readSolhint(report: readonly SolhintReport[]): Finding[] {
  return report.flatMap(({ filePath, line, ruleId, message }) =>
    filePath === undefined || ruleId === undefined
      ? []
      : [
          {
            tool: 'solhint' as const,
            rule: ruleId,
            file: filePath.replaceAll('\\', '/'),
            line: line ?? 0,
            where: '*',
            text: message ?? '',
          },
        ],
  );
}
