import { type SyntheticEvent, useEffect, useRef, useState } from 'react'

type Of = SyntheticEvent<HTMLMediaElement>

/**
 * The `src` of a player. It stays the same while playing, because a new one would restart the player. If the old link
 * expires, the player goes on with the latest one at the same position.
 * @returns props for the player
 */
export function useSource(latest: string | undefined) {
  const [held, setHeld] = useState<string>()
  const broken = useRef<{ player: HTMLMediaElement; at: number; playing: boolean } | null>(null)
  const src = held ?? latest
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the player has a new src
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
