import { Suspense } from 'react';
import { LedgerScreen } from '../../../src/screens/ledger/LedgerScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <LedgerScreen />
    </Suspense>
  );
}
