import type { RoomStatus } from '../protocol/message.ts'
import type { CustomerType } from '../protocol/room.ts'

/** The settings of a room that people change. */
export type RoomSettings = {
  title: string | null
  status: RoomStatus
  customer_type: CustomerType
}

type Asked = { [K in keyof RoomSettings]?: RoomSettings[K] | undefined }

/** One changed setting: a row of the room's history. */
export type SettingChange = {
  kind: keyof RoomSettings
  data: { from: string | null; to: string | null }
}

/** [P1] The new settings and what actually changed: setting a value that a room already has is no change. */
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
