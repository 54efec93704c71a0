import { accept, type Result, reject, type TimeUs } from '@qca/base';
import { drawLines } from './breakers.ts';
import {
  ACTIVE,
  type Gauge,
  gaugeOf,
  HALTED,
  modeName,
  PLATFORM,
  REDUCING,
  type RiskState,
  type Severity,
  severityOfMode,
} from './RiskState.ts';
import type { RiskMode, RiskModeChanged } from './types.ts';

/** What a person asks of the gate. `strategy` −1 is the whole platform. Who and why stay in the journaled command. */
export interface RiskCommand {
  readonly strategy: number;
  readonly timeUs: TimeUs;
  readonly who: string;
  readonly why: string;
}

export type RiskCommandRejection =
  | { readonly kind: 'unknown-strategy'; readonly strategy: number; readonly strategies: number }
  | { readonly kind: 'unsigned-command'; readonly missing: 'who' | 'why' }
  /** Already as severe as asked. */
  | { readonly kind: 'already-in-mode'; readonly strategy: number; readonly mode: RiskMode }
  /** Nothing to re-arm: the gauge itself is active, though the platform's mode may still hold. */
  | { readonly kind: 'not-tripped'; readonly strategy: number }
  /** Nothing left to trade with: a re-armed drawdown breaker would have no peak to measure from. */
  | { readonly kind: 'no-equity'; readonly strategy: number; readonly equity: number };

/** Decides to stop everything but cancels. Rejects: `unknown-strategy`, `unsigned-command`, `already-in-mode`. */
export function halt(state: RiskState, command: RiskCommand): Result<RiskModeChanged, RiskCommandRejection> {
  return raise(state, command, HALTED);
}

/** Decides to allow only what brings exposure down. Rejects as `halt`; a halted gauge is not eased. */
export function reduce(
  state: RiskState,
  command: RiskCommand,
): Result<RiskModeChanged, RiskCommandRejection> {
  return raise(state, command, REDUCING);
}

/**
 * Decides to make a tripped strategy, or the platform, active again. When the event is applied, every reference
 * (stop-loss and take-profit base, peak, start of the day, volatility) begins anew at the last equity, so that
 * the same loss does not trip it twice. Limits stay fractions of the budget.
 *
 * Rejects: `unknown-strategy`, `unsigned-command`, `not-tripped`, `no-equity`.
 */
export function rearm(state: RiskState, command: RiskCommand): Result<RiskModeChanged, RiskCommandRejection> {
  const rejection = commandFault(state, command);
  if (rejection !== undefined) return reject(rejection);
  const { strategy } = command;
  const gauge = gaugeOf(state, strategy);
  if (gauge.severity === ACTIVE) return reject({ kind: 'not-tripped', strategy });
  if (gauge.equity <= 0) return reject({ kind: 'no-equity', strategy, equity: gauge.equity });
  return accept(commanded(command, gauge, ACTIVE));
}

/** Sets the mode an event tells of. The mode `active` also begins every reference anew; see `rearm`. */
export function applyMode(state: RiskState, event: RiskModeChanged): void {
  const gauge = gaugeOf(state, event.strategy);
  gauge.severity = severityOfMode(event.mode);
  gauge.reason = event;
  if (gauge.severity === ACTIVE) beginAnew(gauge);
  drawLines(gauge);
}

function beginAnew(gauge: Gauge): void {
  gauge.reason = undefined;
  gauge.base = gauge.equity;
  gauge.peak = gauge.equity;
  gauge.dayStart = gauge.equity;
  gauge.sampleEquity = gauge.equity;
  gauge.sampleUs = gauge.timeUs;
  gauge.fast = 0;
  gauge.slow = 0;
  gauge.samples = 0;
  gauge.fastWeight = 1;
}

function raise(
  state: RiskState,
  command: RiskCommand,
  severity: Severity,
): Result<RiskModeChanged, RiskCommandRejection> {
  const rejection = commandFault(state, command);
  if (rejection !== undefined) return reject(rejection);
  const gauge = gaugeOf(state, command.strategy);
  if (gauge.severity >= severity) {
    return reject({ kind: 'already-in-mode', strategy: command.strategy, mode: modeName(gauge.severity) });
  }
  return accept(commanded(command, gauge, severity));
}

function commandFault(state: RiskState, command: RiskCommand): RiskCommandRejection | undefined {
  const { strategy, who, why } = command;
  if (strategy !== PLATFORM && state.gauges[strategy] === undefined) {
    return { kind: 'unknown-strategy', strategy, strategies: state.gauges.length };
  }
  if (who.trim() === '') return { kind: 'unsigned-command', missing: 'who' };
  if (why.trim() === '') return { kind: 'unsigned-command', missing: 'why' };
  return undefined;
}

/** The numbers of a command are the equity it found and the base that equity was measured from. */
function commanded(command: RiskCommand, gauge: Gauge, severity: Severity): RiskModeChanged {
  return {
    kind: 'risk-mode-changed',
    timeUs: command.timeUs,
    strategy: command.strategy,
    mode: modeName(severity),
    rule: 'command',
    value: gauge.equity,
    limit: gauge.base,
    unit: 'value',
  };
}
