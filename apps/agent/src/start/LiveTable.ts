import { formatTime } from '@qca/base';
import { type KernelState, summarise } from '@qca/engine';
import { shownMoney } from '../present/money.ts';

/** Redraws per second: faster cannot be read, and costs the run time. */
const REDRAW_MS = 250;
/** Inputs between two looks at the clock. */
const LOOK_EVERY = 512;
/** Seconds between two lines where there is no terminal to redraw. */
const LINE_MS = 5_000;

/** Shows what each strategy has earned while the run goes on: a table on a terminal, a line now and then elsewhere. */
export class LiveTable {
  readonly #out: NodeJS.WriteStream;
  readonly #title: string;
  #inputs = 0;
  #shownMs = 0;
  #drawn = 0;

  constructor(title: string, out: NodeJS.WriteStream = process.stdout) {
    this.#title = title;
    this.#out = out;
  }

  /** Looks at the state after a step. */
  observe(state: KernelState): void {
    this.#inputs += 1;
    if (this.#inputs % LOOK_EVERY !== 0) return;
    const nowMs = performance.now();
    const isTerminal = this.#out.isTTY === true;
    if (nowMs - this.#shownMs < (isTerminal ? REDRAW_MS : LINE_MS)) return;
    this.#shownMs = nowMs;
    if (isTerminal) this.#redraw(state);
    else this.#out.write(`${this.#headline(state)}\n`);
  }

  /** Takes the table away, so that the summary stands alone. */
  clear(): void {
    if (this.#drawn > 0) this.#out.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }

  #redraw(state: KernelState): void {
    const lines = [this.#headline(state), ...this.#rows(state)];
    this.clear();
    this.#out.write(`${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #headline(state: KernelState): string {
    const { strategies, reportingAsset } = summarise(state);
    const revenue = strategies.reduce((sum, each) => sum + each.revenue, 0n);
    return `${this.#title}  ${formatTime(state.timeUs).slice(0, 16).replace('T', ' ')} UTC  ${this.#inputs.toLocaleString('en-US')} inputs  revenue ${shownMoney(Number(revenue) / 1e8)} ${reportingAsset}`;
  }

  #rows(state: KernelState): string[] {
    const { strategies, reportingAsset } = summarise(state);
    return strategies.map(
      (each) =>
        `  ${each.name.padEnd(26)}${String(each.orders).padStart(7)} orders${String(each.fills).padStart(7)} fills   revenue ${shownMoney(each.revenue).padStart(12)}   equity ${shownMoney(each.equity).padStart(14)} ${reportingAsset}   ${each.riskMode}`,
    );
  }
}
