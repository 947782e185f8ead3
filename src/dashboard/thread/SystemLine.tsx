import type { ReactNode } from 'react'

/** An event of the room, shown between the messages. */
export function SystemLine({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-center justify-center gap-1.5 pt-2 pb-1 text-center text-12 text-text-3 [&_b]:font-medium [&_b]:text-text-2">
      <span className="shrink-0">{icon}</span>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </div>
  )
}
