import type { RoomStatus } from '../protocol/message.ts'
import type { CustomerType } from '../protocol/room.ts'

/** What people set of a room. */
export type RoomSettings = {
  title: string | null
  status: RoomStatus
  customer_type: CustomerType
}

type Asked = { [K in keyof RoomSettings]?: RoomSettings[K] | undefined }

/** What one person changed: a row of the room's history. */
export type SettingChange = {
  kind: keyof RoomSettings
  data: { from: string | null; to: string | null }
}

/** [P1] What becomes of a room's settings, and what of it is a change: to what already is so changes nothing. */
export function changeSettings(
  before: RoomSettings,
  asked: Asked,
): { after: RoomSettings; changes: SettingChange[] } {
  const after = {
    title: asked.title === undefined ? before.title : asked.title,
    status: asked.status ?? before.status,
    customer_type: asked.customer_type ?? before.customer_type,
  }
  const kinds = ['title', 'status', 'customer_type'] as const
  return {
    after,
    changes: kinds
      .filter((kind) => after[kind] !== before[kind])
      .map((kind) => ({ kind, data: { from: before[kind], to: after[kind] } })),
  }
}
