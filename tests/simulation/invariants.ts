import { canonicalJson } from '@qca/base';
import type { KernelState } from '@qca/engine';
import { decodeEntries, describeState, type Posting, replay } from '@qca/engine';
import type { SimulatedExchange } from '@qca/exchange-simulated';
import { type AccountIndex, NaiveAuditor, type TransferEvent, trialBalance } from '@qca/ledger';
import { isFinal } from '@qca/orders';
import type { MemoryJournal } from '@qca/store-local';
import type { Strategy } from '@qca/strategies';
import { amount } from '@qca/units';
import { CommandAudit, checkCommandsEachStep, checkKillAtEnd } from './commandInvariants.ts';
import { Violation } from './Violation.ts';

/** After its deadline a trade must be unwinding; one answer time-out and one look at the venue are allowed for. */
const DEADLINE_GRACE_US = 75_000_000;

/** What must hold after every single step. */
export function checkEachStep(state: KernelState): void {
  for (const { asset, balanced } of trialBalance(state.books.ledger)) {
    if (!balanced) throw new Violation('the ledger is balanced', `${asset} is not`);
  }
  checkCommandsEachStep(state);
  for (const strategy of state.strategies) {
    for (const trade of strategy.trades.values()) {
      const isLate = state.timeUs > trade.deadlineUs + DEADLINE_GRACE_US;
      if (!isLate || trade.stage === 'unwinding') continue;
      const order = state.orders.get(trade.orderId);
      const isWaiting = order !== undefined && !isFinal(order);
      const venue = state.venues.get(state.instruments[order?.spec.instrument ?? 0]?.venue ?? '');
      // Only a venue that does not answer excuses a trade that is neither flat nor unwinding.
      if (isWaiting && (venue?.up === false || order.status === 'unknown')) continue;
      throw new Violation(
        'no naked leg outlives its deadline',
        `${trade.id} is ${trade.stage} ${state.timeUs - trade.deadlineUs} µs after its deadline`,
      );
    }
  }
}

/** What must hold when the run is over and the venues have been heard. */
export async function checkAtEnd(
  state: KernelState,
  venues: SimulatedExchange,
  journal: MemoryJournal,
  strategyOf: (name: string) => Strategy | undefined,
): Promise<void> {
  checkTrades(state);
  checkKillAtEnd(state);
  checkOrders(state, venues);
  checkBalances(state, venues);
  checkValue(state);
  await checkJournal(state, journal, strategyOf);
}

function checkTrades(state: KernelState): void {
  for (const strategy of state.strategies) {
    const trade = [...strategy.trades.values()][0];
    if (trade !== undefined)
      throw new Violation(
        'no naked leg outlives its deadline',
        `${trade.id} is still ${trade.stage} at the end`,
      );
  }
}

function checkOrders(state: KernelState, venues: SimulatedExchange): void {
  const seen = new Set<string>();
  for (const venue of state.venues.keys()) {
    for (const theirs of venues.venueOrders(venue)) {
      if (seen.has(theirs.orderId)) throw new Violation('no order is doubled', theirs.orderId);
      seen.add(theirs.orderId);
      const ours = state.orders.get(theirs.orderId);
      if (ours === undefined)
        throw new Violation('no order is doubled', `the venue has ${theirs.orderId}, which we never placed`);
      const filledThere = ours.spec.quantityLots - theirs.remainingLots;
      const isChild = theirs.orderId.endsWith('.tp') || theirs.orderId.endsWith('.sl');
      if (!isChild && ours.filledLots !== filledThere) {
        throw new Violation(
          'no fill is lost',
          `${theirs.orderId}: ${ours.filledLots} lots here, ${filledThere} at the venue`,
        );
      }
    }
  }
  for (const order of state.orders.values()) {
    const isChild = order.id.endsWith('.tp') || order.id.endsWith('.sl');
    if (!isFinal(order) && !isChild)
      throw new Violation('no order is lost', `${order.id} is still ${order.status} at the end`);
  }
}

