import { Suspense } from 'react';
import { RiskScreen } from '../../../src/screens/risk/RiskScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <RiskScreen />
    </Suspense>
  );
}
