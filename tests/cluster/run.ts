/**
 * `bun run test:cluster`: the tests that need several processes, then tests of a single server again, each against a pair:
 * sockets go to the first, everything else to the second, with nginx in front.
 */
const PROGRAMS = ['redis-server', 'redis-cli', 'nginx']

/** Tests in which a request causes an event on a socket, which here are on different processes. */
const ON_THE_PAIR = [
  'access',
  'assignment',
  'channels',
  'client',
  'clientRooms',
  'clientSessions',
  'edits',
  'identityChanges',
  'identityHalves',
  'identityWebhooks',
  'inbox',
  'oneTruth',
  'quarantine',
  'quarantineHttp',
  'reading',
  'readingCursors',
  'readingRights',
  'readingTruth',
  'receipts',
  'replaying',
  'roomMerge',
  'roomNotes',
  'rooms',
  'sending',
  'sendingRefused',
  'sendingToNumbers',
  'sendRaces',
  'sendRacesLate',
  'sendRacesMerged',
  'sessions',
  'sessionsEnded',
  'statuses',
  'statusesCounted',
  'statusTimes',
  'unassignedUnderLoad',
]

const missing = PROGRAMS.filter((program) => !Bun.which(program))
if (missing.length > 0) {
  console.error(
    `${missing.join(', ')}: not installed (Debian: apt-get install redis-server nginx caddy)`,
  )
  process.exit(1)
}

const run = (files: string[], env: Record<string, string> = {}) =>
  Bun.spawn([process.execPath, 'test', '--timeout', '60000', ...files], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  }).exited

const codes = [
  await run(['tests/cluster']),
  await run(
    ON_THE_PAIR.map((name) => `tests/integration/${name}.test.ts`),
    { TEST_CLUSTER: '1' },
  ),
]
process.exit(Math.max(...codes))

export {}
