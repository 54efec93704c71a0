import type { ReactNode } from 'react';
import { AppShell } from '../../src/shell/AppShell.tsx';

export default function DeskLayout({ children }: { children: ReactNode }): ReactNode {
  return <AppShell>{children}</AppShell>;
}
