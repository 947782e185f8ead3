import { useQuery } from '@tanstack/react-query'
import Pause from 'lucide-react/icons/pause'
import Play from 'lucide-react/icons/play'
import { useEffect, useRef, useState } from 'react'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { playTime } from '../../i18n/time.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { MediaPlaceholder } from './MediaPlaceholder.tsx'
import { mayBeShort, soundOf } from './sound.ts'
import { useMedia } from './useMedia.ts'
import { useSource } from './useSource.ts'
import { Waveform } from './Waveform.tsx'

const SPEEDS = [1, 1.5, 2] as const

/** A voice note or another audio file, with a waveform to seek in. */
export function AudioBody({ message }: { message: Message }) {
  const t = useT()
  const media = useMedia(message)
  const source = useSource(media.url)
  const player = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1)
  const [length, setLength] = useState(0)
  const sound = useQuery({
    queryKey: ['sound', message.id],
    queryFn: ({ signal }) => soundOf(media.url!, signal),
    enabled: media.url !== undefined && mayBeShort(message),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const isDecoded = mayBeShort(message) && !sound.isError
  const whole = sound.data?.seconds ?? length
  useEffect(() => {
    if (player.current) player.current.playbackRate = speed
  }, [speed])

  if (!media.url) {
    return (
      <div className="flow-root w-75 max-w-full">
        <MediaPlaceholder failed={media.failed} className="h-15" />
        <BubbleMeta message={message} />
      </div>
    )
  }
  const toggle = () => {
    if (playing) player.current?.pause()
    else void player.current?.play()
  }
  const Icon = playing ? Pause : Play
  return (
    <div className="flow-root">
      <div className="flex w-75 max-w-full items-center gap-3">
        <button
          type="button"
          aria-label={playing ? t('bubble.pause') : t('bubble.play', { time: playTime(whole) })}
          onClick={toggle}
          className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-hover thumb:size-11"
        >
          <Icon size={16} fill="currentColor" aria-hidden="true" />
        </button>
        <Waveform
          peaks={sound.data?.peaks}
          part={whole > 0 ? at / whole : 0}
          seconds={whole}
          label={t('bubble.seek')}
          onSeek={(part) => {
            if (!player.current) return
            player.current.currentTime = part * whole
            setAt(part * whole)
          }}
        />
        <span className="text-12 text-text-2 tabular-nums">
          {at > 0 ? `${playTime(at)} / ${playTime(whole)}` : playTime(whole)}
        </span>
        {(playing || at > 0) && (
          <button
            type="button"
            aria-label={t('bubble.speed', { speed })}
            onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]!)}
            className="relative rounded-full bg-surface-3 px-2 text-11 font-medium text-text-2 thumb:before:absolute thumb:before:-inset-x-2 thumb:before:-inset-y-3.5"
          >
            {speed}×
          </button>
        )}
      </div>
      <audio
        ref={player}
        {...source}
        // If the file is not decoded, load at least its duration.
        preload={isDecoded ? 'none' : 'metadata'}
        onPlay={({ currentTarget }) => {
          source.onPlay()
          pauseOthers(currentTarget)
          setPlaying(true)
        }}
        onPause={() => setPlaying(false)}
        onEmptied={() => setPlaying(false)}
        onEnded={() => {
          source.onEnded()
          setAt(0)
        }}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          source.onLoadedMetadata(event)
          const { currentTarget } = event
          if (Number.isFinite(currentTarget.duration)) setLength(currentTarget.duration)
        }}
      />
      <BubbleMeta message={message} />
    </div>
  )
}

/** Only one audio file plays at a time. */
function pauseOthers(playing: HTMLAudioElement): void {
  for (const audio of document.querySelectorAll('audio')) if (audio !== playing) audio.pause()
}
