/** The illustration of an empty inbox: a question and its answer. */
export function Bubbles() {
  return (
    <svg width="120" height="88" viewBox="0 0 120 88" fill="none" aria-hidden="true">
      <rect
        x="1"
        y="9"
        width="76"
        height="60"
        rx="12"
        strokeWidth="1.5"
        className="fill-surface stroke-line-2"
      />
      <path
        d="M17 31h44M17 45h28"
        strokeWidth="6"
        strokeLinecap="round"
        className="stroke-surface-3"
      />
      <rect
        x="51"
        y="35"
        width="68"
        height="44"
        rx="12"
        strokeWidth="1.5"
        className="fill-out stroke-accent-line"
      />
      <path
        d="M67 52h36M67 63h20"
        strokeWidth="5"
        strokeLinecap="round"
        className="stroke-accent"
      />
    </svg>
  )
}
