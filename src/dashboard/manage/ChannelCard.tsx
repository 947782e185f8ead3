import { answerOf } from '../../client/rest.ts'
import type { Channel, ChannelChange } from '../../protocol/channel.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { Select } from '../ui/Select.tsx'
import { Switch } from '../ui/Switch.tsx'
import { Tag } from '../ui/Tag.tsx'
import { AutosaveField } from './AutosaveField.tsx'
import { CHANNELS } from './ChannelsPage.tsx'
import { useSave } from './useSave.ts'

const TYPES = ['customer', 'partner', 'vendor', 'srdp'] as const
const MODES = ['off', 'round_robin', 'least_busy'] as const
const SWITCHES = ['allow_claim', 'send_read_receipts', 'send_typing'] as const

/** The settings of one number. Each change is saved at once. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const t = useT()
  const save = useSave(CHANNELS, (json: ChannelChange) =>
    answerOf(api.channels[':id'].$patch({ param: { id: channel.id }, json })),
  )
  const title = channel.name ?? channel.display_phone_number ?? channel.phone_number_id
  return (
    <section aria-label={title} className="rounded-r4 border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-5 py-3">
        <h2 className="text-16 font-semibold">{title}</h2>
        <span className="text-13 text-text-3">{channel.display_phone_number}</span>
        <span className="flex-1" />
        <Tag tone={channel.state === 'ok' ? 'ok' : 'bad'}>{t(`manage.state.${channel.state}`)}</Tag>
      </header>
      {channel.state === 'refused' && <Banner tone="bad">{t('manage.refused')}</Banner>}
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 p-5 max-desk:grid-cols-1">
        <AutosaveField
          label={t('manage.channelName')}
          value={channel.name ?? ''}
          onSave={(name) => save.mutate({ name: name === '' ? null : name })}
        />
        <AutosaveField
          label={t('manage.sendsPerSecond')}
          type="number"
          min={1}
          max={1000}
          value={String(channel.sends_per_second)}
          onSave={(n) => save.mutate({ sends_per_second: Number(n) })}
        />
        <Select
          label={t('manage.newRoomsAre')}
          value={channel.customer_type}
          onChange={(customer_type) => save.mutate({ customer_type })}
          options={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
        />
        <Select
          label={t('manage.autoAssign')}
          value={channel.auto_assign}
          onChange={(auto_assign) => save.mutate({ auto_assign })}
          options={MODES.map((value) => ({ value, label: t(`manage.assign.${value}`) }))}
        />
        {SWITCHES.map((name) => (
          <div key={name} className="flex items-center justify-between gap-3">
            <span className="text-13">
              {t(`manage.${name}`)}
              <span className="block text-12 text-text-3">{t(`manage.${name}.hint`)}</span>
            </span>
            <Switch
              label={t(`manage.${name}`)}
              checked={channel[name]}
              onChange={(on) => save.mutate({ [name]: on })}
            />
          </div>
        ))}
      </div>
    </section>
  )
}
