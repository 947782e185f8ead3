import { type Client, connect } from '../helpers/client.ts'

export const over = (client: Client) => client.until(() => !client.socket.connected, 'the end')

export const refusal = (url: string, auth: object, options = {}) =>
  connect(url, auth as Record<string, unknown>, options).then(
    () => 'let in',
    (error: Error) => error.message,
  )
