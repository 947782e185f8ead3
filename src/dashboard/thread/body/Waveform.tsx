import { playTime } from '../../i18n/time.ts'

const FLAT = Array.from({ length: 44 }, () => 0)
const LOWEST = 3
const HIGHEST = 24

/** The waveform of a sound, with a slider to seek in it. */
export function Waveform({
  peaks = FLAT,
  part,
  seconds,
  label,
  onSeek,
}: {
  peaks?: readonly number[] | undefined
  part: number
  seconds: number
  label: string
  onSeek: (part: number) => void
}) {
  return (
    <span className="relative block h-7 min-w-0 flex-1">
      <svg
        viewBox={`0 0 ${peaks.length * 5} 28`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="size-full"
      >
        {peaks.map((peak, n) => {
          const height = LOWEST + peak * (HIGHEST - LOWEST)
          return (
            <rect
              key={String(n)}
              x={n * 5}
              y={14 - height / 2}
              width="3"
              height={height}
              rx="1.5"
              className={n / peaks.length < part ? 'fill-accent-text' : 'fill-line-3'}
            />
          )
        })}
      </svg>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={playTime(part * seconds)}
        min={0}
        max={1000}
        value={Math.round(part * 1000)}
        onChange={(event) => onSeek(Number(event.target.value) / 1000)}
        className="absolute inset-0 size-full cursor-pointer opacity-0 focus-visible:opacity-100 thumb:-inset-y-2 thumb:h-11"
      />
    </span>
  )
}
