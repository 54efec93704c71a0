import { busSuite } from '@qca/ports/suites';
import { MemoryBus } from './MemoryBus.ts';

busSuite('memory', async () => {
  const bus = new MemoryBus();
  return { bus, dispose: () => bus.close() };
});
