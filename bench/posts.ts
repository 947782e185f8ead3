import { createHmac } from 'node:crypto'

/** The name of all customers. */
export const CUSTOMER = 'Test Customer'

/** One message: its index determines its wamid, its phone number its room. */
export interface Post {
  index: number
  phone: string
}

export interface Requests {
  /** All requests one after the other, each of `size` bytes. */
  bytes: Buffer
  size: number
  count: number
}

/** Percentage of posts from numbers never seen before. */
const NEW_NUMBERS = 10

export const knownNumber = (room: number) => `62810${String(room).padStart(8, '0')}`
const newNumber = (index: number) => `62820${String(index).padStart(8, '0')}`

/** The wamid ends in the index, so that a listener can sum up what it got. */
const wamid = (index: number) =>
  `wamid.HBgNNjI4MTIzNDU2Nzg5FQIAEhgg${String(index).padStart(8, '0')}`

/** The index of the post with this wamid. */
export const indexOf = (waMessageId: string) => Number(waMessageId.slice(-8))

/** First messages of `rooms` customers, which create the known rooms of all later posts. */
export function firstMessages(rooms: number): Post[] {
  return Array.from({ length: rooms }, (_, index) => ({ index, phone: knownNumber(index) }))
}

/** 90 % for known rooms, scattered evenly and reproducibly over them; 10 % from new numbers. */
export function mixed(first: number, count: number, rooms: number): Post[] {
  return Array.from({ length: count }, (_, i) => {
    const index = first + i
    const scattered = Math.imul(index, 2_654_435_761) >>> 0
    const isNew = index % 100 < NEW_NUMBERS
    return { index, phone: isNew ? newNumber(index) : knownNumber(scattered % rooms) }
  })
}

/** The body of a webhook with one or several messages, as Meta batches them. */
export function webhookBody(
  posts: readonly Post[],
  timestamp: string,
  text = ({ index }: Post) => `Hello from customer! ${String(index).padStart(8, '0')}`,
): string {
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: posts.map((post) => ({
      changes: [
        {
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '6281234567890', phone_number_id: '1' },
            contacts: [{ profile: { name: CUSTOMER }, wa_id: post.phone }],
            messages: [
              {
                from: post.phone,
                id: wamid(post.index),
                timestamp,
                type: 'text',
                text: { body: text(post) },
              },
            ],
          },
        },
      ],
    })),
  })
}

/** Builds signed HTTP/1.1 keep-alive requests, ready to be written; all have the same size. */
export function requests(posts: readonly Post[], port: number, secret: string): Requests {
  const timestamp = String(Math.floor(Date.now() / 1000))
  let bytes = Buffer.alloc(0)
  let size = 0
  for (const [i, post] of posts.entries()) {
    const json = webhookBody([post], timestamp)
    const signature = createHmac('sha256', secret).update(json).digest('hex')
    const request = `POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\nContent-Type: application/json\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${json.length}\r\n\r\n${json}`
    if (i === 0) {
      size = request.length
      bytes = Buffer.allocUnsafe(size * posts.length)
    }
    if (request.length !== size) throw new Error('posts must all have the same size')
    bytes.write(request, i * size, 'latin1')
  }
  return { bytes, size, count: posts.length }
}
