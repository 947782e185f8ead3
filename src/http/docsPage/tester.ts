import { element, shown } from './documents.ts'

type Socket = {
  onAny: (handler: (event: string, payload: unknown) => void) => void
  on: (event: string, handler: (what: unknown) => void) => void
  timeout: (ms: number) => { emitWithAck: (event: string, payload: unknown) => Promise<unknown> }
  close: () => void
}
/** Global of socket.io-client's browser bundle. */
declare const io: (url: string, options: object) => Socket

const ACK_MS = 10_000
const MOST_LINES = 500

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const field = (form: HTMLFormElement, name: string) => String(new FormData(form).get(name) ?? '')

let socket: Socket | undefined

/** The live tester: signs in, shows every event as it arrives, and sends events and shows their acks. */
export function startTester(events: readonly string[]): void {
  const send = byId<HTMLFormElement>('send')
  const join = byId<HTMLFormElement>('join')
  const names = [...new Set(events)]
  send.querySelector('select')!.append(...names.map((name) => element('option', {}, name)))

  onSubmit(byId('sign-in'), async (form) => {
    const body = { email: field(form, 'email'), password: field(form, 'password') }
    const answer = await fetch('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { data, error } = await answer.json()
    if (error) return say(`not signed in: ${error.message}`)
    connect(data.token)
  })
  onSubmit(send, async (form) => {
    const payload = field(form, 'payload')
    await emit(field(form, 'event'), payload.trim() === '' ? undefined : JSON.parse(payload))
  })
  onSubmit(join, (form) => emit('room:join', { room_id: field(form, 'room_id').trim() }))
  byId('clear').addEventListener('click', () => byId('log').replaceChildren())

  function connect(token: string) {
    socket?.close()
    const opened = io('/', { auth: { token }, transports: ['websocket'], forceNew: true })
    socket = opened
    opened.onAny((event, payload) => line('received', event, payload))
    opened.on('connect', () => enable(true, 'connected'))
    opened.on('disconnect', (reason) => enable(false, `disconnected: ${String(reason)}`))
    opened.on('connect_error', (error) => enable(false, `refused: ${(error as Error).message}`))
  }
  function enable(on: boolean, state: string) {
    for (const form of [send, join]) form.querySelector('button')!.disabled = !on
    say(state)
  }
}

async function emit(event: string, payload: unknown) {
  line('sent', event, payload)
  const answer = await socket?.timeout(ACK_MS).emitWithAck(event, payload)
  const refused = (answer as { status?: unknown } | undefined)?.status === 0
  line(refused ? 'refused' : 'answered', `${event}: acknowledgement`, answer)
}

const say = (text: string) => byId('connection').replaceChildren(text)

function onSubmit(form: HTMLFormElement, act: (form: HTMLFormElement) => Promise<void>) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act(form).catch((error) => say(String(error)))
  })
}

function line(kind: string, event: string, payload: unknown) {
  const log = byId('log')
  const id = (payload as { event_id?: number } | undefined)?.event_id
  const title = element(
    'summary',
    {},
    element('span', { class: 'kind' }, kind),
    element('code', {}, event),
    element('span', {}, id === undefined ? '' : `event ${id}`),
    element('span', {}, new Date().toLocaleTimeString()),
  )
  log.prepend(element('li', { class: kind }, element('details', {}, title, shown(payload ?? null))))
  while (log.childElementCount > MOST_LINES) log.lastElementChild?.remove()
}
