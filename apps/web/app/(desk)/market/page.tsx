import { Suspense } from 'react';
import { MarketScreen } from '../../../src/screens/market/MarketScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <MarketScreen />
    </Suspense>
  );
}
