import { expect, it } from 'vitest';
import { type Finding, judgeFindings, readAnswers, readSlither, readSolhint } from './findings.ts';

const table = `
| Tool | Rule | File | Where | Why |
| ---- | ---- | ---- | ----- | --- |
| slither | \`timestamp\` | \`*\` | \`*\` | Hours. |
| slither | \`dead-code\` | \`desk/Desk.sol\` | \`Desk._pay\` | Called by its parent. |
| solhint | \`no-empty-blocks\` | \`desk/Desk.sol\` | \`*\` | Nothing to do. |
`;
const finding = (change: Partial<Finding>): Finding => ({
  tool: 'slither',
  rule: 'dead-code',
  file: 'src/desk/Desk.sol',
  line: 7,
  where: 'Desk._pay',
  text: '',
  ...change,
});

it('answers a finding by tool, rule, file and place, or by a star', () => {
  const answers = readAnswers(table);
  expect(answers).toHaveLength(3);
  const known = [
    finding({}),
    finding({ rule: 'timestamp', file: 'src/farm/Farm.sol', where: 'Farm.stake' }),
    finding({ tool: 'solhint', rule: 'no-empty-blocks', where: '*' }),
  ];
  expect(judgeFindings(known, answers)).toEqual({ unexplained: [], explained: 3, unused: [] });
});

it('leaves what differs in anything without an answer, and names answers that nothing asks', () => {
  const answers = readAnswers(table);
  const others = [
    finding({ where: 'Desk._take' }),
    finding({ rule: 'suicidal' }),
    finding({ file: 'src/other/Desk.sol' }),
    finding({ tool: 'solhint' }),
  ];
  const { unexplained, explained, unused } = judgeFindings(others, answers);
  expect(unexplained).toEqual(others);
  expect(explained).toBe(0);
  expect(unused).toEqual(answers);
});

it('reads from slither where a finding is: in which function of which contract', () => {
  const contract = {
    type: 'contract',
    name: 'Desk',
    source_mapping: { filename_relative: 'src/desk/Desk.sol', lines: [3] },
  };
  const pay = { ...contract, type: 'function', name: 'pay', type_specific_fields: { parent: contract } };
  const statement = { ...pay, type: 'node', name: 'x = 1', type_specific_fields: { parent: pay } };
  const local = { ...pay, type: 'variable', name: 'x', type_specific_fields: { parent: pay } };
  const detectors = [contract, pay, statement, local].map((each) => ({
    check: 'rule',
    description: 'one\ntwo',
    elements: [each],
  }));
  const found = readSlither({ success: true, error: null, results: { detectors } });
  expect(found.map(({ where }) => where)).toEqual(['Desk', 'Desk.pay', 'Desk.pay', 'Desk.pay']);
  expect(found[0]).toMatchObject({ file: 'src/desk/Desk.sol', line: 3, text: 'one two' });
  expect(readSlither({ success: true, error: null, results: {} })).toEqual([]);
});

it('reads from solhint the findings and not its conclusion', () => {
  const found = readSolhint([
    { filePath: 'src\\desk\\Desk.sol', line: 9, ruleId: 'no-empty-blocks', message: 'empty' },
    {},
  ]);
  expect(found).toEqual([
    {
      tool: 'solhint',
      rule: 'no-empty-blocks',
      file: 'src/desk/Desk.sol',
      line: 9,
      where: '*',
      text: 'empty',
    },
  ]);
});
