/** Which attempt of which of our messages a call is: `biz_opaque_callback_data`, which Meta repeats in each status. */
type Callback = { messageId: string; attempt: number }

const OURS = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.(\d{1,6})$/

/** `<message id>.<attempt>` */
export const writeCallback = ({ messageId, attempt }: Callback): string => `${messageId}.${attempt}`

/** Null for what we have not written: other programs may send from the same number. */
export function readCallback(text: string): Callback | null {
  const [, messageId, attempt] = OURS.exec(text) ?? []
  return messageId === undefined ? null : { messageId, attempt: Number(attempt) }
}
