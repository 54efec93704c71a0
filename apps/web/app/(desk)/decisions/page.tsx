import { Suspense } from 'react';
import { DecisionsScreen } from '../../../src/screens/decisions/DecisionsScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <DecisionsScreen />
    </Suspense>
  );
}
