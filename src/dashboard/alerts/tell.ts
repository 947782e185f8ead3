import type { RoomSummary } from '../../protocol/room.ts'
import { choices } from '../data/choices.ts'
import { t } from '../i18n/i18n.tsx'
import { kindOf } from '../inbox/kindOf.ts'
import { titleOf } from '../inbox/titleOf.ts'
import type { Alert, AlertKind } from './alertOf.ts'
import { permission } from './permission.ts'
import { claim } from './tabs.ts'
import { play } from './tones.ts'

type Told = { kind: AlertKind; title: string; body: string; tag: string; onClick: () => void }

/** Lets the user know, once however many tabs there are. */
export async function tell(told: Told, what: string): Promise<void> {
  if (!(await claim(what))) return
  const { sound, notification } = choices()
  if (sound) play(told.kind)
  if (notification && permission() === 'granted') notify(told)
}

function notify({ title, body, tag, onClick }: Told): void {
  try {
    // The sound is ours, which can be turned off by itself.
    const shown = new Notification(title, { body, tag, silent: true })
    shown.onclick = () => {
      window.focus()
      shown.close()
      onClick()
    }
  } catch {
    // Some phones have notifications for installed apps only.
  }
}

export function wordsOf({ kind, message }: Alert, room: RoomSummary): Pick<Told, 'title' | 'body'> {
  const name = titleOf(room)
  const last = message ?? room.last_message
  const title = kind === 'new_message' ? name : t(`alerts.${kind}Title`, { name })
  return { title, body: last ? kindOf(last, t).text : '' }
}
