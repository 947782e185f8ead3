import type { ViewFilter } from '../../client/state.ts'
import type { CustomerType } from '../../protocol/room.ts'
import type { User } from '../../protocol/user.ts'
import { isStaff } from '../session/useSession.ts'

export const QUEUES = ['mine', 'unassigned', 'all', 'closed'] as const
export type Queue = (typeof QUEUES)[number]

export const CUSTOMER_TYPES: readonly CustomerType[] = ['customer', 'partner', 'vendor', 'srdp']

/** The inbox's state in the URL's search params. */
export type InboxSearch = {
  queue?: Queue
  type?: CustomerType
  unread?: true
  tag?: string
  channel?: string
  /** A colleague's id: rooms that this one has. Only in the queues of everybody's rooms. */
  agent?: string
  /** A message to scroll to in the open room. */
  message?: string
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value)

/** Drops what is not valid, since a URL may be typed by hand. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const queue = oneOf(QUEUES, search.queue)
  const type = oneOf(CUSTOMER_TYPES, search.type)
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const tag = text(search.tag)
  const channel = text(search.channel)
  const agent = text(search.agent)
  const message = text(search.message)
  return {
    ...(queue && { queue }),
    ...(type && { type }),
    ...(search.unread === true && { unread: true as const }),
    ...(tag && { tag }),
    ...(channel && { channel }),
    ...(agent && { agent }),
    ...(message && { message }),
  }
}

/** The default queue: an agent's own rooms, or all rooms for staff. */
export const queueOf = (search: InboxSearch, me: User): Queue =>
  search.queue ?? (isStaff(me) ? 'all' : 'mine')

/** A queue of everybody's rooms can be narrowed to those of one colleague. */
export const isEverybodys = (queue: Queue): boolean => queue === 'all' || queue === 'closed'

const WHOSE: Record<Queue, Pick<ViewFilter, 'whose' | 'status'>> = {
  mine: { whose: 'mine', status: 'open' },
  unassigned: { whose: 'none', status: 'open' },
  all: { whose: 'all', status: 'open' },
  closed: { whose: 'all', status: 'closed' },
}

export function filterOf(search: InboxSearch, me: User): ViewFilter {
  const { type, unread, tag, channel, agent } = search
  return {
    ...WHOSE[queueOf(search, me)],
    customer_type: type,
    unread,
    tag,
    channel_id: channel,
    user_id: isEverybodys(queueOf(search, me)) ? agent : undefined,
  }
}

export const isFiltered = ({ type, unread, tag, channel, agent }: InboxSearch): boolean =>
  Boolean(type || unread || tag || channel || agent)
