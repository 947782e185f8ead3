import { clsx } from 'clsx'
import Download from 'lucide-react/icons/download'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { fileSize } from '../../i18n/values.ts'
import { Spinner } from '../../ui/Spinner.tsx'
import { tip } from '../../ui/Tooltip.tsx'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { TextBody } from '../TextBody.tsx'
import { FileMark } from './FileMark.tsx'
import { useMedia } from './useMedia.ts'

/** A file to download, with its name and size. */
export function DocumentBody({ message }: { message: Message }) {
  const t = useT()
  const media = useMedia(message)
  const name = message.original_filename ?? t('bubble.file')
  const label = t('bubble.download', { name })
  return (
    <div className="flow-root">
      <div
        className={clsx(
          'flex w-75 max-w-full items-center gap-3 rounded-r3 p-2 max-desk:w-[min(18rem,66vw)]',
          message.status === 'failed'
            ? 'bg-bad-line'
            : message.direction === 'outgoing'
              ? 'bg-out-well'
              : 'bg-surface-2',
        )}
      >
        <FileMark name={name} mime={message.mime_type} />
        <span className="min-w-0 flex-1">
          <span className="block text-13 font-medium wrap-anywhere">{name}</span>
          <span className="block text-12 text-text-2 tabular-nums">
            {message.file_size !== null
              ? fileSize(message.file_size)
              : t(media.failed ? 'bubble.notFetched' : 'bubble.fetching')}
          </span>
        </span>
        {media.url ? (
          <a
            href={media.url}
            download={name}
            aria-label={label}
            {...tip(label)}
            className="grid size-8 shrink-0 place-items-center rounded-r2 text-text-2 hover:bg-surface-3 hover:text-text thumb:-mr-2 thumb:size-11"
          >
            <Download size={16} aria-hidden="true" />
          </a>
        ) : (
          !media.failed && <Spinner />
        )}
      </div>
      {message.content_text && message.content_text !== name && (
        <div className="pt-1">
          <TextBody text={message.content_text} />
        </div>
      )}
      <BubbleMeta message={message} />
    </div>
  )
}
