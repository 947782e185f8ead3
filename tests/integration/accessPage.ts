import { CLIENT_EVENTS } from './accessEvents.ts'
import { ROUTES } from './accessRoutes.ts'
import { SERVER_EVENTS } from './accessServerEvents.ts'
import { ACTORS } from './accessWorld.ts'

const COLUMNS = ACTORS.map((actor) => (actor === 'other' ? 'other agent' : actor))

const table = (first: string, lines: { name: string; what?: string; expected: string }[]) =>
  [
    `| ${[first, ...COLUMNS].join(' | ')} |`,
    `|${' --- |'.repeat(COLUMNS.length + 1)}`,
    ...lines.map(
      ({ name, what, expected }) => `| \`${name}\`${what ? ` (${what})` : ''} | ${expected} |`,
    ),
  ].join('\n')

/** docs/access.md: the tables that the tests hold the server to. */
export const accessPage = () => `# Who may do what, cell by cell

Printed from the tables in \`tests/integration/access*.ts\`: \`bun test tests/integration/access.test.ts\` tries every cell on a running server, and fails if this page says something else. \`WRITE_ACCESS=1 bun test tests/integration/access.test.ts\` prints it anew.

The room is one that the participant has and the other agent does not; \`nobody\` has not signed in.

## Routes

The status of a valid request.

${table(
  'route',
  ROUTES.map((line) => ({ ...line, name: line.route })),
)}

## Events that a client sends

\`yes\`, or the code of the refusal. Leaving is never refused: who is not in a room stays out of it.

${table(
  'event',
  CLIENT_EVENTS.map((line) => ({ ...line, name: line.event })),
)}

## Events that the server sends

\`yes\`: every socket. \`room\`: those that joined the room. \`dashboard\`: those that joined the dashboard rooms. Who writes does not hear their own \`typing_indicator\`. The remaining events answer or end one's own socket.

${table(
  'event',
  SERVER_EVENTS.map((line) => ({ ...line, name: line.event })),
)}
`
