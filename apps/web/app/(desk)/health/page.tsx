import { Suspense } from 'react';
import { HealthScreen } from '../../../src/screens/health/HealthScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <HealthScreen />
    </Suspense>
  );
}
