'use client';

import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';

/** Ids are long: their end tells them apart. */
const SHORT = 12;

export function shortId(id: string): string {
  return id.length <= SHORT + 1 ? id : `…${id.slice(-SHORT)}`;
}

export function OrderLink({ orderId }: { orderId: string }): ReactNode {
  return (
    <Link
      href={`/order?id=${encodeURIComponent(orderId)}`}
      className="link font-mono text-12"
      title={orderId}
      dir="ltr"
    >
      {shortId(orderId)}
    </Link>
  );
}

export function Id({ id }: { id: string }): ReactNode {
  return (
    <span className="font-mono text-12" title={id} dir="ltr">
      {shortId(id)}
    </span>
  );
}

/** An account by its path; a long one breaks where the path does. */
export function AccountLink({ account }: { account: string }): ReactNode {
  return (
    <Link
      href={`/ledger?account=${encodeURIComponent(account)}`}
      className="link font-mono text-12"
      dir="ltr"
    >
      {account.split('/').map((part, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a path have no other name, and keep their places
        <Fragment key={depth}>
          {depth === 0 ? null : (
            <>
              /<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </Link>
  );
}
