import { accountsSuite, auditLogSuite, commandInboxSuite, statusBoardSuite } from '@qca/ports/suites';
import { createMemoryMeetingPlace } from './createMemoryMeetingPlace.ts';

commandInboxSuite('memory', async () => {
  const place = createMemoryMeetingPlace();
  return { inbox: place.inbox, beside: place.inbox, dispose: () => place.close() };
});

statusBoardSuite('memory', async () => {
  const place = createMemoryMeetingPlace();
  return { board: place.statusBoard, beside: place.statusBoard, dispose: () => place.close() };
});

accountsSuite('memory', async () => {
  const place = createMemoryMeetingPlace();
  return { accounts: place.accounts, dispose: () => place.close() };
});

auditLogSuite('memory', async () => {
  const place = createMemoryMeetingPlace();
  return { auditLog: place.auditLog, dispose: () => place.close() };
});
