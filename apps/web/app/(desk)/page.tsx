import { Suspense } from 'react';
import { OverviewScreen } from '../../src/screens/overview/OverviewScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <OverviewScreen />
    </Suspense>
  );
}
