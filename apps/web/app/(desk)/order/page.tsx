import { Suspense } from 'react';
import { OrderScreen } from '../../../src/screens/order/OrderScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <OrderScreen />
    </Suspense>
  );
}
