import { parseArgs } from 'node:util'
import { io } from 'socket.io-client'
import { settings } from './settings.ts'

/** Signs in to a running server and prints every event that it sends, as a stock client gets them. */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    room: { type: 'string', multiple: true, default: [] },
  },
})

const config = settings()
const url = values.url ?? `http://localhost:${config.port}`
const email = values.email ?? config.adminEmail
const password = values.password ?? config.adminPassword

const answer = await fetch(`${url}/auth/login`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email, password }),
}).catch((error: Error) => {
  console.error(
    `No server answers at ${url} (${error.message}). Is it elsewhere? Say so by PORT or --url.`,
  )
  process.exit(1)
})
const signedIn = (await answer.json()) as { data?: { token: string }; error?: { message: string } }
if (!signedIn.data) {
  console.error(`Signing in as ${email} was refused: ${signedIn.error?.message}`)
  process.exit(1)
}

const socket = io(url, { auth: { token: signedIn.data.token, rooms: values.room } })
socket.on('connect_error', (error) => console.error(`not connected: ${error.message}`))
socket.onAny((event: string, payload: unknown) => console.log(event, JSON.stringify(payload)))
