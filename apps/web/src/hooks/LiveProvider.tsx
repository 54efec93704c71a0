'use client';

import type { Channel } from '@qca/api';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { applyChange } from '../queries/liveCache.ts';
import { type Connection, Stream } from '../wire/Stream.ts';

const CHANNELS: readonly Channel[] = ['status', 'orders', 'fills', 'decisions', 'commands', 'equity', 'bars'];

/** `undefined`: not asked for yet. */
const Live = createContext<Connection | undefined>(undefined);

/** Keeps the one connection of the page, while somebody is signed in. */
export function LiveProvider({ on, children }: { on: boolean; children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>();
  useEffect(() => {
    if (!on) return undefined;
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/stream`;
    const stream = new Stream({
      url,
      channels: CHANNELS,
      onChange: (channel, change) => applyChange(client, channel, change),
      onConnection: setConnection,
    });
    return () => stream.close();
  }, [on, client]);
  return <Live value={connection}>{children}</Live>;
}

export function useConnection(): Connection | undefined {
  return useContext(Live);
}
