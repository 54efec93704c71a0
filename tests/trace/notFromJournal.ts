/** Leaves that no journal can know, and what they are instead. Lists are written `[]`, anything below a path as `.*`. */
export const NOT_FROM_JOURNAL: readonly {
  readonly operation: string;
  readonly paths: readonly string[];
  readonly reason: string;
}[] = [
  {
    operation: 'readSession',
    paths: ['.account.name', '.account.role', '.csrfToken', '.expiresUs'],
    reason: 'who is signed in; sessions are no part of a run',
  },
  {
    operation: 'readStatus',
    paths: ['.run.id', '.run.mode', '.run.startedUs'],
    reason: 'the record of the run, written before its journal begins',
  },
  {
    operation: 'readStatus',
    paths: ['.run.market', '.run.speed', '.run.firstUs', '.run.lastUs', '.run.next'],
    reason: 'what is played and how fast: of the files and of this process',
  },
  {
    operation: 'readStatus',
    paths: [
      '.pace.decisionMsP50',
      '.pace.decisionMsP99',
      '.pace.orderRoundTripMsP50',
      '.pace.feedLagMs',
      '.pace.inputsPerSecond',
    ],
    reason: 'how fast this process works, on its own clock',
  },
  {
    operation: 'listRuns',
    paths: ['.runs[].id', '.runs[].mode', '.runs[].createdUs', '.runs[].status'],
    reason: 'the record of the run: when it was begun and how it stands, on the wall clock',
  },
  {
    operation: 'readParity',
    paths: ['.reports[].checkedUs'],
    reason: 'when it was checked, on the wall clock',
  },
  {
    operation: 'readDataQuality',
    paths: ['.market', '.files', '.bars', '.trades', '.bookUpdates', '.notes[]', '.warnings[]'],
    reason: 'what the files of the recording hold, and what was left out for it',
  },
];
