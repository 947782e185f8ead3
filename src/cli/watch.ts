import { connect } from '../client/connect.ts'
import { answerOf, RestError, rest } from '../client/rest.ts'
import { isUuid } from '../client/uuid.ts'
import { readArguments } from './readArguments.ts'
import { settings } from './settings.ts'

/** Signs in to a running server and prints every event until it is stopped; renews its tokens. */
const USAGE = `bun run watch -- --room 01a1fcae-8777-75bd-b715-fdbda480a2c1

  --room <id>              also joins a room; may be repeated
  --url, --email, --password   the server (default: http://localhost:PORT) and a user of it (default: ADMIN_EMAIL, ADMIN_PASSWORD)`

const { values } = readArguments(USAGE, {
  options: {
    url: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    room: { type: 'string', multiple: true, default: [] },
  },
})

const config = settings()
const url = values.url ?? `http://localhost:${config.port}`
const email = values.email ?? config.adminEmail!
const password = values.password ?? config.adminPassword!
const noRoom = values.room.find((room) => !isUuid(room))
if (noRoom !== undefined) fail(`--room is the id of a room: ${noRoom} is not.`)

const api = rest(url, () => null)
const { data: session } = await answerOf(api.auth.login.$post({ json: { email, password } })).catch(
  (error: Error) =>
    fail(
      error instanceof RestError
        ? `Signing in as ${email} was refused: ${error.message}`
        : `No server answers at ${url} (${error.message}). Is it elsewhere? Say so by PORT or --url.`,
    ),
)

let refreshToken = session.refresh_token
const connection = connect({
  url,
  token: session.token,
  rooms: values.room,
  onToken: renewed,
  onState(state) {
    if (state !== 'ended') return
    console.error('The session has ended. Start again to sign in.')
    process.exitCode = 1
  },
})
connection.onAny((event, payload) => console.log(event, JSON.stringify(payload)))
connection.socket.on('connect_error', (error) => console.error(`not connected: ${error.message}`))

/** A renewed token; null when the session has ended. */
async function renewed(): Promise<string | null> {
  try {
    const { data } = await answerOf(
      api.auth.refresh.$post({ json: { refresh_token: refreshToken } }),
    )
    refreshToken = data.refresh_token
    return data.token
  } catch (error) {
    if (error instanceof RestError && error.code === 'unauthenticated') return null
    throw error
  }
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}
