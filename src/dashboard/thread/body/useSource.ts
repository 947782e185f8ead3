import { type SyntheticEvent, useEffect, useRef, useState } from 'react'

type Of = SyntheticEvent<HTMLMediaElement>

/**
 * What a player plays: the link that it began with, since another one would throw it back to its start. Only where that
 * link no longer works does it go on with the latest, from the same place.
 * @returns properties of the player
 */
export function useSource(latest: string | undefined) {
  const [held, setHeld] = useState<string>()
  const broken = useRef<{ player: HTMLMediaElement; at: number; playing: boolean } | null>(null)
  const src = held ?? latest
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the player has the new link
  useEffect(() => {
    if (broken.current?.playing) void broken.current.player.play()
  }, [src])
  const hold = () => setHeld(src)
  return {
    src,
    onPlay: hold,
    onSeeking: hold,
    onEnded: () => setHeld(undefined),
    onError: ({ currentTarget: player }: Of) => {
      if (src === latest) return
      broken.current = { player, at: player.currentTime, playing: !player.paused }
      setHeld(latest)
    },
    onLoadedMetadata: ({ currentTarget: player }: Of) => {
      if (broken.current) player.currentTime = broken.current.at
      broken.current = null
    },
  }
}
