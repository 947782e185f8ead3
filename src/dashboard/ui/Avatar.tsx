import { clsx } from 'clsx'
import { hueOf, initialsOf } from './initials.ts'
import { tip } from './Tooltip.tsx'

const HUE: Record<number, string> = {
  1: 'text-h1 bg-h1w',
  2: 'text-h2 bg-h2w',
  3: 'text-h3 bg-h3w',
  4: 'text-h4 bg-h4w',
  5: 'text-h5 bg-h5w',
  6: 'text-h6 bg-h6w',
}

type ContactSize = 'md' | 'list' | 'lg'
const CONTACT: Record<ContactSize, string> = {
  md: 'size-9 text-12',
  list: 'size-10 text-13',
  lg: 'size-14 text-[18px]',
}

/** A contact's avatar: round. */
export function Avatar({
  id,
  name,
  size = 'list',
}: {
  id: string
  name: string
  size?: ContactSize
}) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'grid shrink-0 place-items-center rounded-full font-semibold select-none',
        HUE[hueOf(id)],
        CONTACT[size],
      )}
    >
      {initialsOf(name)}
    </span>
  )
}

type AgentSize = 'sm' | 'md' | 'lg'
const AGENT: Record<AgentSize, string> = {
  sm: 'size-5 rounded-r2 text-[9px] font-bold',
  md: 'size-7 rounded-r3 text-11 font-semibold',
  lg: 'size-8 rounded-r3 text-11 font-semibold',
}

/** A colleague's avatar: square. With `online`, a dot shows their presence. */
export function AgentAvatar({
  id,
  name,
  size = 'md',
  online,
}: {
  id: string
  name: string
  size?: AgentSize
  online?: boolean | undefined
}) {
  return (
    <span
      role="img"
      aria-label={name}
      {...tip(name)}
      className={clsx(
        'relative grid shrink-0 place-items-center select-none',
        HUE[hueOf(id)],
        AGENT[size],
      )}
    >
      <span aria-hidden="true">{initialsOf(name)}</span>
      {online !== undefined && (
        <span
          aria-hidden="true"
          className={clsx(
            'absolute -right-[3px] -bottom-[3px] size-3 rounded-full border-2 border-surface',
            online ? 'bg-ok' : 'bg-text-3',
          )}
        />
      )}
    </span>
  )
}

/** A dashed square for a room that nobody has. */
export function NobodyAvatar({ label, size = 'sm' }: { label: string; size?: AgentSize }) {
  return (
    <span
      role="img"
      aria-label={label}
      {...tip(label)}
      className={clsx('shrink-0 border-[1.5px] border-dashed border-line-3', AGENT[size])}
    />
  )
}
