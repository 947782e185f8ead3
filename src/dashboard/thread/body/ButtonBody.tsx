import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import type { Message } from '../../../protocol/message.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'

/** The customer's answer by a button. */
export function ButtonBody({ message }: { message: Message }) {
  return (
    <>
      <span className="inline-flex items-center gap-2">
        <SquareMousePointer size={16} aria-hidden="true" className="shrink-0 text-accent-text" />
        <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
          {message.content_text}
        </span>
      </span>
      <BubbleMeta message={message} />
    </>
  )
}
