export const KINDS = ['button', 'list', 'location_request_message', 'request_contact_info'] as const
export type InteractiveDraft = {
  kind: (typeof KINDS)[number]
  text: string
  /** The label of the button that opens a list. */
  button: string
  options: readonly string[]
}

/** The most options there may be, and the longest title of one; facts sheet, section 6. */
export const LIMITS: Record<InteractiveDraft['kind'], { count: number; length: number } | null> = {
  button: { count: 3, length: 20 },
  list: { count: 10, length: 24 },
  location_request_message: null,
  request_contact_info: null,
}

/** In the Cloud API's own shape. An option's id is its position, since the customer's answer also carries the title. */
export function interactiveOf({ kind, text, button, options }: InteractiveDraft) {
  const body = { text: text.trim() }
  const titles = options.map((option) => option.trim()).filter((option) => option !== '')
  switch (kind) {
    case 'button':
      return {
        type: kind,
        body,
        action: {
          buttons: titles.map((title, n) => ({
            type: 'reply' as const,
            reply: { id: String(n + 1), title },
          })),
        },
      }
    case 'list':
      return {
        type: kind,
        body,
        action: {
          button: button.trim(),
          sections: [{ rows: titles.map((title, n) => ({ id: String(n + 1), title })) }],
        },
      }
    case 'location_request_message':
      return { type: kind, body, action: { name: 'send_location' as const } }
    case 'request_contact_info':
      return { type: kind, body, action: { name: 'request_contact_info' as const } }
  }
}
