import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useInbox } from '../data/desk.tsx'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { channelsOf } from '../inbox/channelsOf.ts'
import { Choice } from '../manage/Choice.tsx'
import { Recipient } from './Recipient.tsx'
import { TemplateChooser } from './TemplateChooser.tsx'
import type { Addressee } from './templateParts.ts'

/** As the server takes it: with its country code, in whatever spelling. */
const PHONE = /^\+?[1-9][\d\s().-]{4,}$/

/** Begins with somebody who has not written: by a template, for nothing else is delivered to them. */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const channels = useInbox(channelsOf)
  const [to, setTo] = useState('')
  const [contact, setContact] = useState<Addressee | null>(null)
  const [channel, setChannel] = useState(channels[0]?.id ?? '')
  const isKnown = PHONE.test(to.trim())
  return (
    <TemplateChooser
      open
      title={t('begin.title')}
      note={t('begin.note')}
      contact={contact}
      target={isKnown ? { to: to.trim(), ...(channel && { channel_id: channel }) } : null}
      onClose={onClose}
      onSent={({ room_id }) => void navigate({ to: '/inbox/$roomId', params: { roomId: room_id } })}
      head={
        <div className="grid gap-4 border-b border-line px-6 py-4 max-desk:px-4 items-start desk:grid-flow-col desk:auto-cols-fr">
          <Recipient
            value={to}
            onChange={(next, name) => {
              setTo(next)
              setContact(name === null ? null : { name })
            }}
          />
          {channels.length > 1 && (
            <Choice
              label={t('begin.from')}
              value={channel}
              onChange={setChannel}
              options={channels.map(({ id, display_phone_number }) => ({
                value: id,
                label: display_phone_number ? phoneNumber(display_phone_number) : '—',
              }))}
            />
          )}
        </div>
      }
    />
  )
}
