import { clsx } from 'clsx'
import { memo } from 'react'
import type { Message } from '../../protocol/message.ts'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { BubbleActions } from './BubbleActions.tsx'
import { BubbleFrame } from './BubbleFrame.tsx'
import { MessageBody } from './body/MessageBody.tsx'
import { FailureLine } from './FailureLine.tsx'
import { isRemoved } from './metadata.ts'
import { Reactions } from './Reactions.tsx'
import type { Reaction } from './reactions.ts'
import { useThread } from './ThreadContext.tsx'

type Props = {
  message: Message
  first: boolean
  last: boolean
  reactions: readonly Reaction[] | undefined
}

/** One message: its bubble, its author, its reactions, and its failure if it has one. */
export const MessageBubble = memo(function MessageBubble(props: Props) {
  const { message, first, last, reactions } = props
  const { nameOf, below } = useThread()
  const ours = message.direction === 'outgoing'
  const failed =
    (message.status === 'failed' || message.status === 'unknown') && !isRemoved(message)
  const author = nameOf(message.user_id)
  return (
    <div
      className={clsx(
        'group grid max-w-[76%] grid-cols-[minmax(0,1fr)_auto] gap-x-2 max-desk:max-w-[88%] max-desk:gap-x-0',
        ours ? 'ml-auto w-fit justify-items-end' : 'mr-auto w-fit',
        first ? 'pt-3' : 'pt-0.5',
      )}
    >
      <div className="relative max-w-full min-w-0">
        <BubbleFrame message={message} first={first} last={last}>
          <MessageBody message={message} />
        </BubbleFrame>
        {!isRemoved(message) && (
          <div
            className={clsx(
              'absolute inset-y-0 flex items-center px-1 max-desk:px-0',
              ours ? 'right-full' : 'left-full',
            )}
          >
            <BubbleActions message={message} />
          </div>
        )}
      </div>
      {ours && (
        <span className="col-start-2 size-5 self-end max-desk:hidden">
          {last && message.user_id && (
            <AgentAvatar id={message.user_id} name={author ?? '?'} size="sm" />
          )}
        </span>
      )}
      {reactions && reactions.length > 0 && (
        <div className="col-start-1 justify-self-start">
          <Reactions reactions={reactions} />
        </div>
      )}
      {failed && (
        <div className="col-start-1">
          <FailureLine message={message} />
        </div>
      )}
      {below && <div className="col-start-1">{below(message)}</div>}
    </div>
  )
})
