import { Suspense } from 'react';
import { OrdersScreen } from '../../../src/screens/orders/OrdersScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <OrdersScreen />
    </Suspense>
  );
}
