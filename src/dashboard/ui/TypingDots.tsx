/** Animated dots: somebody is typing. */
export function TypingDots() {
  return (
    <span className="flex gap-[3px]" aria-hidden="true">
      {[0, 1, 2].map((n) => (
        <span
          key={n}
          className="animate-blink size-[5px] rounded-full bg-text-3"
          style={{ animationDelay: `${n * 200}ms` }}
        />
      ))}
    </span>
  )
}
