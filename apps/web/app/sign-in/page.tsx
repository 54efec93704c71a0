import { Suspense } from 'react';
import { SignInScreen } from '../../src/screens/sign-in/SignInScreen.tsx';

export default function Page() {
  return (
    <Suspense>
      <SignInScreen />
    </Suspense>
  );
}