function checkBalances(state: KernelState, venues: SimulatedExchange): void {
  for (const venue of state.venues.keys()) {
    for (const { asset, total } of venues.venueBalances(venue)) {
      const slot = state.slots.find(venue, asset);
      if (slot === undefined) continue;
      const beside = state.configuration.unassigned?.find(
        (each) => each.venue === venue && each.asset === asset,
      );
      const ours = state.books.venueTotal(slot.index) + BigInt(beside?.atoms ?? 0);
      if (ours !== total) {
        throw new Violation(
          'the ledger agrees with the venue',
          `${venue}/${asset}: ${ours} atoms here, ${total} there`,
        );
      }
    }
  }
  for (const [id, pending] of state.books.ledger.pendings) {
    throw new Violation('nothing stays reserved', `pending ${id} still holds ${pending.left} atoms`);
  }
}

// What holdings cost is what was put in plus what was earned: the value accounts are one closed circle.
function checkValue(state: KernelState): void {
  const { creditsPosted, debitsPosted } = state.books.ledger;
  const balance = (account: AccountIndex): bigint =>
    (creditsPosted[account] as bigint) - (debitsPosted[account] as bigint);
  const { reserve } = state.books.capital;
  const all = state.strategies.map((each) => state.books.accounts(each.index));
  for (const own of reserve === undefined ? all : [...all, reserve]) {
    for (const [index, inventory] of own.inventories.entries()) {
      const booked = balance(own.cost[index] as AccountIndex);
      if (booked !== inventory.cost) {
        throw new Violation(
          'cost accounts equal cost bases',
          `${own.name} ${own.assets[index]}: ${booked} booked, ${inventory.cost} held`,
        );
      }
      let held = 0n;
      for (const slot of state.slots.all)
        if (slot.asset.id === own.assets[index]) held += own.held(slot.index);
      if (held !== inventory.quantity) {
        throw new Violation(
          'cost bases hold what the ledger holds',
          `${own.name} ${own.assets[index]}: ${held} in the ledger, ${inventory.quantity} in the cost basis`,
        );
      }
    }
  }
}

async function checkJournal(
  state: KernelState,
  journal: MemoryJournal,
  strategyOf: (name: string) => Strategy | undefined,
): Promise<void> {
  const auditor = new NaiveAuditor();
  const commands = new CommandAudit();
  for await (const block of journal.blocks()) {
    decodeEntries(block.bytes, (entry) => {
      commands.take(entry);
      if ('posting' in entry && entry.posting !== null) auditPosting(auditor, state, entry.posting);
    });
  }
  const differences = auditor.differences(state.books.ledger);
  if (differences.length > 0) throw new Violation('the auditor agrees', differences.slice(0, 3).join('; '));
  const replayed = await replay(journal, strategyOf);
  if (replayed.firstDifference !== undefined)
    throw new Violation('replay decides the same', JSON.stringify(replayed.firstDifference));
  if (replayed.state?.books.ledger.head !== state.books.ledger.head)
    throw new Violation('replay decides the same', 'the ledger chains end differently');
  // A configuration that was read back has its keys in another order.
  if (canonicalJson(describeState(replayed.state)) !== canonicalJson(describeState(state)))
    throw new Violation('replay decides the same', 'the described states differ');
}

function auditPosting(auditor: NaiveAuditor, state: KernelState, posting: Posting): void {
  for (const [index, [id, type, pendingId, debit, credit, atoms, kind]] of posting.transfers.entries()) {
    const event: TransferEvent = {
      id,
      type,
      pendingId,
      debit: debit as AccountIndex,
      credit: credit as AccountIndex,
      amount: amount(BigInt(atoms)),
      kind,
      strategy: '',
      reference: '',
      timeUs: 0,
      group: 0,
      key: '',
      link: index === posting.transfers.length - 1 ? posting.link : '',
    };
    auditor.record(state.books.ledger, event);
  }
}
