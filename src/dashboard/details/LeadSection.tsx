import Pencil from 'lucide-react/icons/pencil'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { money } from '../i18n/values.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { LeadForm } from './LeadForm.tsx'
import { PanelSection } from './PanelSection.tsx'

const FACTS = ['loan_type', 'leads_status', 'contact_status'] as const

/** The lead's data. The outstanding amount comes first and is largest. */
export function LeadSection({ room }: { room: RoomSummary }) {
  const t = useT()
  const me = useMe()
  const [editing, setEditing] = useState(false)
  const lead = room.leads_info
  // A new lead is linked to its room by the phone number, so there must be one.
  const mayAdd = isStaff(me) && room.room_phone !== null
  const edit = (lead || mayAdd) && !editing && (
    <IconButton
      size="sm"
      label={lead ? t('details.editLead') : t('details.addLead')}
      onClick={() => setEditing(true)}
    >
      {lead ? <Pencil size={14} aria-hidden="true" /> : <Plus size={16} aria-hidden="true" />}
    </IconButton>
  )
  return (
    <PanelSection title={t('details.lead')} aside={edit}>
      {editing ? (
        <LeadForm room={room} onDone={() => setEditing(false)} />
      ) : lead ? (
        <>
          {lead.outstanding !== null && (
            <div className="mb-3">
              <div className="text-12 text-text-3">{t('lead.outstanding')}</div>
              <div className="text-20 font-semibold tabular-nums">{money(lead.outstanding)}</div>
            </div>
          )}
          <dl className="grid grid-cols-[88px_1fr] gap-x-3 gap-y-1.5 text-13">
            {FACTS.filter((name) => lead[name]).map((name) => (
              <div key={name} className="contents">
                <dt className="text-text-3">{t(`lead.${name}`)}</dt>
                <dd className="min-w-0 break-words">{lead[name]}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <p className="text-13 text-text-3">{t('details.noLead')}</p>
      )}
    </PanelSection>
  )
}
