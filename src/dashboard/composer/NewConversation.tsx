import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { phoneNumber } from '../i18n/values.ts'
import { channelsOf } from '../inbox/channelsOf.ts'
import { Select } from '../ui/Select.tsx'
import { Recipient } from './Recipient.tsx'
import { TemplateChooser } from './TemplateChooser.tsx'
import type { TemplateContact } from './templateParts.ts'

/** The phone numbers that the server accepts: with a country code, in any notation. */
const PHONE = /^\+?[1-9][\d\s().-]{4,}$/

/**
 * Starts a conversation with somebody who has not written yet. Only a template: WhatsApp delivers nothing else to them.
 */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const channels = useInbox(channelsOf)
  const [to, setTo] = useState('')
  const [contact, setContact] = useState<TemplateContact | null>(null)
  const [channel, setChannel] = useState(channels[0]?.id ?? '')
  const isKnown = PHONE.test(to.trim())
  return (
    <TemplateChooser
      open
      title={t('begin.title')}
      note={t('begin.note')}
      channelId={channel || undefined}
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
            <Select
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
