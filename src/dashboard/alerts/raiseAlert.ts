import type { RoomSummary } from '../../protocol/room.ts'
import { preferences } from '../data/preferences.ts'
import { t } from '../i18n/i18n.tsx'
import { messagePreview } from '../inbox/messagePreview.ts'
import { titleOf } from '../inbox/titleOf.ts'
import type { Alert, AlertKind } from './alertOf.ts'
import { permission } from './permission.ts'
import { claim } from './tabs.ts'
import { play } from './tones.ts'

type AlertContent = {
  kind: AlertKind
  title: string
  body: string
  tag: string
  onClick: () => void
}

/** Alerts the user by sound and notification, in only one tab. */
export async function raiseAlert(content: AlertContent, what: string): Promise<void> {
  if (!(await claim(what))) return
  const { sound, notification } = preferences()
  if (sound) play(content.kind)
  if (notification && permission() === 'granted') notify(content)
}

function notify({ title, body, tag, onClick }: AlertContent): void {
  try {
    // The sound is played by us, so that it can be turned off separately.
    const shown = new Notification(title, { body, tag, silent: true })
    shown.onclick = () => {
      window.focus()
      shown.close()
      onClick()
    }
  } catch {
    // Some phones allow notifications for installed apps only.
  }
}

export function alertText(
  { kind, message }: Alert,
  room: RoomSummary,
): Pick<AlertContent, 'title' | 'body'> {
  const name = titleOf(room)
  const last = message ?? room.last_message
  const title = kind === 'new_message' ? name : t(`alerts.${kind}Title`, { name })
  return { title, body: last ? messagePreview(last, t).text : '' }
}
