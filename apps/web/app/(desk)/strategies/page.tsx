import { Suspense } from 'react';
import { StrategiesScreen } from '../../../src/screens/strategies/StrategiesScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <StrategiesScreen />
    </Suspense>
  );
}
