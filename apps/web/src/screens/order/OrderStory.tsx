'use client';

import type { OPERATION } from '@qca/api';
import { Figure, Panel, type Source, Time } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { PRICE_DIGITS } from '../../calculators/numberLines.ts';
import { OutcomeBadge, SideMark } from '../../parts/badges.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FillTable } from '../../parts/FillTable.tsx';
import { Numbers } from '../../parts/Numbers.tsx';
import { TransferTable } from '../../parts/TransferTable.tsx';
import type { AnswerOf } from '../../wire/request.ts';
import { JournalEntries } from './JournalEntries.tsx';

type Story = AnswerOf<typeof OPERATION.readOrder>;

const STEPS = ['price', 'decision', 'sent', 'fills', 'transfers', 'journal'] as const;

/** The chapters, in the order in which one caused the next; the list above leads to each. */
export function OrderStory({ story }: { story: Story }): ReactNode {
  const t = useTranslations('order');
  const from: Source = `readOrder?orderId=${story.order.orderId}#`;
  return (
    <div className="flex flex-col gap-3">
      <nav aria-label={t('steps')}>
        <ol className="flex flex-wrap gap-x-1 gap-y-1 text-13">
          {STEPS.map((step, index) => (
            <li key={step} className="flex items-center gap-1">
              {index === 0 ? null : (
                <span aria-hidden="true" className="text-muted rtl:-scale-x-100">
                  →
                </span>
              )}
              <a href={`#${step}`} className="link inline-flex min-h-(--touch) items-center px-1">
                {t(`step.${step}`)}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <div className="grid gap-3 desk:grid-cols-3">
        <PricePart story={story} from={from} />
        <DecisionPart story={story} from={from} />
        <OrderPart story={story} from={from} />
      </div>
      <Chapter id="fills" title={t('step.fills')}>
        {story.fills.length === 0 ? (
          <p className="text-13 text-muted">{t('noFills')}</p>
        ) : (
          <FillTable
            fills={story.fills}
            caption={t('step.fills')}
            source={`${from}fills`}
            withOrder={false}
          />
        )}
      </Chapter>
      <Chapter id="transfers" title={t('step.transfers')}>
        {story.transfers.length === 0 ? (
          <p className="text-13 text-muted">{t('noTransfers')}</p>
        ) : (
          <TransferTable
            transfers={story.transfers}
            caption={t('step.transfers')}
            source={`${from}transfers`}
          />
        )}
      </Chapter>
      <Chapter id="journal" title={t('step.journal')}>
        <JournalEntries entries={story.entries} />
      </Chapter>
    </div>
  );
}

function Chapter({ id, title, children }: { id: string; title: string; children: ReactNode }): ReactNode {
  return (
    <div id={id} className="min-w-0 scroll-mt-24">
      <Panel title={title}>{children}</Panel>
    </div>
  );
}

interface Part {
  readonly story: Story;
  readonly from: Source;
}

function PricePart({ story: { price, order }, from }: Part): ReactNode {
  const t = useTranslations('order');
  return (
    <Chapter id="price" title={t('step.price')}>
      {price === null ? (
        <p className="text-13 text-muted">{t('noPrice')}</p>
      ) : (
        <Facts>
          <Fact label={t('heard')}>
            <Time timeUs={price.timeUs} />
          </Fact>
          <Fact label={t('heardAs')}>
            <a href={`#entry-${price.sequence}`} className="link">
              {price.kind} #{price.sequence}
            </a>
          </Fact>
          {(['bid', 'ask', 'decision'] as const).map((field) => (
            <Fact key={field} label={t(field)}>
              <Figure
                value={price[field]}
                digits={PRICE_DIGITS}
                unit={order.quoteAsset}
                source={`${from}price.${field}`}
              />
            </Fact>
          ))}
        </Facts>
      )}
    </Chapter>
  );
}

function DecisionPart({ story: { decisions }, from }: Part): ReactNode {
  const t = useTranslations('order');
  return (
    <Chapter id="decision" title={t('step.decision')}>
      {decisions.length === 0 ? <p className="text-13 text-muted">{t('noDecision')}</p> : null}
      <ul className="flex flex-col gap-3">
        {decisions.map((decision) => (
          <li key={decision.decisionId} className="flex flex-col gap-1 text-13">
            <p className="flex flex-wrap items-center gap-2">
              <OutcomeBadge outcome={decision.outcome} />
              <span>{decision.rule === '' ? t('noRule') : decision.rule}</span>
              <a href={`#entry-${decision.sequence}`} className="link ms-auto text-12">
                #{decision.sequence}
              </a>
            </p>
            <p>{decision.why}</p>
            <Numbers
              numbers={decision.numbers}
              source={`${from}decisions[decisionId=${decision.decisionId}].numbers`}
            />
          </li>
        ))}
      </ul>
    </Chapter>
  );
}

function OrderPart({ story: { order }, from }: Part): ReactNode {
  const t = useTranslations('order');
  return (
    <Chapter id="sent" title={t('step.sent')}>
      <Facts>
        <Fact label={t('id')}>
          <span className="font-mono text-12" dir="ltr">
            {order.orderId}
          </span>
        </Fact>
        <Fact label={t('what')}>
          <SideMark side={order.side} /> {order.instrument} · {order.venue}
        </Fact>
        <Fact label={t('state')}>
          {order.type} · {order.status}
          {order.reason === '' ? '' : ` · ${order.reason}`}
        </Fact>
        <Fact label={t('quantity')}>
          <Figure value={order.quantity} unit={order.baseAsset} source={`${from}order.quantity`} />
        </Fact>
        <Fact label={t('filled')}>
          <Figure value={order.filled} unit={order.baseAsset} source={`${from}order.filled`} />
        </Fact>
        <Fact label={t('limitPrice')}>
          <Figure
            value={order.limitPrice}
            digits={PRICE_DIGITS}
            unit={order.quoteAsset}
            source={`${from}order.limitPrice`}
          />
        </Fact>
        <Fact label={t('averagePrice')}>
          <Figure
            value={order.averagePrice}
            digits={PRICE_DIGITS}
            unit={order.quoteAsset}
            source={`${from}order.averagePrice`}
          />
        </Fact>
        <Fact label={t('sentAt')}>
          <Time timeUs={order.sentUs} />
        </Fact>
        <Fact label={t('strategy')}>
          <Link href={`/strategies#${order.strategy}`} className="link">
            {order.strategy}
          </Link>
        </Fact>
        <Fact label={t('why')}>{order.why}</Fact>
      </Facts>
    </Chapter>
  );
}
