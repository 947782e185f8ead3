import type { Message } from '../../../protocol/message.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { TextBody } from '../TextBody.tsx'

/** The caption below a picture, if it has one, with time and tick. */
export function Caption({ message }: { message: Message }) {
  return (
    <div className="flow-root px-2 pt-1 pb-0.5">
      {message.content_text && <TextBody text={message.content_text} />}
      <BubbleMeta message={message} className={message.content_text ? '' : 'mt-0! mb-0!'} />
    </div>
  )
}
