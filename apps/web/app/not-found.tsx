import { NotFoundScreen } from '../src/screens/not-found/NotFoundScreen.tsx';

export default function NotFound() {
  return <NotFoundScreen />;
}
